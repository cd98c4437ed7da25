"""The scope table in its official layout: three levels side by side, each point in the row of its scopes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liangcai.engines.typesetting.compile import compile_pdf
from liangcai.kernel.refusals import BadInput


@dataclass(frozen=True, slots=True)
class ScopeEntry:
    """A scope (`weight` in per cent as printed, `counts` as X:Y:Z) or, with `importance`, a point."""

    code: str
    name: str
    weight: str = ""
    counts: str = ""
    importance: str = ""


@dataclass(frozen=True, slots=True)
class PrintedScopeTable:
    """`entries` in reading order: each scope before what lies below it, points under third-level scopes."""

    occupation: str
    level: str
    method: str
    points: int
    version: str
    entries: Sequence[ScopeEntry]


def render(table: PrintedScopeTable, *, watermark: str = "") -> bytes:
    """The table on A4 across. Refuses (BadInput) a table without entries."""
    if not table.entries:
        raise BadInput("nothing_to_print", "细目表是空的，没有可打印的内容。")
    return compile_pdf("scope_table", {
        "title": "鉴定要素细目表", "occupation": table.occupation, "level": table.level, "method": table.method,
        "points": str(table.points), "version": table.version, "rows": _rows(table.entries),
    }, watermark=watermark)  # fmt: skip


def _rows(entries: Sequence[ScopeEntry]) -> list[list[object]]:
    """A row a point (or a scope without any): for each level the scope where it begins, else nothing."""
    open_: list[ScopeEntry | None] = [None, None, None]
    fresh = [False, False, False]
    rows: list[list[object]] = []

    def row(point: ScopeEntry | None) -> None:
        rows.append([*(open_[n] if fresh[n] else None for n in range(3)), point])
        fresh[:] = [False, False, False]

    for place, entry in enumerate(entries):
        if entry.importance:
            row(entry)
            continue
        depth = entry.code.count("-")
        open_[depth:], fresh[depth] = [entry] + [None] * (2 - depth), True
        below = entries[place + 1] if place + 1 < len(entries) else None
        if below is None or not below.code.startswith(entry.code + "-"):
            row(None)
    return rows
