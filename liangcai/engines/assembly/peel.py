"""A deal without conflicts for heavy reuse: one form after another is peeled off the use counts by a small integer
programme that leaves the rest dealable.

A group (point, enemy set, item) whose remaining uses exceed what the remaining forms may hold must give to this form;
by the integer decomposition of flows such a form exists, enemy sets across points apart.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from liangcai.engines.assembly.linear import Floats, Ints, Programme, Rows, solve
from liangcai.engines.assembly.model import Model

NODES = 50
BROKEN = 0.5  # price of an enemy pair or a missing X, where 1 = a form wholly off target
NOISE = 1e-4  # random prices that tell equal choices apart by seed


def peel(model: Model, counts: Ints, rng: np.random.Generator, slack: float, seconds: float = np.inf) -> Ints | None:
    """(K, L) places as in `first_deal`, every limit but the tolerance kept, each form's summed deviation from the
    mean of the rest within `slack` of the least; None where the peeling gets stuck."""
    left = counts.copy()
    slots = np.zeros((model.forms, model.length), np.int64)
    for form in range(model.forms):
        here = np.flatnonzero(left > 0)
        part = model.restricted(here)
        programme = one_form(part, left[here], model.forms - form, rng)
        found = solve(
            programme,
            whole=np.arange(len(programme.cost)) < part.pairs,
            abs_gap=slack,
            nodes=NODES,
            seconds=seconds,
        )
        if not len(found.x):
            return None
        chosen = here[np.round(found.x[: len(here)]).astype(bool)]
        slots[form] = chosen[np.argsort(model.cell[chosen], kind="stable")]
        left[chosen] -= 1
    return slots


def one_form(model: Model, left: Ints, forms_left: int, rng: np.random.Generator) -> Programme:
    """One form out of what is left, its attributes as near as may be to the mean of the rest. Enemy sets and importance
    may be broken at a price: across points they are no flow, and the search that follows mends the few that are."""
    rows, pairs, others = Rows(), np.arange(model.pairs), forms_left - 1
    rows.add(model.cell, pairs, np.ones(model.pairs), model.need, model.need)
    hard = [(f.group, f.size, f.cap) for f in model.families if f.name != "enemies"]
    for group, size, cap in [*hard, (model.item, int(model.item.max()) + 1, 1)]:
        inside = np.flatnonzero(group >= 0)
        owed = np.maximum(np.bincount(group[inside], left[inside], size) - cap * others, 0)
        kept, local = np.unique(group[inside], return_inverse=True)
        rows.add(local, inside, np.ones(len(inside)), owed[kept], np.maximum(cap, owed[kept]))
    soft = Soft(rows, model.pairs)
    width = model.weight.shape[1]
    goal = left @ model.weight / forms_left
    row, column = np.tile(np.arange(width), model.pairs), np.repeat(pairs, width)
    soft.add(row, column, model.weight.ravel(), goal, goal, 1.0)
    for mask, least, most in ((model.is_x, model.x_needed, model.length), (model.is_z, 0, model.z_allowed)):
        columns, total = np.flatnonzero(mask), int(left[mask].sum())
        low, high = max(least, total - others * most), min(most, total - others * least)
        soft.add(np.zeros(len(columns), np.int64), columns, np.ones(len(columns)), [low], [max(low, high)], BROKEN)
    for family in model.families:
        if family.name == "enemies":
            inside = np.flatnonzero(family.group >= 0)
            _, local = np.unique(family.group[inside], return_inverse=True)
            due = np.maximum(np.bincount(local, left[inside]) - family.cap * others, 0)
            soft.add(local, inside, np.ones(len(inside)), due, np.maximum(family.cap, due), BROKEN)
    cost = np.concatenate([rng.random(model.pairs) * NOISE, soft.prices])
    return rows.programme(cost, np.concatenate([np.ones(model.pairs), np.full(len(soft.prices), np.inf)]))


class Soft:
    """Adds rows that may be missed either way at a price a unit; their columns follow the pairs."""

    def __init__(self, rows: Rows, pairs: int) -> None:
        self.rows, self.pairs = rows, pairs
        self.prices = np.zeros(0)

    def add(self, row: Ints, column: Ints, value: Floats, low: ArrayLike, high: ArrayLike, price: float) -> None:
        count = len(np.atleast_1d(np.asarray(low)))
        own = np.arange(count)
        under = self.pairs + len(self.prices) + own
        self.rows.add(
            np.concatenate([row, own, own]),
            np.concatenate([column, under, under + count]),
            np.concatenate([value, np.ones(count), -np.ones(count)]),
            low,
            high,
        )
        self.prices = np.concatenate([self.prices, np.full(2 * count, price)])
