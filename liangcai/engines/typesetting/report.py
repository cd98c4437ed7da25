"""The plain official document: a title and blocks under it. Rosters, slips, notices and statements
are each a short list of these blocks; only documents with a face of their own have own templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liangcai.engines.typesetting.compile import compile_pdf, refuse_nothing
from liangcai.engines.typesetting.plain import plain
from liangcai.engines.typesetting.qr import qr_svg

ANNEX_MISSING = "附件原文未取得，栏目为可配置默认。"

Cell = str | bool | None  # True and False print as ticked and empty boxes


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraphs:
    texts: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of label and value, `across` pairs a row; more padding leaves room to write in."""

    pairs: tuple[tuple[str, Cell], ...]
    across: int = 2
    padding_pt: float = 6


@dataclass(frozen=True, slots=True)
class Table:
    """`widths` are shares of the line, `align` one of l c r for each column, both optional;
    `row_height_mm` 0 lets rows grow with their text."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...] = ()
    align: str = ""
    row_height_mm: float = 0
    size_pt: float = 9.5


@dataclass(frozen=True, slots=True)
class Ticks:
    """Labels with a box before each, ticked where True."""

    choices: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    labels: tuple[str, ...]
    dated: bool = True


@dataclass(frozen=True, slots=True)
class SealBoxes:
    """Bordered places for an opinion with seal and day: (label, opinion already given or empty)."""

    boxes: tuple[tuple[str, str], ...]
    height_mm: float = 34


@dataclass(frozen=True, slots=True)
class IssuedBy:
    """Issuer and day at the right under the text."""

    issuer: str
    day: str


@dataclass(frozen=True, slots=True)
class Code:
    """A QR with words beside it."""

    text: str
    caption: str


Block = Heading | Paragraphs | Note | Facts | Table | Ticks | Signatures | SealBoxes | IssuedBy | Code


@dataclass(frozen=True, slots=True)
class Report:
    title: str
    blocks: tuple[Block, ...]
    annex: str = ""
    number: str = ""
    subtitle: str = ""
    landscape: bool = False


def report_pdf(*reports: Report, watermark: str = "") -> bytes:
    """The reports in one PDF, each on a new page with its own page count."""
    refuse_nothing(reports)
    return compile_pdf("report", {"reports": [_face(report) for report in reports]}, watermark=watermark)


def _face(report: Report) -> dict[str, Any]:
    return {**plain(report), "blocks": [_block(block) for block in report.blocks]}


def _block(block: Block) -> dict[str, Any]:
    data = {**plain(block), "kind": type(block).__name__}
    if isinstance(block, Code):
        data["qr"] = qr_svg(block.text)
    return data


def side_by_side(
    header: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...], groups: int
) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """A narrow table set `groups` times beside itself, read down each group; the last group is filled up."""
    height = -(-len(rows) // groups)
    blank: tuple[Cell, ...] = (None,) * len(header)
    filled = rows + (blank,) * (height * groups - len(rows))
    return header * groups, tuple(
        tuple(cell for group in range(groups) for cell in filled[group * height + line]) for line in range(height)
    )
