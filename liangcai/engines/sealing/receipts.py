"""Receipts: the receiver's signed word that a package, known by its digest, arrived or was refused."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from liangcai.engines.sealing.keys import KeySet, Signer
from liangcai.engines.sealing.signed_document import sign_document, verify_document
from liangcai.kernel.refusals import BadInput, Refused

SIGNED_KIND = "package_receipt"
STATES = ("received", "opened", "refused")


@dataclass(frozen=True, slots=True)
class Receipt:
    """`package_digest` as 64 hex digits; `state` received, opened or refused; `at` ISO 8601; `note` for people."""

    package_digest: str
    receiver: str
    state: str
    at: str
    note: str = ""


def make_receipt(
    package_digest: str, receiver: str, state: str, at: datetime, signer: Signer, note: str = ""
) -> dict[str, Any]:
    """The signed document."""
    if at.tzinfo is None:
        raise BadInput("time_without_zone", "回执时间必须带时区。")
    receipt = Receipt(package_digest, receiver, state, at.isoformat(timespec="seconds"), note)
    _check(receipt, "")
    return sign_document(SIGNED_KIND, asdict(receipt), signer)


def read_receipt(document: Any, keys: KeySet, *, package_digest: str = "", where: str = "") -> Receipt:
    """A receipt whose signature holds; for another package than `package_digest` it is `Refused`."""
    verify_document(SIGNED_KIND, document, keys, where=where)
    try:
        receipt = Receipt(**{name: document[name] for name in ("package_digest", "receiver", "state", "at", "note")})
    except KeyError:
        raise BadInput("receipt_unreadable", "回执内容不完整。", where=where) from None
    _check(receipt, where)
    if package_digest and receipt.package_digest != package_digest:
        raise Refused("other_package", "回执属于另一个密封包。", where=where,
                      facts={"expected": package_digest, "found": receipt.package_digest})  # fmt: skip
    return receipt


def _check(receipt: Receipt, where: str) -> None:
    texts = asdict(receipt).values()
    shaped = all(isinstance(text, str) for text in texts) and re.fullmatch("[0-9a-f]{64}", receipt.package_digest)
    if not shaped or receipt.state not in STATES:
        raise BadInput("receipt_unreadable", f"回执应有 64 位摘要与状态（{'、'.join(STATES)}）。", where=where)
