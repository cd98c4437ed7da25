"""A deal without conflicts for heavy reuse: one form after another is peeled off the use counts by a small integer
programme that leaves the rest dealable.

A group (point, enemy set, item) whose remaining uses exceed what the remaining forms may hold must give to this form;
by the integer decomposition of flows such a form exists, enemy sets across points apart.
"""

from __future__ import annotations

import numpy as np

from liangcai.engines.assembly.linear import Ints, Programme, Rows, solve
from liangcai.engines.assembly.model import Model

NODES = 50
NOISE = 1e-4  # random prices that tell equal choices apart by seed


def peel(model: Model, counts: Ints, rng: np.random.Generator, slack: float, seconds: float = np.inf) -> Ints | None:
    """(K, L) places as in `first_deal`, every limit but the tolerance kept, each form's summed deviation from the
    mean of the rest within `slack` of the least; None where the peeling gets stuck."""
    left = counts.copy()
    slots = np.zeros((model.forms, model.length), np.int64)
    for form in range(model.forms):
        here = np.flatnonzero(left > 0)
        part = model.restricted(here)
        found = solve(
            one_form(part, left[here], model.forms - form, rng),
            whole=np.arange(part.pairs + 2 * part.weight.shape[1]) < part.pairs,
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
    """One form out of what is left, its attributes as near as may be to the mean of the rest."""
    rows, pairs = Rows(), np.arange(model.pairs)
    rows.add(model.cell, pairs, np.ones(model.pairs), model.need, model.need)
    others = forms_left - 1
    for mask, least, most in ((model.is_x, model.x_needed, model.length), (model.is_z, 0, model.z_allowed)):
        columns, total = np.flatnonzero(mask), int(left[mask].sum())
        low, high = max(least, total - others * most), min(most, total - others * least)
        rows.add(np.zeros(len(columns), np.int64), columns, np.ones(len(columns)), [low], [max(low, high)])
    groups = [(f.group, f.size, f.cap) for f in model.families] + [(model.item, int(model.item.max()) + 1, 1)]
    for group, size, cap in groups:
        inside = np.flatnonzero(group >= 0)
        remaining = np.bincount(group[inside], left[inside], size)
        owed = np.maximum(remaining - cap * others, 0)
        kept, local = np.unique(group[inside], return_inverse=True)
        rows.add(local, inside, np.ones(len(inside)), owed[kept], np.maximum(cap, owed[kept]))
    width = model.weight.shape[1]
    goal = left @ model.weight / forms_left
    over, under = model.pairs + np.arange(width), model.pairs + width + np.arange(width)
    row = np.concatenate([np.repeat(np.arange(width), model.pairs), np.arange(width), np.arange(width)])
    column = np.concatenate([np.tile(pairs, width), over, under])
    value = np.concatenate([model.weight.T.ravel(), -np.ones(width), np.ones(width)])
    rows.add(row, column, value, goal, goal)
    cost = np.concatenate([rng.random(model.pairs) * NOISE, np.ones(2 * width)])
    return rows.programme(cost, np.concatenate([np.ones(model.pairs), np.full(2 * width, np.inf)]))
