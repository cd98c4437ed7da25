"""Personal numbers at rest: encrypted and bound to their row, found by a keyed index, never hashed plainly
(one county × sixty birth years is a minute's guessing)."""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from liangcai.apps.station.secrets import station_secret
from liangcai.kernel.identity_numbers import normalise
from liangcai.kernel.refusals import Refused

_SUITE = b"\x01"  # AES-256-GCM; a later suite gets another byte


def seal_number(number: str, row: str) -> bytes:
    """Suite byte, nonce, ciphertext; `row` (the public id) is authenticated, so a value moved to another row fails."""
    nonce = os.urandom(12)
    return _SUITE + nonce + AESGCM(station_secret("identity")).encrypt(nonce, number.encode(), row.encode())


def open_number(sealed: bytes, row: str) -> str:
    sealed = bytes(sealed)
    if sealed[:1] != _SUITE:
        raise Refused("unknown_suite", "证件号码的加密方式未知，无法读取。")
    try:
        return AESGCM(station_secret("identity")).decrypt(sealed[1:13], sealed[13:], row.encode()).decode()
    except InvalidTag:
        raise Refused("identity_damaged", "证件号码与所在记录不符或已被改动。", hint="请联系系统管理员核对备份。") from None


def number_index(number: str) -> str:
    """A keyed index (hex) for exact look-up and uniqueness."""
    return hmac.new(station_secret("identity-index"), normalise(number).encode(), hashlib.sha256).hexdigest()
