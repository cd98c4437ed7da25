"""`liangcai restore FILE`: bring a site back from its backup into an empty folder."""

from __future__ import annotations

from pathlib import Path

import click

from liangcai.cli.output import json_option, print_json
from liangcai.apps.station.archive import read_archive


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--data", type=click.Path(path_type=Path), default=Path("data"), show_default=True)
@json_option
def command(file: Path, data: Path, as_json: bool) -> None:
    """从备份恢复站点；目标目录中已有该站点的数据时拒绝。"""
    summary = read_archive(file, data)
    if as_json:
        print_json(summary)
    else:
        print(f"已恢复 {summary['site']}：{summary['files']} 个文件 → {data / summary['site']}。请运行 liangcai check 核对。")
