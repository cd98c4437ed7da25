"""Two versions of a scope table: what was added, taken out, renamed, renumbered or weighed anew; and edits that keep
numbering and counts right by themselves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from liangcai.engines.item_files.items import IMPORTANCE
from liangcai.engines.item_files.scope_table import LEVELS, Scope, ScopePoint, ScopeTable, plain, ratio

Entry = TypeVar("Entry", Scope, ScopePoint)


@dataclass(frozen=True, slots=True)
class TableChange:
    """`kind`: added, removed, renamed, renumbered, weight, counts or importance; `code` in the new table (in the old
    one for what was removed)."""

    kind: str
    code: str
    before: str
    after: str


def changes(old: ScopeTable, new: ScopeTable) -> list[TableChange]:
    """Every difference, by code. A point that kept its name under its scope but not its number is renumbered, not
    removed and added."""
    olds, news, kept = by_code(old), by_code(new), carried(old, new)
    found = [TableChange("added", code, "", news[code].name) for code in news.keys() - set(kept.values())]
    found += [TableChange("removed", code, olds[code].name, "") for code in olds.keys() - kept.keys()]
    for code, now in kept.items():
        if code != now:
            found.append(TableChange("renumbered", now, code, now))
        if olds[code].name != news[now].name:
            found.append(TableChange("renamed", now, olds[code].name, news[now].name))
        found += differences(olds[code], news[now])
    return sorted(found, key=lambda change: (change.code.split("-"), change.kind))


def by_code(table: ScopeTable) -> dict[str, Scope | ScopePoint]:
    return {entry.code: entry for entry in (*table.scopes, *table.points)}


def carried(old: ScopeTable, new: ScopeTable) -> dict[str, str]:
    """Old code → new code of every scope and point that lives on."""
    moved, there = renumbered(old, new), by_code(new)
    taken = set(moved.values())
    return {code: moved.get(code, code) for code in by_code(old) if code in moved or (code in there and code not in taken)}


def differences(before: Scope | ScopePoint, after: Scope | ScopePoint) -> list[TableChange]:
    found = []
    if isinstance(before, Scope) and isinstance(after, Scope):
        if before.weight != after.weight:
            found.append(TableChange("weight", after.code, plain(before.weight), plain(after.weight)))
        if before.counts != after.counts:
            found.append(TableChange("counts", after.code, ratio(before.counts), ratio(after.counts)))
    elif isinstance(before, ScopePoint) and isinstance(after, ScopePoint) and before.importance != after.importance:
        found.append(TableChange("importance", after.code, before.importance, after.importance))
    return found


def renumbered(old: ScopeTable, new: ScopeTable) -> dict[str, str]:
    """Old code → new code of the points whose name stayed, unique in its scope, while the number changed."""
    olds, news = named(old), named(new)
    return {code: news[place] for place, code in olds.items() if news.get(place, code) != code}


def named(table: ScopeTable) -> dict[tuple[str, str], str]:
    times = Counter((point.scope, point.name) for point in table.points)
    return {(p.scope, p.name): p.code for p in table.points if times[p.scope, p.name] == 1}


def vanished(old: ScopeTable, new: ScopeTable) -> list[str]:
    """Codes of the old table's points that exist under no number any more."""
    kept = carried(old, new)
    return [point.code for point in old.points if point.code not in kept]


def with_points(table: ScopeTable, scope: str, points: Sequence[tuple[str, str]]) -> ScopeTable:
    """The table with other points (name, importance) under a third-level scope: numbered 001… in the order given, X:Y:Z
    counted again up to the first level."""
    numbered = tuple(ScopePoint(f"{scope}-{n:03d}", name, importance) for n, (name, importance) in enumerate(points, 1))
    others = tuple(point for point in table.points if point.scope != scope)
    return counted(replace(table, points=in_order((*others, *numbered)), stated_points=None))


def with_scopes(table: ScopeTable, scopes: Sequence[tuple[str, str, Decimal]]) -> ScopeTable:
    """The table with other scopes (code, name, weight); points of scopes that are gone go with them."""
    kept = {code for code, _, _ in scopes}
    return counted(replace(
        table, scopes=tuple(Scope(code, name, weight, (0, 0, 0)) for code, name, weight in scopes),
        points=tuple(point for point in table.points if point.scope in kept), stated_points=None,
    ))  # fmt: skip


def counted(table: ScopeTable) -> ScopeTable:
    """X:Y:Z of every scope counted from the points below it, and rows numbered in reading order."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for point in table.points:
        code = point.scope
        while code:
            counts[code][point.importance] += 1
            code = code.rpartition("-")[0]
    entries = sorted([s.code for s in table.scopes] + [p.code for p in table.points], key=lambda code: code.split("-"))
    rows = {code: n for n, code in enumerate(entries, 1)}
    scopes = [replace(s, counts=tuple(counts[s.code][i] for i in IMPORTANCE), row=rows[s.code]) for s in table.scopes]  # type: ignore[arg-type]
    return replace(table, scopes=in_order(scopes), points=in_order([replace(p, row=rows[p.code]) for p in table.points]))


def in_order(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.code.split("-")))


def leaves(table: ScopeTable) -> list[Scope]:
    """The third-level scopes, under which points stand."""
    return [scope for scope in table.scopes if scope.level == LEVELS]
