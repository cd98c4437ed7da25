"""From the bound to K forms that keep every limit: selections and deals, tried in a fixed order until one is good
enough.

Nothing here looks at a clock of its own; time enters as `Clock`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from liangcai.engines.assembly.bound import Bound, aggregate, reduced_costs
from liangcai.engines.assembly.distribute import SAFETY, distribute, first_deal
from liangcai.engines.assembly.exact import settle, small
from liangcai.engines.assembly.linear import OPTIMAL, Ints, solve
from liangcai.engines.assembly.model import Model
from liangcai.engines.assembly.peel import peel
from liangcai.engines.assembly.select import NODES, NODES_OF_ONE_FORM, select

GOOD_GAP, FAIR_GAP = 1e-3, 5e-3  # what ends the search at once, and what ends it after the second attempt
SELECTION_GAP = 2e-4
CYCLIC = 0.0
# (share of the tolerance left to the mean of the forms, slack of peeling or CYCLIC, items from the pool), in this order
ATTEMPTS = (
    (0.8, CYCLIC, False),
    (0.8, 0.1, True),
    (0.92, 0.1, True),
    (0.5, 0.1, True),
    (0.8, 0.02, True),
    (0.5, CYCLIC, True),
    (0.3, 0.02, True),
)
MOST_SHARPENED = 3000


class Clock:
    """Time as an argument: `elapsed` tells the seconds since the start; the default never runs."""

    def __init__(self, elapsed: Callable[[], float] = lambda: 0.0, limit: float = float("inf")) -> None:
        self.elapsed, self.limit = elapsed, limit

    def left(self) -> float:
        return max(self.limit - self.elapsed(), 0.0)

    def out(self) -> bool:
        return self.elapsed() >= self.limit


@dataclass(frozen=True)
class Found:
    """`slots` (K, L) pairs of the model, ordered by cell; `bound` proven over all pairs of the model."""

    slots: Ints
    objective: int
    bound: int

    @property
    def gap(self) -> float:
        return (self.objective - self.bound) / max(self.bound, 1)


def whole_bound(value: float) -> int:
    """Costs are whole numbers, so a bound rounds up (but for the noise of floating point)."""
    return max(int(np.ceil(value - 1e-6 * max(1.0, abs(value) * 1e-3))), 0)


def search(model: Model, bound: Bound, seed: int, clock: Clock) -> Found | None:
    """The best forms found; None where none keep all limits."""
    best: Found | None = None
    for attempt, slots in deals(model.restricted(bound.pool), seed, clock):
        here = bound.pool[slots]
        found = Found(here, int(model.cost[here].sum()), whole_bound(bound.value))
        if best is None or found.objective < best.objective:
            best = found
        if best.gap <= (FAIR_GAP if attempt else GOOD_GAP):
            break
    if best is not None and best.gap <= GOOD_GAP:
        return best
    if small(model):
        return settled(model, best, clock)
    return best and sharpened(model, bound, best, clock)


def deals(
    model: Model,
    seed: int,
    clock: Clock,
    attempts: Sequence[tuple[float, float, bool]] = ATTEMPTS,
    gap: float = SELECTION_GAP,
) -> Iterator[tuple[int, Ints]]:
    """Yields (attempt, deal without trouble)."""
    counts: dict[float, Ints | None] = {}
    for number, (share, slack, from_pool) in enumerate(attempts):
        if clock.out() or (model.forms == 1 and number):
            return
        share = 1.0 if model.forms == 1 else share
        if share not in counts:
            counts[share] = select(model, share, 0.0 if model.forms == 1 else gap, clock.left())
        chosen = counts[share]
        if chosen is None:
            continue
        rng = np.random.default_rng([seed, number])
        slots = first_deal(model, chosen, rng) if slack == CYCLIC else peel(model, chosen, rng, slack, clock.left())
        if slots is None:
            continue
        deal = distribute(model, slots, rng, clock.out, from_pool)
        if deal.trouble <= 0:
            yield number, deal.slots


def settled(model: Model, best: Found | None, clock: Clock) -> Found | None:
    """The whole programme's answer for a small case."""
    slots, verdict = settle(model, "cost", clock.left())
    if slots is None:
        return best
    objective = int(model.cost[slots].sum())
    bound = objective if verdict.state == OPTIMAL else whole_bound(verdict.bound)
    if best is not None and best.objective <= objective:
        return Found(best.slots, best.objective, max(best.bound, min(bound, best.objective)))
    return Found(slots, objective, bound)


def sharpened(model: Model, bound: Bound, best: Found, clock: Clock) -> Found:
    """Raises the bound by whole-number reasoning: pairs whose reduced cost exceeds the gap stand in no cheaper set of
    forms; among the rest the use counts must be whole."""
    rest = reduced_costs(model, bound.prices)
    open_pairs = np.flatnonzero(rest <= best.objective - bound.value + 1e-6)
    if len(open_pairs) > MOST_SHARPENED:
        return best
    part, one = model.restricted(open_pairs), model.forms == 1
    gap, nodes = (0.0, NODES_OF_ONE_FORM) if one else (1e-4, NODES)
    verdict = solve(aggregate(part, model.tolerance).programme, whole=True, gap=gap, nodes=nodes, seconds=clock.left())
    if not np.isfinite(verdict.bound):
        return best
    raised = replace(best, bound=max(best.bound, min(whole_bound(verdict.bound), best.objective)))
    if one and len(verdict.x):  # use counts of one form are the form
        slots = open_pairs[np.flatnonzero(np.round(verdict.x))][None, :]
        objective = int(model.cost[slots].sum())
        if objective < best.objective and deviation(model, slots) <= model.tolerance * SAFETY:
            return Found(slots, objective, min(raised.bound, objective))
    return raised


def deviation(model: Model, slots: Ints) -> float:
    """Largest deviation of any form on any attribute, relative to its target."""
    return float(np.abs(model.weight[slots].sum(1) - 1).max(initial=0.0))
