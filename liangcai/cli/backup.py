"""`liangcai backup FILE`: a consistent copy of a site while it runs; `--disc`: a vault's, sealed, as the image of a disc."""

from __future__ import annotations

from pathlib import Path

import click

from liangcai.cli.output import json_option, print_json
from liangcai.cli.site_setup import start_django
from liangcai.kernel.refusals import BadInput


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--site", type=click.Choice(["hall", "vault", "room"]), default="hall", show_default=True)
@click.option("--data", type=click.Path(path_type=Path), default=Path("data"), show_default=True)
@click.option("--disc", is_flag=True, help="题库工作站：加密备份，制成光盘映像（不给 FILE）")
@click.option("--by", "operator", help="操作人账号（--disc）")
@click.option("--share", "shares", multiple=True, help="密钥份额（--disc）；不给出时逐份询问，不回显")
@json_option
def command(file: Path | None, site: str, data: Path, disc: bool, operator: str | None, shares: tuple[str, ...], as_json: bool) -> None:
    """把站点的数据库、文件与密钥写入一个备份文件；--disc 则加密后制成光盘映像。"""
    if not (data / site / "site.json").exists():
        raise BadInput("no_site", f"{data} 中没有站点 {site} 的数据。", where=str(data), hint="请用 --data 指定数据目录。")
    if disc == (file is not None):
        raise BadInput("usage", "请给出备份文件 FILE，或用 --disc 制成光盘映像，二者之一。")
    if disc:
        to_disc(site, data, operator, shares, as_json)
        return
    assert file is not None
    if file.exists():
        raise BadInput("file_exists", "备份文件已存在，不会覆盖。", where=str(file), hint="请换一个文件名。")
    start_django(site, data)
    from liangcai.apps.station.archive import write_archive

    if site == "vault":
        from liangcai.apps.custody.media import require_internal

        require_internal(file)
    summary = write_archive(file, data / site)
    if as_json:
        print_json(summary)
    else:
        print(f"已备份 {site}：{summary['files']} 个文件，{summary['bytes']} 字节 → {file}")


def to_disc(site: str, data: Path, operator: str | None, shares: tuple[str, ...], as_json: bool) -> None:
    if site != "vault" or not operator:
        raise BadInput("usage", "--disc 只用于题库工作站（--site vault），并须以 --by 给出操作人账号。")
    start_django(site, data)
    from django.utils import timezone

    from liangcai.apps.custody.actions.make_backup_disc import make_backup_disc
    from liangcai.apps.custody.selectors import key_in_force
    from liangcai.cli.two_persons import shares_typed, signed_in
    from liangcai.engines.sealing.shares import join_key

    actor, ring = signed_in(operator), key_in_force()
    typed = shares_typed(shares, ring.needed if ring else 2)
    key = join_key(typed, [("custodians", ring.set_mark if ring else "")])
    made = make_backup_disc(actor=actor, at=timezone.now(), key=key)
    if as_json:
        print_json({"disc": made.number, "image": made.image.path, "sha256": made.image_sha256, "bytes": made.image_size})
    else:
        print(f"已加密备份为光盘 {made.number}（{made.image_size} 字节）。刻录：liangcai disc burn {made.number} --drive /dev/sr0 --by … --witness …")
