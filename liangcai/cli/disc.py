"""`liangcai disc`: the vault's discs: listed, burnt from their image, read back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from liangcai.cli.output import json_option, print_json, print_table
from liangcai.cli.site_setup import start_django
from liangcai.kernel.refusals import BadInput, Refused

if TYPE_CHECKING:
    from liangcai.apps.custody.models import Disc

DATA = click.option("--data", type=click.Path(path_type=Path), default=Path("data"), show_default=True, help="数据目录")


@click.group(help="题库工作站的光盘：列出、由映像刻录、回读。")
def command() -> None:
    pass


def open_vault(data: Path) -> None:
    if not (data / "vault" / "site.json").exists():
        raise BadInput("no_site", f"{data} 中没有题库工作站的数据。", where=str(data), hint="请用 --data 指定数据目录。")
    start_django("vault", data)


def disc_called(number: str) -> Disc:
    from liangcai.apps.custody.models import Disc

    disc = Disc.objects.filter(number=number.upper()).first()
    if disc is None:
        raise BadInput("no_such_disc", f"没有编号为 {number} 的光盘。", where=number, hint="用 liangcai disc list 查看。")
    return disc


@command.command("list", help="列出光盘：编号、内容、映像摘要、刻录份数。")
@DATA
@json_option
def list_command(data: Path, as_json: bool) -> None:
    open_vault(data)
    from liangcai.apps.custody.models import Disc

    rows = [{"number": d.number, "purpose": d.purpose, "counterpart": d.counterpart, "sha256": d.image_sha256,
             "copies": [{"copy": c.copy, "fate": c.fate} for c in d.copies.all()]} for d in Disc.objects.prefetch_related("copies")]  # fmt: skip
    if as_json:
        print_json(rows)
    else:
        print_table(["编号", "内容", "对方", "映像 SHA-256", "刻录"],
                    [[r["number"], r["purpose"], r["counterpart"], r["sha256"], len(r["copies"])] for r in rows])  # fmt: skip


@command.command("burn", help="把映像交给刻录程序，回读核对摘要，登记操作人与见证人。")
@click.argument("number")
@click.option("--drive", required=True, help="光驱，如 /dev/sr0")
@click.option("--by", "operator", required=True, help="操作人账号")
@click.option("--witness", required=True, help="见证人账号")
@click.option("--read-back-only", is_flag=True, help="已用别的命令刻好，只回读并登记")
@DATA
@json_option
def burn_command(number: str, drive: str, operator: str, witness: str, read_back_only: bool, data: Path, as_json: bool) -> None:
    open_vault(data)
    from django.utils import timezone

    from liangcai.apps.custody.actions.record_burn import record_burn
    from liangcai.apps.custody.burning import burn
    from liangcai.apps.custody.media import drives, read_back
    from liangcai.cli.two_persons import signed_in

    disc, image = disc_called(number), Path(disc_called(number).image.path)
    if drive not in drives():
        raise Refused("not_a_drive", f"{drive} 不是本机的光驱。", where=drive, hint=f"本机光驱：{'、'.join(drives()) or '未发现'}。")
    persons = signed_in(operator), signed_in(witness)
    if read_back(str(image), disc.image_size) != disc.image_sha256:
        raise Refused("image_altered", f"映像 {number} 与登记的摘要不符，不得刻录。", where=str(image), hint="请重新制作光盘。")
    if not read_back_only:
        burn(image, drive)
    copy = record_burn(actor=persons[0], at=timezone.now(), disc=disc, second=persons[1], drive=drive,
                       read_back_sha256=read_back(drive, disc.image_size))  # fmt: skip
    good = copy.fate != "failed"
    if as_json:
        print_json({"disc": disc.number, "copy": copy.copy, "read_back": copy.read_back_sha256, "same": good})
    else:
        print(f"{copy} 回读{'相符' if good else '不符，已登记为待销毁'}：{copy.read_back_sha256}")
    sys.exit(0 if good else 1)
