"""The `liangcai` command: thin shells over actions and engines, each in a file of its own.

Exit status: 0 done, 1 a lawful no, 2 bad input or usage; a failure prints one line on standard
error (`--json`: one object), never a traceback. Commands load only when called, so that those
which need no database start without Django.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Sequence

import click

from liangcai import __version__
from liangcai.kernel.refusals import Refused

# command → (module, one line of help)
COMMANDS = {
    "serve": ("serve", "启动一个站点（大厅、题库工作站、考场机）"),
    "account": ("account", "账号：第一个账号，以及建立、停用、改口令"),
    "keys": ("keys", "站点公钥：导出、核对指纹、登记"),
    "demo": ("demo", "在真实目录数据上跑完整条链"),
    "reference": ("reference", "官方目录：比较与同步"),
    "rules": ("rules", "政策规则：列出、判定、批量判定"),
    "assemble": ("assemble", "按方案组卷，给出经证明的差距"),
    "sheets": ("sheets", "答题卡：打印与识读"),
    "certificate": ("certificate", "证书：离线验真"),
    "card": ("card", "人员证卡：离线验真"),
    "package": ("package", "密封包：查看与打开"),
    "archive": ("archive", "考核档案：离线核对"),
    "ledger": ("ledger", "台账：验证链是否被改动"),
    "draw": ("draw", "随机抽取：复算"),
    "bank": ("bank", "题库：就绪情况"),
    "similarity": ("similarity", "试题查重"),
    "norm": ("norm", "规范文本：检查，Word、结构与 PDF 互转"),
    "statistics": ("statistics", "试题统计与标定"),
    "notices": ("notices", "通知：发送待发邮件"),
    "backup": ("backup", "备份站点"),
    "restore": ("restore", "恢复站点"),
    "drill": ("drill", "恢复演练：备份光盘能否恢复"),
    "disc": ("disc", "题库工作站的光盘：刻录与回读"),
    "check": ("check", "核对数据库、文件、审计链与收据"),
}


class LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"liangcai.cli.{COMMANDS[name][0]}")
        return module.command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def cli() -> None:
    """量才：技能人才评价平台。"""


def main(argv: Sequence[str] | None = None) -> None:
    """Entry point; the only place that turns exceptions into exit statuses."""
    argv = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):  # a terminal without UTF-8 must not end the program
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    as_json = "--json" in argv
    try:
        cli.main(args=argv, standalone_mode=False)
    except Refused as no:
        fail(no.as_dict(), as_json, no.exit_status)
    except click.exceptions.Abort:
        fail({"code": "interrupted", "message": "已中断，未完成的写入已回滚。", "where": "", "hint": ""}, as_json, 1)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.ClickException as wrong:
        where = getattr(getattr(wrong, "ctx", None), "command_path", "")
        hint = f"用 `{where or 'liangcai'} --help` 查看用法。"
        fail({"code": "usage", "message": wrong.format_message(), "where": where, "hint": hint}, as_json, 2)
    except BrokenPipeError:
        os._exit(0)
    except FileNotFoundError as gone:
        fail({"code": "no_such_file", "message": f"文件不存在：{gone.filename}", "where": str(gone.filename),
              "hint": "请检查路径。"}, as_json, 2)
    except IsADirectoryError as wrong:
        fail({"code": "is_a_folder", "message": f"这是文件夹，需要的是文件：{wrong.filename}",
              "where": str(wrong.filename), "hint": ""}, as_json, 2)
    except (PermissionError, OSError) as wrong:
        fail({"code": "system", "message": f"{wrong.strerror or wrong}：{wrong.filename or ''}", "where":
              str(wrong.filename or ""), "hint": "请检查磁盘空间与权限。"}, as_json, 2)


def fail(problem: dict, as_json: bool, status: int) -> None:
    if as_json:
        print(json.dumps(problem, ensure_ascii=False, default=str), file=sys.stderr)
    else:
        line = "：".join(x for x in (problem.get("where"), problem["message"]) if x)
        citation = problem.get("citation")
        if citation:
            line += f" 依据：{citation['document']} {citation['article']}"
        print(" ".join(x for x in (line, problem.get("hint")) if x), file=sys.stderr)
    sys.exit(status)


if __name__ == "__main__":
    main()
