"""The signed text in a staff card's QR code, `LK1:…` (see `cose_text`): who may act as what, where and how long."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from liangcai.engines.sealing.cose_text import CodeFormat, open_text, sign_text
from liangcai.engines.sealing.keys import KeySet, Signer
from liangcai.kernel.refusals import BadInput, Refused

CARD = CodeFormat("LK1", b"liangcai staff card 1", "证卡")
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class CardClaims:
    """What the signature vouches for. `kind` in the field's words (考评员 …); `scope` the occupations and projects it
    covers; valid on both days and between."""

    number: str
    holder_name: str
    kind: str
    scope: tuple[str, ...]
    issuer_name: str
    issued_on: date
    valid_from: date
    valid_to: date

    def as_dict(self) -> dict[str, Any]:
        days = {name: getattr(self, name).isoformat() for name in ("issued_on", "valid_from", "valid_to")}
        return {**asdict(self), "scope": list(self.scope), **days}


def issue_card(claims: CardClaims, key: Signer, key_id: str) -> str:
    """The text for the QR code; `BadInput` where a claim is missing or too long to print."""
    texts = (claims.number, claims.holder_name, claims.kind, claims.issuer_name, *claims.scope)
    if not all(text.strip() and len(text) <= 120 and text.isprintable() for text in texts) or len(claims.scope) > 20:
        raise BadInput("claim_shape", f"证卡 {claims.number} 的各项应为 1–120 个可打印字符，考评范围不超过 20 项。")
    if not _EPOCH <= claims.valid_from <= claims.valid_to:
        raise BadInput("claim_shape", f"证卡 {claims.number} 的有效期止应不早于有效期起。")
    return sign_text(CARD, _pack(claims), key, key_id)


def read_card(text: str, keys: KeySet) -> CardClaims:
    """The claims whose signature holds, whatever the day: the reader compares the validity with today. Refusals as
    `open_text`, and "key_not_valid" where the key could not sign on the day of issue."""
    fields, key, _suite = open_text(CARD, text, keys)
    try:
        claims = CardClaims(fields[1], fields[2], fields[3], tuple(fields[4]), fields[5],
                            *(_EPOCH + timedelta(days=fields[n]) for n in (6, 7, 8)))  # fmt: skip
        same = _pack(claims) == fields
    except (KeyError, TypeError, ValueError, OverflowError):
        same = False
    if not same:
        raise CARD.not_canonical("证卡字段不对")
    if not key.was_valid_on(claims.issued_on):
        raise Refused("key_not_valid", f"制卡日期 {claims.issued_on} 不在签名密钥的有效期内。")
    return claims


def _pack(claims: CardClaims) -> dict[int, Any]:
    days = [(day - _EPOCH).days for day in (claims.issued_on, claims.valid_from, claims.valid_to)]
    return {1: claims.number, 2: claims.holder_name, 3: claims.kind, 4: list(claims.scope), 5: claims.issuer_name,
            6: days[0], 7: days[1], 8: days[2]}  # fmt: skip
