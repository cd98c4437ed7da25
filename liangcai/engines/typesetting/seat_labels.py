"""Labels for seats and work places (S004 三(二)3: each carries ticket number and place number)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liangcai.engines.typesetting.bulk import OnProgress, compile_bulk
from liangcai.engines.typesetting.plain import plain


@dataclass(frozen=True, slots=True)
class SeatLabel:
    """`place` is the seat or work-place number, `paper_code` the variant laid there (may be empty)."""

    place: str
    ticket_number: str
    candidate: str
    target: str
    room: str
    paper_code: str = ""


def render(labels: Sequence[SeatLabel], *, watermark: str = "", on_progress: OnProgress | None = None) -> bytes:
    """Labels of 70 × 37 mm, three across and eight down an A4 sheet of stickers."""
    return compile_bulk("seat_labels", labels, plain, watermark=watermark, on_progress=on_progress)
