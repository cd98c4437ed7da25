"""`liangcai card verify`: a staff card's QR code, offline."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from liangcai.cli.key_files import load_keys
from liangcai.cli.output import json_option, print_json
from liangcai.kernel.refusals import Refused


@click.group(help="人员证卡：离线验真。")
def command() -> None:
    pass


@command.command(help="验证证卡二维码文本（LK1:…）在某日是否有效。不需要网络。")
@click.argument("text")
@click.option("--keys", "keys_file", type=click.Path(path_type=Path), help="公钥清单 KEYS.json")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="在这一天；默认今天")
@json_option
def verify(text: str, keys_file: Path | None, on, as_json: bool) -> None:
    from liangcai.engines.sealing.card_token import read_card

    day = on.date() if on else date.today()
    claims = read_card(text.strip(), load_keys(keys_file, beside=None))
    if not claims.valid_from <= day <= claims.valid_to:
        raise Refused("card_not_valid", f"证卡 {claims.number} 的有效期 {claims.valid_from} 至 {claims.valid_to} 不含 {day}。")
    if as_json:
        print_json({"valid": True, "on": day.isoformat(), **claims.as_dict()})
        return
    print(f"证卡有效：{claims.holder_name}（{claims.number}）{claims.kind}，可考评 {'、'.join(claims.scope) or '—'}，"
          f"有效期 {claims.valid_from} 至 {claims.valid_to}，发卡 {claims.issuer_name}")  # fmt: skip
