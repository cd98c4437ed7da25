"""Cards of examination staff (S004 三(二)5: worn on duty), ten to a sheet, each with a signed QR code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from liangcai.engines.typesetting.bulk import OnProgress, compile_bulk
from liangcai.engines.typesetting.plain import plain
from liangcai.engines.typesetting.qr import qr_svg


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """`code` is the signed text of the QR code; `scope` in the field's words."""

    number: str
    holder_name: str
    kind: str
    scope: str
    employer: str
    issuer_name: str
    valid_from: date
    valid_to: date
    code: str


def render(cards: Sequence[PrintedCard], *, watermark: str = "", on_progress: OnProgress | None = None) -> bytes:
    """Cards of 90 × 54 mm with cutting lines, two across and five down an A4 sheet."""
    return compile_bulk("staff_cards", cards, _face, watermark=watermark, on_progress=on_progress)


def _face(card: PrintedCard) -> dict[str, object]:
    return {**plain(card), "code": qr_svg(card.code)}
