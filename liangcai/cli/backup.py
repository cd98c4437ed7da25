"""`liangcai backup FILE`: a consistent copy of a site while it runs."""

from __future__ import annotations

from pathlib import Path

import click

from liangcai.cli.output import json_option, print_json
from liangcai.cli.site_setup import start_django
from liangcai.kernel.refusals import BadInput


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--site", type=click.Choice(["hall", "vault", "room"]), default="hall", show_default=True)
@click.option("--data", type=click.Path(path_type=Path), default=Path("data"), show_default=True)
@json_option
def command(file: Path, site: str, data: Path, as_json: bool) -> None:
    """把站点的数据库、文件与密钥写入一个备份文件。"""
    if not (data / site / "site.json").exists():
        raise BadInput("no_site", f"{data} 中没有站点 {site} 的数据。", where=str(data), hint="请用 --data 指定数据目录。")
    if file.exists():
        raise BadInput("file_exists", "备份文件已存在，不会覆盖。", where=str(file), hint="请换一个文件名。")
    start_django(site, data)
    from liangcai.apps.station.archive import write_archive

    summary = write_archive(file, data / site)
    if as_json:
        print_json(summary)
    else:
        print(f"已备份 {site}：{summary['files']} 个文件，{summary['bytes']} 字节 → {file}")
