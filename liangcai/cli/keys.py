"""`liangcai keys`: sites learn each other's public keys, carried on disc and compared by fingerprint before they count."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from liangcai.cli.account import DATA, FILE, OWN_PASSWORD, SITE, acting, by_option, open_site
from liangcai.cli.output import json_option, print_json, print_table
from liangcai.kernel.refusals import BadInput

if TYPE_CHECKING:
    from liangcai.engines.sealing.keys import PublicKey


@click.group(help="站点公钥：导出本站、核对、登记其他站点。")
def command() -> None:
    pass


@command.command("export", help="把本站公钥写入 FILE（首次导出时生成密钥），供其他站点登记。")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--owner", required=True, help="站点名称，如“南京第一考场”；写入公钥清单，此后不变")
@SITE
@DATA
@json_option
def export_command(file: Path, owner: str, site: str, data: Path, as_json: bool) -> None:
    if file.exists():
        raise BadInput("file_exists", "文件已存在，不会覆盖。", where=str(file), hint="请换一个文件名。")
    open_site(site, data)
    from django.utils import timezone

    from liangcai.apps.station import signing
    from liangcai.engines.sealing.keys import write_key_set

    if site == "vault":
        from liangcai.apps.custody.media import require_internal

        require_internal(file)
    purposes = (signing.PACKAGE, signing.RECEIVER, *([signing.CERTIFICATE] if site == "hall" else []))
    own = [signing.station_key(purpose, on=timezone.localdate(), owner=owner).key_id for purpose in purposes]
    published = signing.published_keys()
    file.write_bytes(write_key_set(published[key_id] for key_id in own))
    show([published[key_id] for key_id in own], as_json)


@command.command("show", help="列出公钥清单中的密钥与指纹；与对方电话核对后再登记。")
@click.argument("file", type=FILE)
@json_option
def show_command(file: Path, as_json: bool) -> None:
    show(keys_in(file), as_json)


@command.command("trust", help="登记其他站点的公钥：此后接收由它们签名的密封包与回执，并可向它们封装。由安全管理员办理。")
@click.argument("file", type=FILE)
@by_option("安全管理员")
@OWN_PASSWORD
@SITE
@DATA
@json_option
def trust_command(file: Path, operator: str, by_password_file: Path | None, site: str, data: Path, as_json: bool) -> None:
    open_site(site, data)
    from django.utils import timezone

    from liangcai.apps.accounts.actions.trust_keys import trust_keys

    if site == "vault":
        from liangcai.apps.custody.media import require_readable

        require_readable(file)
    keys = keys_in(file)
    trust_keys(actor=acting(operator, by_password_file), at=timezone.now(), keys=keys)
    show(keys, as_json)


def keys_in(file: Path) -> list[PublicKey]:
    from liangcai.engines.sealing.keys import read_key_set

    return list(read_key_set(file.read_bytes(), where=str(file)).values())


def fingerprint(key: PublicKey) -> str:
    """Half of the key's SHA-256 in groups of four, to be read aloud."""
    digest = hashlib.sha256(bytes.fromhex(key.public_key)).hexdigest()[:32]
    return " ".join(digest[n:n + 4] for n in range(0, 32, 4))  # fmt: skip


def show(keys: Iterable[PublicKey], as_json: bool) -> None:
    rows = [{"key_id": k.key_id, "owner": k.owner, "suite": k.suite, "fingerprint": fingerprint(k)} for k in keys]
    if as_json:
        print_json(rows)
    else:
        print_table(["密钥", "站点", "套件", "指纹"], [list(row.values()) for row in rows])
