"""Which items, and in how many forms each: the cheapest whole-number use counts that meet every limit in sum.

All but the few pairs near zero reduced cost are settled by the relaxation; the rest is a small integer programme.
"""

from __future__ import annotations

import numpy as np

from liangcai.engines.assembly.bound import aggregate, prices, reduced_costs
from liangcai.engines.assembly.linear import INFEASIBLE, OPTIMAL, Floats, Ints, Programme, solve
from liangcai.engines.assembly.model import Model

OPEN_PAIRS = (150, 500, 2000, 1_000_000)
NODES, NODES_OF_ONE_FORM = 300, 20_000


def select(model: Model, share: float, gap: float, seconds: float = np.inf) -> Ints | None:
    """(P,) in how many forms each pair stands, with the mean of the forms within `share` of the tolerance, so that
    there is room to deal; None where nothing was found."""
    built = aggregate(model, model.tolerance * share)
    relaxed = solve(built.programme, seconds=seconds)
    if relaxed.state != OPTIMAL:
        return None
    rest = np.abs(reduced_costs(model, prices(model, built, relaxed)))
    broken = np.abs(relaxed.x - np.round(relaxed.x)) > 1e-7
    order = np.argsort(rest, kind="stable")
    nodes = NODES_OF_ONE_FORM if model.forms == 1 else NODES
    for opened in OPEN_PAIRS:
        free = broken.copy()
        free[order[:opened]] = True
        fixed = np.where(free, 0.0, np.round(relaxed.x))
        whole = whole_rest(built.programme, np.flatnonzero(free), fixed, seconds, gap, nodes)
        if whole is not None:
            return whole
        if opened >= model.pairs:
            break
    return None


def whole_rest(programme: Programme, free: Ints, fixed: Floats, seconds: float, gap: float, nodes: int) -> Ints | None:
    """Whole numbers for the free columns, the others fixed; None where there are none."""
    used = np.bincount(programme.row, programme.value * fixed[programme.column], len(programme.row_low))
    place = np.full(len(fixed), -1)
    place[free] = np.arange(len(free))
    inside = place[programme.column] >= 0
    part = Programme(
        programme.cost[free],
        programme.upper[free],
        programme.row[inside],
        place[programme.column[inside]],
        programme.value[inside],
        programme.row_low - used,
        programme.row_high - used,
    )
    found = solve(part, whole=True, gap=gap, nodes=nodes, seconds=seconds)
    if found.state == INFEASIBLE or not len(found.x):
        return None
    counts = fixed.copy()
    counts[free] = np.round(found.x)
    return counts.astype(np.int64)
