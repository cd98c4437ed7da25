"""Pass rates that chance and ordinary variation between bodies do not explain. Pure.

A funnel plot's control limits made into a test. Within a peer group (one occupation at one level) a body's share of
passes is compared with the pooled share of the group's middle four fifths on the arcsine scale, where its variance is
1/(4n) whatever the share. Bodies differ for honest reasons, so the scores are widened by the group's overdispersion, estimated from
scores winsorised at the tenth and ninetieth percentile (Spiegelhalter 2005, multiplicative). All bodies of all
groups are tested at once at a family-wise level of 5 % (Holm), so that among bodies that do not differ one report in
twenty at most marks anybody. Bodies with few candidates are not judged, groups with fewer than five bodies neither.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import asin, erfc, sqrt

LEVEL = 0.05
LEAST_PEERS = 5
METHOD = "反正弦漏斗图，按同职业同等级机构间的过度离散放宽，Holm 法控制总体误标概率不超过 5 %"


@dataclass(frozen=True)
class Rate:
    """`passed` of `present` at one body, judged among the bodies of the same `group`."""

    key: Hashable
    group: Hashable
    present: int
    passed: int


@dataclass(frozen=True)
class Outlier:
    """`expected` is the pooled share of the group's middle; `side` high or low; `p` the two-sided probability, adjusted."""

    key: Hashable
    group: Hashable
    share: float
    expected: float
    side: str
    p: float


def outliers(rates: Iterable[Rate], least_present: int, level: float = LEVEL) -> list[Outlier]:
    """The bodies to look at, the most striking first. Bodies with fewer than `least_present` present are neither
    judged nor used."""
    groups: dict[Hashable, list[Rate]] = {}
    for rate in rates:
        if rate.present >= max(least_present, 1):
            groups.setdefault(rate.group, []).append(rate)
    tested = [found for group in groups.values() if len(group) >= LEAST_PEERS for found in _judged(group)]
    return _holm(sorted(tested, key=lambda one: one.p), level)


def _judged(group: list[Rate]) -> list[Outlier]:
    ordered = sorted(group, key=lambda r: r.passed / r.present)
    cut = _tenth(group)
    middle = ordered[cut : len(ordered) - cut]  # what is to be found must not shift what it is compared with
    pooled = sum(r.passed for r in middle) / sum(r.present for r in middle)
    scores = [2 * sqrt(r.present) * (asin(sqrt(r.passed / r.present)) - asin(sqrt(pooled))) for r in group]
    spread = sqrt(max(1.0, _overdispersion(scores)))
    return [Outlier(r.key, r.group, r.passed / r.present, pooled, "high" if z > 0 else "low", erfc(abs(z) / spread / sqrt(2)))
            for r, z in zip(group, scores, strict=True)]  # fmt: skip


def _tenth(group: Sequence[object]) -> int:
    return max(1, round(len(group) / 10))


def _overdispersion(scores: list[float]) -> float:
    """The mean square of the scores, the extreme tenths drawn in to their quantile, so that outliers do not excuse
    themselves."""
    ordered = sorted(scores)
    cut = _tenth(ordered)
    low, high = ordered[cut], ordered[-1 - cut]
    return sum(min(max(z, low), high) ** 2 for z in scores) / len(scores)


def _holm(tested: list[Outlier], level: float) -> list[Outlier]:
    """The leading ones whose adjusted probability stays at or below the level."""
    marked, adjusted = [], 0.0
    for rank, one in enumerate(tested):
        adjusted = max(adjusted, min(1.0, one.p * (len(tested) - rank)))
        if adjusted > level:
            break
        marked.append(Outlier(one.key, one.group, one.share, one.expected, one.side, adjusted))
    return marked
