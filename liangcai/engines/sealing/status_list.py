"""STATUS.json: the certificates that were revoked, signed and dated, for looking up without a network.

A list says nothing about what happened after its date, so every answer from it carries that date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from liangcai.engines.sealing.keys import KeySet, PublicKey, Signer
from liangcai.engines.sealing.signed_document import sign_document, verify_document
from liangcai.kernel.refusals import BadInput

SIGNED_KIND = "certificate_status"


@dataclass(frozen=True, slots=True)
class Revocation:
    certificate_number: str
    revoked_on: date
    reason: str


@dataclass(frozen=True)
class StatusList:
    """As of `issued_at` (with offset); `revoked` by certificate number; `signed_by` the keys that signed."""

    issued_at: datetime
    revoked: Mapping[str, Revocation]
    signed_by: tuple[PublicKey, ...]

    def find(self, certificate_number: str) -> Revocation | None:
        return self.revoked.get(certificate_number)


def make_status_list(revoked: Iterable[Revocation], issued_at: datetime, *signers: Signer) -> dict[str, Any]:
    """The signed document; write it with `canonical_json.encode`."""
    if issued_at.tzinfo is None:
        raise BadInput("time_without_zone", "状态清单的时间必须带时区。")
    rows = sorted(revoked, key=lambda row: row.certificate_number)
    body = {
        "issued_at": issued_at.isoformat(timespec="seconds"),
        "revoked": [
            {"number": r.certificate_number, "on": r.revoked_on.isoformat(), "reason": r.reason} for r in rows
        ],
    }
    return sign_document(SIGNED_KIND, body, *signers)


def read_status_list(document: Any, keys: KeySet, *, where: str = "") -> StatusList:
    """`Refused` where the signature does not hold, `BadInput` where it is no status list."""
    signed_by = verify_document(SIGNED_KIND, document, keys, where=where)
    try:
        issued_at = datetime.fromisoformat(document["issued_at"])
        rows = [Revocation(r["number"], date.fromisoformat(r["on"]), r["reason"]) for r in document["revoked"]]
        shaped = issued_at.tzinfo is not None and all(type(r.certificate_number) is str for r in rows)
    except (KeyError, TypeError, ValueError):
        shaped = False
    if not shaped:
        raise BadInput("status_unreadable", "状态清单应有 issued_at 与 revoked（number、on、reason）。", where=where)
    return StatusList(issued_at, MappingProxyType({r.certificate_number: r for r in rows}), signed_by)
