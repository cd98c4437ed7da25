"""Bank and blueprint as arrays: which item may stand in which cell, at what price, under which limits.

An item may fit several cells (scopes are prefixes, bands may be left out), so the unit is the *pair* (item, cell);
assigning items to cells is part of the model. P pairs, C cells, A attributes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liangcai.engines.assembly.bank import IMPORTANCES, TYPE_CODES, Bank
from liangcai.engines.assembly.blueprint import BANDS, Blueprint, Cell
from liangcai.kernel.refusals import BadInput

ABILITIES = (-1.0, 0.0, 1.0)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Family:
    """A limit of `cap` items a form from each of `size` groups; `group` is (P,), -1 = in none."""

    name: str
    group: Ints
    size: int
    cap: int


@dataclass(frozen=True)
class Model:
    """`kind` (P,): items of one kind fit the same cells. `weight` (P, A): what a pair adds to each attribute of its
    form, scaled so that a form on target sums to 1."""

    forms: int
    use: int
    length: int
    item: Ints
    cell: Ints
    kind: Ints
    need: Ints
    cost: Ints
    is_x: NDArray[np.bool_]
    is_z: NDArray[np.bool_]
    x_needed: int
    z_allowed: int
    families: tuple[Family, ...]
    weight: Floats
    tolerance: float

    @property
    def pairs(self) -> int:
        return len(self.item)

    @property
    def cells(self) -> int:
        return len(self.need)

    def restricted(self, keep: Ints) -> Model:
        """The same model with only the pairs `keep`."""
        families = tuple(Family(f.name, f.group[keep], f.size, f.cap) for f in self.families)
        return Model(
            self.forms,
            self.use,
            self.length,
            self.item[keep],
            self.cell[keep],
            self.kind[keep],
            self.need,
            self.cost[keep],
            self.is_x[keep],
            self.is_z[keep],
            self.x_needed,
            self.z_allowed,
            families,
            self.weight[keep],
            self.tolerance,
        )


def build_model(bank: Bank, blueprint: Blueprint, forms: int) -> Model:
    """Refuses (BadInput) targets that the bank's missing difficulty or a, b, c make uncheckable."""
    if (blueprint.difficulty or any(cell.band for cell in blueprint.cells)) and np.isnan(bank.difficulty).any():
        lacking = int(np.isnan(bank.difficulty).sum())
        raise BadInput(
            "no_difficulty",
            f"方案给出了难度目标，但题库中有 {lacking} 道试题没有难度。",
            hint="请先填写这些试题的难度，或从方案中去掉难度要求。",
            facts={"items": lacking},
        )
    item, cell, kind = fitting_pairs(bank, blueprint)
    weight = attribute_weights(bank, blueprint, item, cell)
    return Model(
        forms=forms,
        use=min(blueprint.max_item_use, forms),
        length=blueprint.items,
        item=item,
        cell=cell,
        kind=kind,
        need=np.array([c.count for c in blueprint.cells], np.int64),
        cost=bank.cost[item],
        is_x=bank.importances[item] == IMPORTANCES.index("X"),
        is_z=bank.importances[item] == IMPORTANCES.index("Z"),
        x_needed=blueprint.x_needed,
        z_allowed=blueprint.z_allowed,
        families=limits(bank, blueprint, item),
        weight=weight,
        tolerance=blueprint.difficulty.tolerance if blueprint.difficulty else 0.0,
    )


def covers(cell: Cell, scope: str) -> bool:
    """Whether a cell's scope is the item's scope or a prefix of it, by whole levels (A-B covers A-B-C, not A-BC)."""
    return scope == cell.scope or scope.startswith(cell.scope + "-")


def bands(bank: Bank, blueprint: Blueprint) -> Ints:
    """Band of each item as an index into BANDS."""
    return np.where(bank.difficulty >= blueprint.easy_from, 0, np.where(bank.difficulty >= blueprint.medium_from, 1, 2))


def fitting_pairs(bank: Bank, blueprint: Blueprint) -> tuple[Ints, Ints, Ints]:
    """All (item, cell) that match on scope, type and band, ordered by cell, then by item; and each item's kind."""
    kinds = len(TYPE_CODES)
    signature = (bank.scopes.astype(np.int64) * kinds + bank.types) * len(BANDS) + bands(bank, blueprint)
    fits = np.zeros((len(blueprint.cells), len(bank.scope_names), kinds, len(BANDS)), bool)
    for number, cell in enumerate(blueprint.cells):
        inside = [n for n, scope in enumerate(bank.scope_names) if covers(cell, scope)]
        fits[number, inside, TYPE_CODES[cell.type], BANDS.index(cell.band) if cell.band else slice(None)] = True
    by_signature = fits.reshape(len(fits), -1)
    items = [np.flatnonzero(row[signature]) for row in by_signature]
    item = np.concatenate(items).astype(np.int64)
    cell_of = np.repeat(np.arange(len(items)), [len(found) for found in items])
    _, kind = np.unique(by_signature.T, axis=0, return_inverse=True)
    return item, cell_of, kind.ravel()[signature[item]]


def information(irt: Floats, scale: float) -> Floats:
    """Fisher information (N, 3) of three-parameter logistic items at the abilities -1, 0, +1."""
    a, b, c = (irt[:, n, None] for n in range(3))
    right = c + (1 - c) / (1 + np.exp(-scale * a * (np.array(ABILITIES) - b)))
    return (scale * a) ** 2 * ((right - c) / (1 - c)) ** 2 * (1 - right) / right


def attribute_weights(bank: Bank, blueprint: Blueprint, item: Ints, cell: Ints) -> Floats:
    """(P, 0), (P, 1) or (P, 4): expected score share and, with a, b, c for every fitting item, information at -1, 0,
    +1, each divided by its target."""
    target = blueprint.difficulty
    if target is None:
        return np.zeros((len(item), 0))
    score = np.array([c.score for c in blueprint.cells])[cell]
    weights = [score * bank.difficulty[item] / (target.mean * blueprint.total_score)]
    calibrated = len(item) > 0 and not np.isnan(bank.irt[item]).any()
    if target.information and not calibrated:
        lacking = len(np.unique(item[np.isnan(bank.irt[item, 0])]))
        raise BadInput(
            "not_calibrated",
            f"方案给出了信息量目标，但题库中有 {lacking} 道可选试题没有 a、b、c 参数。",
            hint="请先标定这些试题，或从方案中去掉 information。",
            facts={"items": lacking},
        )
    if calibrated:
        each = information(bank.irt[item], blueprint.scale)
        goal = np.array(target.information or average_information(each, blueprint, cell))
        weights += list((each / goal).T)
    return np.stack(weights, axis=1)


def average_information(each: Floats, blueprint: Blueprint, cell: Ints) -> Floats:
    """(3,): what a form of average items of the same cells would give."""
    found = np.bincount(cell, minlength=len(blueprint.cells))
    need = np.array([c.count for c in blueprint.cells])
    sums = np.stack([np.bincount(cell, each[:, t], len(blueprint.cells)) for t in range(each.shape[1])])
    return (sums / np.maximum(found, 1) * need).sum(axis=1)


def limits(bank: Bank, blueprint: Blueprint, item: Ints) -> tuple[Family, ...]:
    """What may not meet in one form: the same item twice, too many items of a point, two of an enemy set."""
    families = []
    if blueprint.max_per_point is not None:
        families.append(
            Family("points", bank.points[item].astype(np.int64), len(bank.point_names), blueprint.max_per_point)
        )
    if blueprint.max_per_point != 1 or (bank.points[item] < 0).any():
        families.append(Family("item", item, len(bank), 1))
    if (bank.enemies[item] >= 0).any():
        families.append(Family("enemies", bank.enemies[item].astype(np.int64), len(bank.enemy_names), 1))
    return tuple(families)
