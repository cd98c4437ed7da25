"""What a bank lacks for K forms: every missing item of every cell at once, as an order list for item writers.

An elastic programme buys missing items at a high price, missing importance at a lower one. Items that fit the same
cells and share point, enemy set and importance are alike here, so it is small whatever the size of the bank.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from liangcai.engines.assembly.blueprint import Blueprint
from liangcai.engines.assembly.bound import group_rows
from liangcai.engines.assembly.exact import settle, small
from liangcai.engines.assembly.linear import Floats, Ints, Rows, Solution, solve
from liangcai.engines.assembly.model import Model
from liangcai.kernel.refusals import Refused

ITEM_PRICE, QUOTA_PRICE = 1000.0, 10.0
NOISE = 1e-6
FEW, ENEMIES, POINTS, USES = "too few items", "enemies", "points", "max_item_use"


@dataclass(frozen=True)
class Shortage:
    """`needed` placements over all forms, `available` reachable together with all other cells; `cell` is a cell's name,
    "importance X" (X items missing) or "importance X/Y" (items other than Z missing)."""

    cell: str
    needed: int
    available: int
    short: int
    because: str


class BankShort(Refused):
    """The bank cannot give the forms; `shortages` is the complete list."""

    def __init__(self, shortages: list[Shortage]) -> None:
        self.shortages = shortages
        total = sum(s.short for s in shortages if not s.cell.startswith("importance"))
        first = "；".join(f"{s.cell} 需 {s.needed}，可用 {s.available}，缺 {s.short}" for s in shortages[:3])
        super().__init__(
            "bank_short",
            f"题库不足：{len(shortages)} 处不足，共缺 {total} 道次。{first}",
            hint="按 --json 所列清单补题，或减少套数。",
            facts={"infeasible": self.rows()},
        )

    def rows(self) -> list[dict[str, Any]]:
        return [asdict(shortage) for shortage in self.shortages]


def shortages(model: Model, blueprint: Blueprint, seconds: float = np.inf) -> list[Shortage]:
    """Empty where cells, points, enemies, uses and importance can be met in sum (in small cases: form by form)."""
    classes = Classes(model)
    solution, short = classes.least_shortage()
    laid_out = missing_in_forms(model, seconds) if small(model) else None
    short = short if laid_out is None else laid_out
    found = []
    for number, cell in enumerate(blueprint.cells):
        if short[number] > 0:
            needed, missing = int(model.forms * model.need[number]), int(short[number])
            because = classes.reason(number, solution)
            found.append(Shortage(cell.name, needed, needed - missing, missing, because))
    for name, needed, missing in (
        ("importance X", model.forms * model.x_needed, int(short[-2])),
        ("importance X/Y", model.forms * (model.length - model.z_allowed), int(short[-1])),
    ):
        if missing > 0:
            found.append(Shortage(name, needed, needed - missing, missing, FEW))
    return found


def missing_in_forms(model: Model, seconds: float) -> Ints | None:
    """Small cases: shortages (C,) cells, X, Z with whole forms laid out, where sums alone may say too little."""
    _, found = settle(model, "shortage", seconds)
    if not len(found.x):
        return None
    bought = np.round(found.x[model.forms * model.pairs :]).astype(np.int64)
    cells = bought[: model.forms * model.cells].reshape(model.forms, -1).sum(axis=0)
    return np.append(cells, bought[model.forms * model.cells :].reshape(2, -1).sum(axis=1))


class Classes:
    """Pairs merged: (Q,) columns of interchangeable pairs, `many` items in each."""

    def __init__(self, model: Model) -> None:
        limits = [family.group for family in model.families if family.name != "item"]
        keys = np.stack([model.kind, model.is_x, model.is_z, *limits], axis=1)
        _, like = np.unique(keys, axis=0, return_inverse=True)  # which items are alike
        columns, first, self.many = np.unique(
            np.stack([model.cell, like.ravel()], axis=1), axis=0, return_index=True, return_counts=True
        )
        self.model = model.restricted(first)
        self.like = columns[:, 1] if len(columns) else np.zeros(0, np.int64)
        self.families = [family for family in self.model.families if family.name != "item"]

    def least_shortage(self) -> tuple[Solution, Ints]:
        """The elastic relaxation (for its prices) and whole shortages: (C,) cells, X, Z."""
        m, k, rows = self.model, self.model.forms, Rows()
        columns, cells = m.pairs, m.cells
        missing = columns + np.arange(cells + 2)
        upper = self.many * m.use
        rows.add(
            np.concatenate([m.cell, np.arange(cells)]),
            np.concatenate([np.arange(columns), missing[:cells]]),
            np.ones(columns + cells),
            k * m.need,
            k * m.need,
        )
        x, z = np.flatnonzero(m.is_x), np.flatnonzero(m.is_z)
        rows.add(
            np.zeros(len(x) + 1, np.int64),
            np.append(x, missing[-2]),
            np.ones(len(x) + 1),
            np.array([k * m.x_needed]),
            np.array([np.inf]),
        )
        rows.add(
            np.zeros(len(z) + 1, np.int64),
            np.append(z, missing[-1]),
            np.append(np.ones(len(z)), -1.0),
            np.array([-np.inf]),
            np.array([k * m.z_allowed]),
        )
        self.family_rows = [group_rows(rows, f.group, f.size, k * f.cap, upper) for f in self.families]
        self.use_rows = self.shared_rows(rows, upper)
        cost = np.concatenate([np.zeros(columns), np.full(cells, ITEM_PRICE), np.full(2, QUOTA_PRICE)])
        programme = rows.programme(cost, np.concatenate([upper, np.full(cells + 2, np.inf)]).astype(float))
        relaxed = solve(programme)
        short = relaxed.x[columns:]
        if np.abs(short - np.round(short)).max() > NOISE or np.abs(relaxed.x - np.round(relaxed.x)).max() > NOISE:
            whole = solve(programme, whole=True, nodes=500)
            short = whole.x[columns:] if len(whole.x) else np.ceil(short - NOISE)
        return relaxed, np.round(short).astype(np.int64)

    def shared_rows(self, rows: Rows, upper: Ints) -> tuple[Ints, range]:
        """Items that fit several cells give each of their uses to one of them."""
        size = int(self.like.max(initial=-1)) + 1
        cells = np.bincount(self.like, minlength=size)
        several = np.flatnonzero(cells > 1)
        place = np.full(size, -1)
        place[several] = np.arange(len(several))
        members = np.flatnonzero(place[self.like] >= 0)
        high = np.zeros(len(several))
        high[place[self.like[members]]] = upper[members]
        return several, rows.add(
            place[self.like[members]], members, np.ones(len(members)), np.full(len(several), -np.inf), high
        )

    def reason(self, cell: int, solution: Solution) -> str:
        """The first limit that alone keeps the cell short, else the one whose prices press most on its items."""
        m = self.model
        mine = np.flatnonzero(m.cell == cell)
        needed, items = m.forms * int(m.need[cell]), int(self.many[mine].sum())
        if items * m.use < needed:
            return FEW if m.use == 1 or items < m.need[cell] else USES
        reasons = {"points": POINTS, "enemies": ENEMIES}
        for family in self.families:
            if self.reach(family.group[mine], family.size, family.cap * m.forms, self.many[mine] * m.use) < needed:
                return reasons[family.name]
        pressure = {USES if m.use < m.forms else FEW: self.pressure(self.use_rows, self.like[mine], solution.dual)}
        for family, rows in zip(self.families, self.family_rows, strict=True):
            group = family.group[mine]
            pressure[reasons[family.name]] = self.pressure(rows, group[group >= 0], solution.dual)
        if not any(pressure.values()):  # only laid-out forms clash: what could
            clashing = [reasons[f.name] for f in reversed(self.families) if (f.group[mine] >= 0).any()]
            return clashing[0] if clashing else FEW
        return max(pressure, key=lambda name: pressure[name])

    @staticmethod
    def reach(group: Ints, size: int, cap: int, upper: Ints) -> int:
        """Placements the groups let through."""
        free = int(upper[group < 0].sum())
        return free + int(np.minimum(np.bincount(group[group >= 0], upper[group >= 0], size), cap).sum())

    @staticmethod
    def pressure(rows: tuple[Ints, range], groups: Ints, dual: Floats) -> float:
        numbers, span = rows
        return float(np.abs(dual[span.start : span.stop][np.isin(numbers, groups)]).sum())
