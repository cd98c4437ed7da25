"""鉴定要素细目表: three levels of scopes with weights and X:Y:Z counts, points under the third."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from liangcai.engines.item_files.items import IMPORTANCE

LEVELS = 3
WHOLE = Decimal(100)
CODE = re.compile(r"[A-Z]{1,2}(?:-[A-Z]{1,2}){0,2}")
POINT_CODE = re.compile(r"([A-Z]{1,2}-[A-Z]{1,2}-[A-Z]{1,2})-(\d{3})")


@dataclass(frozen=True, slots=True)
class Scope:
    """`code` like A-B-C (its length is the level), `weight` in per cent of the whole paper,
    `counts` how many points of importance X, Y and Z lie below."""

    code: str
    name: str
    weight: Decimal
    counts: tuple[int, int, int]
    row: int = 0

    @property
    def level(self) -> int:
        return self.code.count("-") + 1

    @property
    def parent(self) -> str:
        return self.code.rpartition("-")[0]


@dataclass(frozen=True, slots=True)
class ScopePoint:
    """`code` like A-B-C-001, restarting at 001 under each third-level scope."""

    code: str
    name: str
    importance: str
    row: int = 0

    @property
    def scope(self) -> str:
        return self.code.rpartition("-")[0]


@dataclass(frozen=True, slots=True)
class ScopeTable:
    """One occupation at one level; `stated_points` is the total its head states, if any."""

    occupation: str
    level: str
    method: str
    scopes: tuple[Scope, ...]
    points: tuple[ScopePoint, ...]
    stated_points: int | None = None

    def importance_of_points(self) -> dict[str, str]:
        return {point.code: point.importance for point in self.points}


@dataclass(frozen=True, slots=True)
class TableFinding:
    row: int  # 0: the table as a whole
    code: str  # of the scope or point, empty for the whole
    problem: str
    words: str


def check(table: ScopeTable) -> list[TableFinding]:
    """Everything that does not add up, by row: weights (the roots to 100, children to their
    parent), X:Y:Z counts, missing parents and points, numbering, importance, repeated codes."""
    return sorted(
        [*codes(table), *weights(table), *counts(table), *numbering(table), *totals(table)],
        key=lambda finding: (finding.row, finding.problem, finding.code),
    )


def codes(table: ScopeTable) -> list[TableFinding]:
    found = []
    entries: list[Scope | ScopePoint] = [*table.scopes, *table.points]
    times = Counter(entry.code for entry in entries)
    known = {scope.code for scope in table.scopes}
    parents = {scope.parent for scope in table.scopes} | {point.scope for point in table.points}
    for entry in entries:
        if times[entry.code] > 1:
            found.append(
                TableFinding(entry.row, entry.code, "repeated_code", f"代码 {entry.code} 出现 {times[entry.code]} 次。")
            )
        if not entry.name:
            found.append(TableFinding(entry.row, entry.code, "missing_name", f"{entry.code} 没有名称。"))
    for scope in table.scopes:
        if not CODE.fullmatch(scope.code):
            words = f"代码“{scope.code}”应像 A、A-B 或 A-B-C。"
            found.append(TableFinding(scope.row, scope.code, "bad_code", words))
        elif scope.parent and scope.parent not in known:
            words = f"{scope.code} 的上级 {scope.parent} 不在表中。"
            found.append(TableFinding(scope.row, scope.code, "missing_parent", words))
        if scope.code not in parents:
            what = "鉴定点" if scope.level == LEVELS else "下级鉴定范围"
            found.append(TableFinding(scope.row, scope.code, "empty_scope", f"{scope.code} 没有{what}。"))
        if scope.weight <= 0:
            words = f"{scope.code} 的鉴定比重为 {scope.weight}，应大于 0。"
            found.append(TableFinding(scope.row, scope.code, "weight_not_positive", words))
    for point in table.points:
        if not POINT_CODE.fullmatch(point.code):
            words = f"代码“{point.code}”应像 A-B-C-001。"
            found.append(TableFinding(point.row, point.code, "bad_code", words))
        elif point.scope not in known:
            words = f"{point.code} 的上级 {point.scope} 不在表中。"
            found.append(TableFinding(point.row, point.code, "missing_parent", words))
        if point.importance not in IMPORTANCE:
            words = f"{point.code} 的重要程度为“{point.importance}”，应为 X、Y、Z。"
            found.append(TableFinding(point.row, point.code, "bad_importance", words))
    return found


def weights(table: ScopeTable) -> list[TableFinding]:
    found = []
    root = sum((scope.weight for scope in table.scopes if scope.level == 1), Decimal(0))
    if root != WHOLE:
        words = f"一级鉴定范围的比重合计为 {plain(root)}，应为 100。"
        found.append(TableFinding(0, "", "weights_not_100", words))
    for scope in table.scopes:
        children = [child.weight for child in table.scopes if child.parent == scope.code]
        if children and sum(children) != scope.weight:
            words = f"{scope.code} 的比重为 {plain(scope.weight)}，下级合计为 {plain(sum(children, Decimal(0)))}。"
            found.append(TableFinding(scope.row, scope.code, "weights_do_not_add_up", words))
    return found


def plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def counts(table: ScopeTable) -> list[TableFinding]:
    found = []
    by_scope = Counter((point.scope, point.importance) for point in table.points)
    for scope in table.scopes:
        if scope.level == LEVELS:
            below = [tuple(by_scope[scope.code, importance] for importance in IMPORTANCE)]
        else:
            below = [child.counts for child in table.scopes if child.parent == scope.code]
        total = tuple(sum(column) for column in zip(*below, strict=True)) if below else (0, 0, 0)
        if total != scope.counts:
            words = f"{scope.code} 的 X:Y:Z 为 {ratio(scope.counts)}，下级合计为 {ratio(total)}。"
            found.append(TableFinding(scope.row, scope.code, "counts_do_not_add_up", words))
    return found


def ratio(numbers: tuple[int, ...]) -> str:
    return ":".join(map(str, numbers))


def numbering(table: ScopeTable) -> list[TableFinding]:
    found = []
    last: Counter[str] = Counter()
    for point in table.points:
        match = POINT_CODE.fullmatch(point.code)
        if not match:
            continue
        expected = last[match[1]] + 1
        if int(match[2]) != expected:
            words = f"{point.code} 应为 {match[1]}-{expected:03d}：鉴定点在三级范围内从 001 起连续编号。"
            found.append(TableFinding(point.row, point.code, "numbering", words))
        last[match[1]] = int(match[2])
    return found


def totals(table: ScopeTable) -> list[TableFinding]:
    if table.stated_points is None or table.stated_points == len(table.points):
        return []
    words = f"表头写明鉴定点总数 {table.stated_points}，表中有 {len(table.points)} 个。"
    return [TableFinding(0, "", "stated_points", words)]
