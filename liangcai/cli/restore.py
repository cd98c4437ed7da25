"""`liangcai restore FILE`: bring a site back from its backup, file or disc, into an empty folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from liangcai.apps.station.archive import read_archive
from liangcai.cli.output import json_option, print_json


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--data", type=click.Path(path_type=Path), default=Path("data"), show_default=True)
@click.option("--share", "shares", multiple=True, help="备份光盘：密钥份额；不给出时逐份询问，不回显")
@json_option
def command(file: Path, data: Path, shares: tuple[str, ...], as_json: bool) -> None:
    """从备份文件，或题库的备份光盘（映像或光驱）恢复站点；目标目录中已有该站点的数据时拒绝。"""
    summary = from_disc(file, data, shares) if is_disc(file) else read_archive(file, data)
    if as_json:
        print_json(summary)
    else:
        print(f"已恢复 {summary['site']}：{summary['files']} 个文件 → {data / summary['site']}。请运行 liangcai check 核对。")


def is_disc(file: Path) -> bool:
    """Whether it is an image, or a drive with a disc: ISO 9660 says so at its sixteenth sector."""
    with file.open("rb") as stream:
        stream.seek(32769)
        return stream.read(5) == b"CD001"


def from_disc(image: Path, data: Path, shares: tuple[str, ...]) -> dict:
    from liangcai.cli.site_setup import start_django

    with TemporaryDirectory() as nowhere:  # the site comes from the disc: nothing of it may be made here beforehand
        start_django("vault", Path(nowhere))
        from liangcai.apps.custody.media import drives, require_readable
        from liangcai.apps.item_bank.restore_drill import restore_image
        from liangcai.cli.two_persons import shares_typed

        if str(image) not in drives():
            require_readable(image)
        manifest, _key = restore_image(image, shares_typed(shares), datetime.now().astimezone(), data)
    folder = data / manifest["site"]
    return {"site": manifest["site"], "files": sum(1 for p in folder.rglob("*") if p.is_file())}
