"""Item content at rest: AES-256-GCM under the bank key, bound to the item's public id."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from liangcai.kernel.refusals import Refused

_SUITE = b"\x01"  # AES-256-GCM


def seal_content(content: Mapping[str, Any], key: bytes, item: str) -> bytes:
    """`content`: stem, options, answer, explanation and the like, as JSON."""
    nonce = os.urandom(12)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    return _SUITE + nonce + AESGCM(key).encrypt(nonce, text, item.encode())


def reseal(sealed: bytes, old: bytes, new: bytes, bound: str) -> bytes:
    """The same content under another key; `Refused` where the old one does not open it."""
    return seal_content(open_content(sealed, old, bound), new, bound)


def open_content(sealed: bytes, key: bytes, item: str) -> dict[str, Any]:
    sealed = bytes(sealed)
    try:
        return json.loads(AESGCM(key).decrypt(sealed[1:13], sealed[13:], item.encode()))
    except InvalidTag:
        raise Refused("item_sealed", "试题内容无法打开：密钥不符或内容已被改动。") from None
