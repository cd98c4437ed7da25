"""How near to its targets a bank can bring K forms, where the tolerance asked cannot be met."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from liangcai.engines.assembly.bound import limit_rows, lower_bound
from liangcai.engines.assembly.exact import settle, small
from liangcai.engines.assembly.linear import Rows, solve
from liangcai.engines.assembly.model import Model
from liangcai.engines.assembly.search import CYCLIC, Clock, deals, deviation

ANY_COST = 0.5  # the first selection found will do
LADDER = (1.01, 1.03, 1.1, 1.3, 1.7, 2.5, 5.0, 15.0, 60.0)


@dataclass(frozen=True)
class Nearest:
    """Largest relative deviation of any form on any attribute: `proven` = no forms do better; `reached` = forms
    found."""

    proven: float
    reached: float


def least_deviation(model: Model) -> float:
    """The relaxation's least largest deviation; infinite where the other limits cannot be met."""
    rows, width, k = Rows(), model.weight.shape[1], model.forms
    limit_rows(rows, model)
    row, column = np.tile(np.arange(width), model.pairs), np.repeat(np.arange(model.pairs), width)
    for sign in (1.0, -1.0):
        rows.add(
            np.concatenate([row, np.arange(width)]),
            np.concatenate([column, np.full(width, model.pairs)]),
            np.concatenate([sign * model.weight.ravel(), np.full(width, -float(k))]),
            np.full(width, -np.inf),
            np.full(width, sign * k),
        )
    cost = np.append(np.zeros(model.pairs), 1.0)
    return solve(rows.programme(cost, np.append(np.full(model.pairs, float(model.use)), np.inf))).objective


def nearest(model: Model, seed: int, clock: Clock) -> Nearest | None:
    """None where no forms are found even with the tolerance let go."""
    proven = least_deviation(model)
    if not np.isfinite(proven):
        return None
    if small(model):
        slots, verdict = settle(model, "deviation", clock.left())
        return None if slots is None else Nearest(max(proven, verdict.bound), deviation(model, slots))
    least = max(proven, model.tolerance, 1e-4)
    for factor in LADDER:
        wider = replace(model, tolerance=least * factor)
        bound = lower_bound(wider, thinned=True) or lower_bound(wider, thinned=False)
        if bound is None:
            continue
        share = (1 + 1 / factor) / 2  # the mean of the forms half-way between the least and this step
        attempts = ((share, CYCLIC, False), (share, 0.1, True))
        for _, slots in deals(wider.restricted(bound.pool), seed, clock, attempts, ANY_COST):
            return Nearest(proven, deviation(wider, bound.pool[slots]))
    return None
