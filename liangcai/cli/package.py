"""`liangcai package`: what a sealed package says, and opening it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from liangcai.cli.key_files import find_keys, load_keys, load_private
from liangcai.cli.output import json_option, print_json, print_table
from liangcai.kernel.refusals import BadInput

if TYPE_CHECKING:
    from liangcai.engines.sealing.packages import KeyMaterial, PackageFacts


@click.group(help="密封包：查看与打开。")
def command() -> None:
    pass


@command.command("inspect", help="不需密钥：谁封的、给谁、何时可开、有哪些文件、签名是否成立。")
@click.argument("package", type=click.Path(path_type=Path))
@click.option("--keys", "keys_file", type=click.Path(path_type=Path), help="公钥清单 KEYS.json")
@json_option
def inspect_command(package: Path, keys_file: Path | None, as_json: bool) -> None:
    from liangcai.engines.sealing.packages import inspect

    known = find_keys(keys_file, beside=package)
    facts = inspect(package, load_keys(known, beside=package) if known else None)
    if as_json:
        print_json({**facts.as_dict(), "signatures_checked": known is not None})
        return
    _print_facts(facts)
    if known is None:
        print("未找到公钥清单（--keys），签名尚未核对。")


def _print_facts(facts: PackageFacts) -> None:
    manifest = facts.manifest
    groups = "；".join(f"{g.name} {g.needed}/{g.total}" for g in facts.groups)
    rows = [
        ("种类", manifest.kind), ("发送方", manifest.sender), ("接收方", manifest.receiver), ("场次", manifest.session),
        ("最早开启", manifest.not_before.isoformat() if manifest.not_before else "不限"), ("加密套件", facts.suite),
        ("摘要 SHA-256", facts.digest), ("应签名", "、".join(facts.required_signers)),
        ("签名成立", "、".join(facts.signed_by) or "未核对"), ("接收方密钥", "、".join(facts.receivers) or "无"),
        ("保管人份额", groups or "无"), ("开启方式", "接收方密钥与份额缺一不可" if facts.together else "任一方式"),
    ]  # fmt: skip
    print_table(["项目", "内容"], rows)
    print()
    print_table(["文件", "字节", "SHA-256"], [(f.name, f.size, f.sha256) for f in manifest.files])


@command.command("open", help="核对签名、时间与每个文件的摘要，解密到文件夹；有一处不符则什么也不写。")
@click.argument("package", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="写入的文件夹")
@click.option("--key", "key_file", type=click.Path(path_type=Path), help="接收方私钥（PEM）")
@click.option("--share", "shares", multiple=True, help="一份密钥份额（16 组，每组 4 个字符）；可多次给出")
@click.option("--shares-file", type=click.Path(path_type=Path), help="密钥份额文件，每行一份")
@click.option("--keys", "keys_file", type=click.Path(path_type=Path), help="公钥清单 KEYS.json")
@click.option("--receiver", default="", help="本站点编号；给出则须与包上的接收方一致")
@json_option
def open_command(
    package: Path, out: Path, key_file: Path | None, shares: tuple[str, ...], shares_file: Path | None,
    keys_file: Path | None, receiver: str, as_json: bool,
) -> None:  # fmt: skip
    from liangcai.engines.sealing.packages import inspect, open_package

    keys = load_keys(keys_file, beside=package)
    material = _key_material(key_file, shares, shares_file)
    open_package(package, material, keys, datetime.now().astimezone(), receiver=receiver, into=out)
    facts = inspect(package, keys)
    if as_json:
        print_json({**facts.as_dict(), "signatures_checked": True, "out": str(out)})
        return
    _print_facts(facts)
    print(f"\n已打开到 {out}，{len(facts.manifest.files)} 个文件的摘要全部相符。")


def _key_material(key_file: Path | None, shares: tuple[str, ...], shares_file: Path | None) -> KeyMaterial:
    from liangcai.engines.sealing.keys import ReceiverKey
    from liangcai.engines.sealing.packages import ReceiverAndShares

    if shares_file:
        try:
            lines = shares_file.read_text(encoding="utf-8-sig").splitlines()
        except UnicodeDecodeError:
            raise BadInput("not_utf8", "份额文件不是 UTF-8 文字。", where=str(shares_file)) from None
        shares = (*shares, *(line for line in lines if line.strip()))
    if not key_file and not shares:
        raise BadInput("key_needed", "请给出接收方私钥（--key）、密钥份额（--share），或须共同开启时两者都给出。")
    if key_file is None:
        return list(shares)
    key = load_private(key_file)
    if not isinstance(key, ReceiverKey):
        raise BadInput("not_a_receiver_key", f"{key.key_id} 是签名密钥，打不开密封包。", where=str(key_file))
    return ReceiverAndShares(key, shares) if shares else key
