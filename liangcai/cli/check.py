"""`liangcai check`: is everything that the site holds still what was written?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from liangcai.cli.output import json_option, print_json, print_table
from liangcai.cli.site_setup import require_current_tables, start_django
from liangcai.kernel.refusals import BadInput


@click.command()
@click.option("--site", type=click.Choice(["hall", "vault", "room"]), default="hall", show_default=True)
@click.option("--data", type=click.Path(path_type=Path), default=Path("data"), show_default=True)
@json_option
def command(site: str, data: Path, as_json: bool) -> None:
    """核对数据库、文件、审计链、台账与密封包摘要；有一处不符即退出 1。"""
    if not (data / site / "site.json").exists():
        raise BadInput("no_site", f"{data} 中没有站点 {site} 的数据。", where=str(data), hint="请用 --data 指定数据目录。")
    start_django(site, data)
    require_current_tables()
    from liangcai.cli.site_checks import run_checks

    found = run_checks()
    if as_json:
        print_json({"site": site, "ok": all(c["ok"] for c in found), "checks": found})
    else:
        print_table(["核对", "结果", "说明"], [[c["name"], "通过" if c["ok"] else "不符", c["detail"]] for c in found])
    sys.exit(0 if all(c["ok"] for c in found) else 1)
