"""The separate checker: recomputes from bank and blueprint, form by form, that every limit holds, and the figures of
the proof. Shares nothing with the search but the two inputs; whole-number costs. A set of forms that fails is never
handed out.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from liangcai.engines.assembly.bank import IMPORTANCES, TYPES, Bank
from liangcai.engines.assembly.blueprint import Blueprint, Cell
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import Refused

BENT = Citation(S002, "四(一)", "002-040")
ROUNDING = 1e-9


@dataclass(frozen=True)
class Placement:
    """One item in one place of a form; `position` counts from 1."""

    position: int
    item_id: str
    cell: str
    score: float


Form = tuple[Placement, ...]


@dataclass(frozen=True)
class Figures:
    """What the checker found: all recomputed. `mean_difficulty` None where an item's is unknown;
    `information` one row a form at ability -1, 0, +1, empty rows where not
    all fitting items are calibrated or the blueprint has no target."""

    objective: int
    times_used_cost: int
    max_deviation: float
    mean_difficulty: tuple[float | None, ...]
    information: tuple[tuple[float, ...], ...]
    checks: dict[str, str]


def certify(bank: Bank, blueprint: Blueprint, forms: Sequence[Form]) -> Figures:
    """Refuses ("not_conforming") on the first limit that does not hold; returns the figures otherwise."""
    checker = Checker(bank, blueprint)
    for number, form in enumerate(forms, start=1):
        checker.form(number, form)
    checker.uses(forms)
    return checker.figures(forms)


def information_target(bank: Bank, blueprint: Blueprint) -> list[float]:
    """Information asked of every form at ability -1, 0, +1; empty where none is asked or not all items are calibrated."""
    return Checker(bank, blueprint).information_target


def conformity(blueprint: Blueprint, forms: Sequence[Form]) -> str:
    """sha256 over the canonical JSON of blueprint and forms; the room compares it before opening."""
    document = {"blueprint": asdict(blueprint), "forms": [[asdict(place) for place in form] for form in forms]}
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def information_curves(bank: Bank, scale: float) -> np.ndarray:
    """(N, 3) item information at -1, 0, +1; NaN where not calibrated."""
    a, b, c = bank.irt.T
    columns = []
    for ability in (-1.0, 0.0, 1.0):
        logistic = 1 / (1 + np.exp(scale * a * (b - ability)))
        right = c + (1 - c) * logistic
        columns.append((scale * a * logistic) ** 2 * (1 - c) * (1 - logistic) / right)
    return np.stack(columns, axis=1)


def known(value: float) -> float | None:
    return None if math.isnan(value) else value


class Checker:
    def __init__(self, bank: Bank, blueprint: Blueprint) -> None:
        self.bank, self.blueprint = bank, blueprint
        self.row = {item_id: n for n, item_id in enumerate(bank.item_ids)}
        self.cells = {cell.name: cell for cell in blueprint.cells}
        self.curves = information_curves(bank, blueprint.scale)
        self.information_target = self.target()

    def fits(self, row: int, cell: Cell) -> bool:
        levels, wanted = self.bank.scope_names[self.bank.scopes[row]].split("-"), cell.scope.split("-")
        in_band = not cell.band or self.blueprint.band_of(float(self.bank.difficulty[row])) == cell.band
        return levels[: len(wanted)] == wanted and TYPES[self.bank.types[row]] == cell.type and in_band

    def target(self) -> list[float]:
        """Information asked at -1, 0, +1; empty where none is asked."""
        goal = self.blueprint.difficulty
        if goal is None:
            return []
        sums = np.zeros(3)
        for cell in self.blueprint.cells:
            members = self.curves[self.members(cell)]
            if np.isnan(members).any():
                return []
            if len(members):
                sums += cell.count * members.mean(axis=0)
        return list(goal.information) if goal.information else sums.tolist()

    def members(self, cell: Cell) -> np.ndarray:
        """Mask of the bank's items that fit a cell."""
        wanted = cell.scope.split("-")
        inside = np.array([name.split("-")[: len(wanted)] == wanted for name in self.bank.scope_names])
        mask = inside[self.bank.scopes] & (self.bank.types == TYPES.index(cell.type))
        if cell.band == "easy":
            return mask & (self.bank.difficulty >= self.blueprint.easy_from)
        if cell.band == "hard":
            return mask & (self.bank.difficulty < self.blueprint.medium_from)
        if cell.band == "medium":
            return (
                mask
                & (self.bank.difficulty < self.blueprint.easy_from)
                & (self.bank.difficulty >= self.blueprint.medium_from)
            )
        return mask

    def broken(self, number: int, what: str) -> Refused:
        return Refused(
            "not_conforming",
            f"第 {number} 套试卷与组卷方案不符：{what}。",
            citation=BENT,
            hint="试卷未交付。请重新组卷。",
            facts={"form": number},
        )

    def form(self, number: int, form: Form) -> None:
        rows = [self.row[place.item_id] for place in form]
        if len(set(rows)) != len(rows):
            raise self.broken(number, "有试题重复")
        counts = Counter(place.cell for place in form)
        for cell in self.blueprint.cells:
            if counts.pop(cell.name, 0) != cell.count:
                raise self.broken(number, f"{cell.name} 的题量")
        if counts:
            raise self.broken(number, "有方案之外的部分")
        for row, place in zip(rows, form, strict=True):
            cell = self.cells[place.cell]
            if not self.fits(row, cell) or place.score != cell.score:
                raise self.broken(number, f"{place.item_id} 不属于 {place.cell}")
        self.together(number, rows)
        self.within(number, rows, form)

    def together(self, number: int, rows: list[int]) -> None:
        enemies = Counter(int(self.bank.enemies[row]) for row in rows if self.bank.enemies[row] >= 0)
        if enemies and max(enemies.values()) > 1:
            raise self.broken(number, "互斥试题同卷")
        points = Counter(int(self.bank.points[row]) for row in rows if self.bank.points[row] >= 0)
        cap = self.blueprint.max_per_point
        if cap is not None and points and max(points.values()) > cap:
            raise self.broken(number, "同一鉴定点试题过多")
        names = [IMPORTANCES[self.bank.importances[row]] for row in rows if self.bank.importances[row] >= 0]
        if names.count("X") < self.blueprint.x_needed or names.count("Z") > self.blueprint.z_allowed:
            raise self.broken(number, "重要程度比例")

    def within(self, number: int, rows: list[int], form: Form) -> None:
        goal = self.blueprint.difficulty
        if goal and self.deviation(rows, form) > goal.tolerance + ROUNDING:
            raise self.broken(number, "难度或信息量超出允许偏差")

    def share(self, rows: list[int], form: Form) -> float:
        """Expected score share of a form."""
        expected = math.fsum(p.score * float(self.bank.difficulty[r]) for r, p in zip(rows, form, strict=True))
        return expected / math.fsum(p.score for p in form)

    def curve(self, rows: list[int]) -> tuple[float, ...]:
        if not self.information_target:
            return ()
        return tuple(math.fsum(self.curves[rows, t].tolist()) for t in range(3))

    def deviation(self, rows: list[int], form: Form) -> float:
        """Largest relative deviation of a form from its targets."""
        goal = self.blueprint.difficulty
        if goal is None:
            return 0.0
        off = [abs(self.share(rows, form) / goal.mean - 1)]
        off += [abs(v / t - 1) for v, t in zip(self.curve(rows), self.information_target, strict=True)]
        return max(off)

    def uses(self, forms: Sequence[Form]) -> None:
        uses = Counter(place.item_id for form in forms for place in form)
        for item_id, times in uses.items():
            if times > self.blueprint.max_item_use:
                raise Refused(
                    "not_conforming",
                    f"{item_id} 用于 {times} 套试卷，最多 {self.blueprint.max_item_use} 套。",
                    citation=BENT,
                    hint="试卷未交付。请重新组卷。",
                )

    def figures(self, forms: Sequence[Form]) -> Figures:
        rows = [[self.row[place.item_id] for place in form] for form in forms]
        goal = self.blueprint
        asked = {
            "importance": goal.x_needed > 0 or goal.z_allowed < goal.items,
            "max_per_point": goal.max_per_point,
            "tolerance": goal.difficulty,
            "information": self.information_target,
        }
        checks = dict.fromkeys(("cells", "scope", "weight", "type", "count", "score"), "equal")
        checks |= {"enemies": "none together", "max_item_use": "kept"}
        checks |= {name: "kept" if there else "not asked" for name, there in asked.items()}
        return Figures(
            objective=sum(
                100 * int(self.bank.times_used[r]) + int(self.bank.recency[r]) for form in rows for r in form
            ),
            times_used_cost=sum(100 * int(self.bank.times_used[r]) for form in rows for r in form),
            max_deviation=max(self.deviation(r, f) for r, f in zip(rows, forms, strict=True)),
            mean_difficulty=tuple(known(self.share(r, f)) for r, f in zip(rows, forms, strict=True)),
            information=tuple(self.curve(r) for r in rows),
            checks=checks,
        )
