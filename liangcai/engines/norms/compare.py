"""Two versions of a norm compared section by section and row by row, changed words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from rapidfuzz.distance import Indel

from liangcai.engines.norms.content import Content, Row, effective
from liangcai.engines.norms.shape import Facts, Lines, Rows, Section, Shape

ALIKE = 0.4  # what shares less is another row, not a changed one
AHEAD = 20  # rows that a changed row is looked for in
WORD = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?|\s+|.", re.DOTALL)

Mark = Literal["same", "added", "gone"]
Kind = Mark | Literal["changed"]
Piece = tuple[Mark, str]
Run = tuple[str, str, str]  # text that stayed, or text that went and text that came


@dataclass(frozen=True, slots=True)
class CellChange:
    """Leaving out what was added gives the older text, what is gone the newer."""

    pieces: tuple[Piece, ...]

    def text(self, without: Mark) -> str:
        return "".join(words for kind, words in self.pieces if kind != without)


@dataclass(frozen=True, slots=True)
class RowChange:
    """`old` and `new` count rows from 1; None where the row is not there."""

    kind: Kind
    cells: tuple[CellChange, ...]
    label: str = ""
    old: int | None = None
    new: int | None = None


@dataclass(frozen=True, slots=True)
class SectionChange:
    section: Section
    rows: tuple[RowChange, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column.title for column in self.section.columns) if isinstance(self.section, Rows) else ()

    def count(self, kind: Kind) -> int:
        return sum(row.kind == kind for row in self.rows)

    @property
    def changed(self) -> bool:
        return any(row.kind != "same" for row in self.rows)


def compare(shape: Shape, older: Content, newer: Content) -> list[SectionChange]:
    """All sections of the shape in order; both contents in their normal form."""
    return [compare_section(section, older[section.key], newer[section.key]) for section in shape.sections]


def compare_section(section: Section, was: Any, now: Any) -> SectionChange:
    if isinstance(section, Facts):
        rows = [changed((was[f.label],), (now[f.label],), label=f.label) for f in section.facts if was[f.label] or now[f.label]]
    elif isinstance(section, Lines):
        rows = list(aligned([(line,) for line in was], [(line,) for line in now]))
    else:
        rows = list(aligned(cells_of(section, was), cells_of(section, now)))
    return SectionChange(section, tuple(rows))


def cells_of(section: Rows, rows: Sequence[Row]) -> list[tuple[str, ...]]:
    return [tuple(row[column.key] for column in section.columns) for row in effective(section, list(rows))]


def aligned(was: Sequence[tuple[str, ...]], now: Sequence[tuple[str, ...]]) -> Iterator[RowChange]:
    """Equal rows first; between them rows that are alike are one row that changed."""
    for _tag, a, b, c, d in SequenceMatcher(a=list(was), b=list(now), autojunk=False).get_opcodes():
        if was[a:b] == now[c:d]:
            yield from (changed(was[a + n], now[c + n], old=a + n + 1, new=c + n + 1) for n in range(b - a))
            continue
        for old, new in paired(was[a:b], now[c:d]):
            yield changed(None if old is None else was[a + old], None if new is None else now[c + new],
                          old=None if old is None else a + old + 1, new=None if new is None else c + new + 1)  # fmt: skip


def paired(was: Sequence[tuple[str, ...]], now: Sequence[tuple[str, ...]]) -> Iterator[tuple[int | None, int | None]]:
    """In order, without crossing: each old row with the next new row that is alike."""
    at = 0
    for old in range(len(was)):
        ahead = range(at, min(at + AHEAD, len(now)))
        match = next((new for new in ahead if likeness(was[old], now[new]) >= ALIKE), None)
        if match is None:
            yield old, None
            continue
        yield from ((None, new) for new in range(at, match))
        yield old, match
        at = match + 1
    yield from ((None, new) for new in range(at, len(now)))


def likeness(was: tuple[str, ...], now: tuple[str, ...]) -> float:
    """Share of the letters that stand in both in this order; 0 where it is less than `ALIKE`."""
    return Indel.normalized_similarity("\n".join(was), "\n".join(now), score_cutoff=ALIKE)


def changed(was: tuple[str, ...] | None, now: tuple[str, ...] | None, *, label: str = "", old: int | None = None,
            new: int | None = None) -> RowChange:  # fmt: skip
    if was is None or now is None:
        mark: Mark = "added" if was is None else "gone"
        return RowChange(mark, tuple(CellChange(((mark, text),)) for text in was or now or ()), label, old, new)
    kind: Kind = "same" if was == now else "gone" if not any(now) else "added" if not any(was) else "changed"
    return RowChange(kind, tuple(map(marked, was, now)), label, old, new)


def marked(was: str, now: str) -> CellChange:
    if was == now:
        return CellChange((("same", was),))
    a, b = WORD.findall(was), WORD.findall(now)
    if Indel.normalized_similarity(a, b) < ALIKE:  # marks between words that stayed by chance would only confuse
        return CellChange(pieces_of([("", was, now)]))
    runs: list[Run] = []
    for part in Indel.opcodes(a, b):
        old, new = "".join(a[part.src_start : part.src_end]), "".join(b[part.dest_start : part.dest_end])
        same, old, new = (old, "", "") if part.tag == "equal" else ("", old, new)
        island = len(runs) > 1 and not same and len(runs[-1][0]) == 1  # one letter left between two changes reads worse
        if island:
            kept = runs.pop()[0]
            old, new = kept + old, kept + new
        if runs and not same and not runs[-1][0]:
            _, before, after = runs.pop()
            old, new = before + old, after + new
        runs.append((same, old, new))
    return CellChange(pieces_of(runs))


def pieces_of(runs: Sequence[Run]) -> tuple[Piece, ...]:
    marks: tuple[Mark, ...] = ("same", "gone", "added")
    return tuple((mark, text) for run in runs for mark, text in zip(marks, run, strict=True) if text)
