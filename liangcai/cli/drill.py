"""`liangcai drill IMAGE`: bring a backup disc back in an empty place and look whether everything came."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

import click

from liangcai.cli.disc import DATA, open_vault
from liangcai.cli.output import json_option, print_json, print_table


@click.command()
@click.argument("image", type=click.Path(path_type=Path))
@click.option("--by", "operator", required=True, help="操作人账号")
@click.option("--second", required=True, help="第二名管理员账号")
@click.option("--share", "shares", multiple=True, help="密钥份额；不给出时逐份询问，不回显")
@DATA
@json_option
def command(image: Path, operator: str, second: str, shares: tuple[str, ...], data: Path, as_json: bool) -> None:
    """恢复演练：把备份光盘（光驱或映像）恢复到临时空目录，逐项核对，结果记入日志；有一项不符即退出 1。"""
    open_vault(data)
    from django.utils import timezone

    from liangcai.apps.custody.media import drives, require_readable
    from liangcai.apps.custody.models import Disc
    from liangcai.apps.item_bank.actions.record_restore_drill import record_restore_drill
    from liangcai.apps.item_bank.restore_drill import digest_of, drill
    from liangcai.apps.station.sites import site_folder
    from liangcai.cli.two_persons import shares_typed, signed_in

    if str(image) not in drives():
        require_readable(image)
    persons = signed_in(operator), signed_in(second)
    checks = drill(image, shares_typed(shares), timezone.now(), site_folder(), secrets.randbelow(1 << 30))
    digest = digest_of(image)
    known = Disc.objects.filter(image_sha256=digest).first()
    made = record_restore_drill(actor=persons[0], at=timezone.now(), second=persons[1], disc_number=known.number if known else image.name,
                                image_sha256=digest, checks=checks)  # fmt: skip
    if as_json:
        print_json({"image": str(image), "passed": made.passed, "checks": checks})
    else:
        print_table(["核对", "结果", "说明"], [[c["name"], "通过" if c["ok"] else "不符", c["detail"]] for c in checks])
    sys.exit(0 if made.passed else 1)
