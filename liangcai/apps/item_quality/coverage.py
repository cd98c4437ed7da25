"""What a bank's items in use cover: scopes × types or difficulties, against the points of the scope table and what the
bank's blueprints ask for. Known while the bank is shut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from liangcai.apps.item_bank.enums import ItemState, ItemType
from liangcai.apps.item_bank.models import Bank
from liangcai.apps.papers.models import Blueprint
from liangcai.engines.assembly import read_blueprint

LEVELS = (2, 3)
EASY_FROM, MEDIUM_FROM = 0.75, 0.55  # the bands a blueprint has unless it says otherwise
BANDS = {"easy": "易", "medium": "中", "hard": "难", "": "未定"}


@dataclass(frozen=True)
class CoverageCell:
    """`items` in use; `needed` is the most that one paper of a blueprint takes from here, 0 where none asks."""

    column: str
    items: int
    needed: int

    @property
    def papers(self) -> int | None:
        """How many papers without a common item this cell can fill; None where nothing is asked."""
        return self.items // self.needed if self.needed else None


@dataclass(frozen=True)
class CoverageRow:
    """`points` of the scope and the items they need together; `bare` points have no item in use."""

    scope: str
    name: str
    cells: tuple[CoverageCell, ...]
    items: int
    points: int
    needed: int
    bare: int


@dataclass(frozen=True)
class Coverage:
    columns: tuple[tuple[str, str], ...]  # value, label
    rows: tuple[CoverageRow, ...]
    by: str
    level: int


def coverage(bank: Bank, per_point: int, level: int = 2, by: str = "type") -> Coverage:
    """`level` 2 or 3 of the scope table, `by` type or difficulty; `per_point` items are needed at every point."""
    items = list(bank.items.filter(state=ItemState.IN_USE).values_list("scope", "point", "type", "difficulty"))
    points = list(bank.scope_table.get("points") or {point for _, point, _, _ in items})
    names = {entry[0]: entry[1] for entry in bank.scope_table.get("scopes", ())}
    value = (lambda kind, share: kind) if by == "type" else (lambda kind, share: band(share))
    counts = Counter((prefix(point if point.startswith(scope) else scope, level), value(kind, share))
                     for scope, point, kind, share in items)  # fmt: skip
    of_point = Counter(point for _, point, _, _ in items)
    asked = needs(bank.blueprints.all(), level, by)
    labels = dict(ItemType.choices) if by == "type" else BANDS
    used = {column for _, column in counts} | {column for _, column in asked}
    columns = tuple((column, str(label)) for column, label in labels.items() if column in used)
    rows = []
    for scope in sorted({prefix(p, level) for p in points} | {scope for scope, _ in counts}):
        inside = [p for p in points if p == scope or p.startswith(scope + "-")]
        cells = tuple(CoverageCell(column, counts[scope, column], asked.get((scope, column), 0)) for column, _ in columns)
        rows.append(CoverageRow(scope, names.get(scope, ""), cells, sum(cell.items for cell in cells), len(inside),
                                per_point * len(inside), sum(not of_point[p] for p in inside)))  # fmt: skip
    return Coverage(columns, tuple(rows), by, level)


def prefix(code: str, level: int) -> str:
    """A-B of A-B-C-001 on level 2. A trailing number is the point's own, never a scope."""
    parts = [part for part in code.split("-") if not part.isdigit()]
    return "-".join(parts[:level])


def band(difficulty: float | None) -> str:
    if difficulty is None:
        return ""
    return "easy" if difficulty >= EASY_FROM else "medium" if difficulty >= MEDIUM_FROM else "hard"


def needs(blueprints: Iterable[Blueprint], level: int, by: str) -> dict[tuple[str, str], int]:
    """{(scope, column): items} that the hungriest blueprint takes for one paper. Cells on a wider scope than the
    level, and cells without a band when columns are bands, ask of no single cell and are left out."""
    most: dict[tuple[str, str], int] = {}
    for blueprint in blueprints:
        asked: Counter[tuple[str, str]] = Counter()
        for cell in read_blueprint(blueprint.text.encode()).cells:
            column = cell.type if by == "type" else cell.band
            if column and cell.scope.count("-") + 1 >= level:
                asked[prefix(cell.scope, level), column] += cell.count
        for place, count in asked.items():
            most[place] = max(most.get(place, 0), count)
    return most
