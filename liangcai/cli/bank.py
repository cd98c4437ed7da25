"""`liangcai bank`: what the vault says about its banks; the bank stays shut."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liangcai.cli.output import json_option, print_json, print_table
from liangcai.kernel.refusals import BadInput, Refused

if TYPE_CHECKING:
    from liangcai.apps.item_bank.models import Bank

STATES = {"ready": "合格", "todo": "待办", "unknown": "待查"}
CONCLUSIONS = {"ready": "就绪", "todo": "未就绪", "unknown": "依据不足"}


@click.group(help="题库：就绪情况")
def command() -> None:
    pass


@command.command(help="题库是否可以组卷，以及要做什么。BANK 为题库名称（如 织布工四级），只有一个题库时可省略。")
@click.argument("bank", required=False)
@click.option("--data", type=click.Path(path_type=Path), default=Path("data"), show_default=True, help="数据目录")
@json_option
def readiness(bank: str | None, data: Path, as_json: bool) -> None:
    from liangcai.cli.site_setup import start_django

    if not (data / "vault").is_dir():
        raise BadInput("data_folder", "没有题库工作站的数据。", where=str(data), hint="用 --data 指定含 vault 的目录。")
    start_django("vault", data)
    from django.utils import timezone

    from liangcai.apps.item_quality.readiness import readiness as of

    one = named(bank)
    report = of(one, timezone.localdate())
    if as_json:
        print_json({"bank": str(one), "state": report.state, "items_in_use": report.items_in_use, "lines": [
            {"area": line.area, "state": line.state, "words": line.words, "todo": list(line.todo), "source": line.source,
             "counts": line.counts} for line in report.lines]})  # fmt: skip
    else:
        print_table(["项目", "情况", "说明"], [[line.area, STATES[line.state], line.words] for line in report.lines])
        for line in report.lines:
            for todo in line.todo:
                print(f"待办（{line.area}）：{todo}")
        print(f"{one}：{CONCLUSIONS[report.state]}，使用中 {report.items_in_use} 题。")
    if report.state != "ready":
        raise Refused("bank_not_ready", f"{one}：{CONCLUSIONS[report.state]}。", hint="请按所列待办处理后再组卷。")


def named(name: str | None) -> Bank:
    from liangcai.apps.item_bank.models import Bank

    banks: dict[str, Any] = {str(bank): bank for bank in Bank.objects.order_by("version")}
    if name is None and len(banks) == 1:
        (name,) = banks
    if name is None or name not in banks:
        raise BadInput("bank", f"题库“{name or '（未指明）'}”不在本站。", where="BANK", hint=f"本站题库：{'、'.join(banks) or '（无）'}。")
    return banks[name]
