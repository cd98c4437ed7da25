"""Where the commands that verify offline find public keys, and how they load private ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from liangcai.kernel.refusals import BadInput

if TYPE_CHECKING:
    from liangcai.engines.sealing.keys import KeySet, ReceiverKey, SigningKey

USUAL_PLACE = Path("data/hall/public/KEYS.json")


def find_keys(given: Path | None, *, beside: Path | None = None) -> Path | None:
    """The file given; else KEYS.json beside the file in question; else the hall's in ./data; else none."""
    if given:
        return given
    places = [beside.parent / "KEYS.json"] if beside else []
    return next((place for place in [*places, USUAL_PLACE] if place.is_file()), None)


def load_keys(given: Path | None, *, beside: Path | None = None) -> KeySet:
    from liangcai.engines.sealing.keys import read_key_set

    if beside and not beside.exists():
        raise FileNotFoundError(2, "", str(beside))
    place = find_keys(given, beside=beside)
    if place is None:
        raise BadInput("keys_needed", "没有公钥清单，无法核对签名。",
                       hint="请用 --keys 给出 KEYS.json（可从大厅的公开页下载），或把它放在文件旁边。")  # fmt: skip
    return read_key_set(place.read_bytes(), where=str(place))


def load_private(place: Path) -> SigningKey | ReceiverKey:
    """A private key; asks for the passphrase on the terminal when it has one."""
    from liangcai.engines.sealing.keys import read_private

    data = place.read_bytes()
    passphrase = click.prompt("私钥口令", hide_input=True, err=True) if b"ENCRYPTED" in data else ""
    return read_private(data, passphrase, where=str(place))
