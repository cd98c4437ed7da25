"""Two versions of a norm compared section by section and row by row, changed words marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from liangcai.engines.norms.content import Content, Row, effective
from liangcai.engines.norms.shape import Facts, Lines, Rows, Section, Shape

ALIKE = 0.4  # what shares less is another row, not a changed one
MOST_PAIRS = 10_000  # row pairs compared in one stretch; a longer stretch is paired in order
WORD = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?|\s+|.", re.DOTALL)

Mark = Literal["same", "added", "gone"]
Kind = Mark | Literal["changed"]
Piece = tuple[Mark, str]


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
    alike: Callable[[int, int], bool] = lambda o, n: likeness(was[o], now[n]) >= ALIKE  # noqa: E731
    if len(was) * len(now) > MOST_PAIRS:
        alike = lambda o, n: True  # noqa: E731
    at = 0
    for old in range(len(was)):
        match = next((new for new in range(at, len(now)) if alike(old, new)), None)
        if match is None:
            yield old, None
            continue
        yield from ((None, new) for new in range(at, match))
        yield old, match
        at = match + 1
    yield from ((None, new) for new in range(at, len(now)))


def likeness(was: tuple[str, ...], now: tuple[str, ...]) -> float:
    """Share of what stands in both: 1 for rows with the same name."""
    return 1.0 if was[0] and was[0] == now[0] and len(was) == 2 else (
        SequenceMatcher(a="\n".join(was), b="\n".join(now), autojunk=False).ratio())  # fmt: skip


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
    matcher = SequenceMatcher(a=a, b=b, autojunk=False)
    if matcher.ratio() < ALIKE:  # marks between words that stayed by chance would only confuse
        return CellChange(tuple(piece for piece in (("gone", was), ("added", now)) if piece[1]))  # type: ignore[misc]
    pieces: list[Piece] = []
    for tag, i, j, k, n in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(("same", "".join(a[i:j])))
            continue
        if i < j:
            pieces.append(("gone", "".join(a[i:j])))
        if k < n:
            pieces.append(("added", "".join(b[k:n])))
    return CellChange(tuple(pieces))
