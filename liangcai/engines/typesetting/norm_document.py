"""A standard or norm as PDF in the layout of national standards: cover, numbered headings, tables that span pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from liangcai.engines.typesetting.compile import compile_pdf
from liangcai.engines.typesetting.plain import plain


@dataclass(frozen=True, slots=True)
class NormDocument:
    """`blocks` are headings (depth, number, text), paragraphs (text) and tables (widths, rows of cells that span rows
    and columns), dataclasses or mappings with these names. `cover` are lines under the title, `note` stands on the
    cover's foot, `issuer` and `day` where it was issued."""

    title: str
    blocks: Sequence[Any]
    kind: str = ""
    cover: tuple[str, ...] = ()
    issuer: str = ""
    day: str = ""
    note: str = ""


def render(norm: NormDocument, *, watermark: str = "") -> bytes:
    """The PDF. Refuses (BadInput) characters the fonts lack."""
    return compile_pdf("norm", {**plain(norm), "blocks": [face(block) for block in norm.blocks]}, watermark=watermark)


def face(block: Any) -> dict[str, Any]:
    """A block's kind follows from what it has."""
    data: dict[str, Any] = plain(block)
    return {**data, "kind": "heading" if "depth" in data else "table" if "widths" in data else "paragraph"}
