"""Where a year's count ends at the present pace, and how sure that is.

Results come one by one, so their number is taken as Poisson with a pace that is itself only known from the
results so far (Gamma posterior, Jeffreys prior). What the rest of the year brings is then negative binomial:
wide early in the year, narrow at its end. Nothing is known of holidays or of projects about to pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from math import exp, lgamma, log

SURE = 0.8  # share of the interval that is stated
PRIOR = 0.5
METHOD = "按已过天数的平均速度外推；结果个数按泊松分布、速度按已有个数估计（负二项预测），区间为 80%。"


@dataclass(frozen=True, slots=True)
class Forecast:
    """`low` to `high` holds the year's total with 80 % probability, one tenth on either side; `chance` is the
    probability of reaching the goal."""

    expected: float
    low: int
    high: int
    chance: float


def forecast(done: int, days_gone: int, days_left: int, goal: int) -> Forecast | None:
    """None before the first day is over: there is no pace yet."""
    if days_gone <= 0:
        return None
    if days_left <= 0:
        return Forecast(float(done), done, done, 1.0 if done >= goal else 0.0)
    shape = done + PRIOR
    low = high = done
    below, missing = 0.0, 0.0
    found_low = False
    for more, probability in coming(shape, days_gone, days_left):
        if done + more < goal:
            missing += probability
        below += probability
        if not found_low and below > (1 - SURE) / 2:
            low, found_low = done + more, True
        if below >= 1 - (1 - SURE) / 2 and done + more >= goal - 1:
            break
        if below < 1 - (1 - SURE) / 2:
            high = done + more + 1
    return Forecast(done + shape * days_left / days_gone, low, high, max(0.0, 1 - missing))


def coming(shape: float, days_gone: int, days_left: int) -> Iterator[tuple[int, float]]:
    """(k, probability) of k more results in the days left: negative binomial."""
    keep = days_gone / (days_gone + days_left)
    for k in count():
        yield k, exp(lgamma(k + shape) - lgamma(shape) - lgamma(k + 1) + shape * log(keep) + k * log(1 - keep))
