"""Counts by type spread over weighted scopes into exact cells: the largest remainder, settled type after type.

A preset says how many items of each type; the scope table (鉴定要素细目表) says how much each scope weighs. What one
type's whole numbers leave a scope short of is made up in the next, so that the shares of the whole paper stay within
one item of the weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from liangcai.kernel.refusals import BadInput


@dataclass(frozen=True)
class Section:
    """`count` items of one type, `score` points each."""

    type: str
    count: int
    score: Fraction


@dataclass(frozen=True)
class Share:
    """What a scope gets: `counts` by section, in points `given` against `due` (its weight of the paper)."""

    scope: str
    counts: tuple[int, ...]
    due: Fraction
    given: Fraction

    @property
    def deviation(self) -> Fraction:
        return self.given - self.due


def apportion(weights: Sequence[tuple[str, Fraction]], sections: Sequence[Section]) -> tuple[Share, ...]:
    """A row a scope, in the order given. The same input gives the same cells; ties go to the scope that stands first.
    Refuses (BadInput) weights that are not positive or do not add up to 100, a scope named twice, no sections."""
    check(weights, sections)
    given = [Fraction(0)] * len(weights)
    counts: list[list[int]] = [[] for _ in weights]
    total = Fraction(0)
    for section in sections:
        total += section.count * section.score
        due = [weight / 100 * total - have for (_, weight), have in zip(weights, given, strict=True)]
        for place, number in enumerate(largest_remainder([short / section.score for short in due], section.count)):
            counts[place].append(number)
            given[place] += number * section.score
    return tuple(
        Share(scope, tuple(counts[n]), weight / 100 * total, given[n]) for n, (scope, weight) in enumerate(weights)
    )


def largest_remainder(quotas: Sequence[Fraction], count: int) -> list[int]:
    """Whole numbers of sum `count`: one at a time to whoever lacks most, which is the largest remainder once whole
    parts are dealt out; a negative quota (made up for before) gets nothing."""
    numbers = [0] * len(quotas)
    for _ in range(count):
        lacks = [quota - number for quota, number in zip(quotas, numbers, strict=True)]
        numbers[lacks.index(max(lacks))] += 1
    return numbers


def check(weights: Sequence[tuple[str, Fraction]], sections: Sequence[Section]) -> None:
    whole = sum((weight for _, weight in weights), Fraction(0))
    if whole != 100:
        raise BadInput(
            "weights_not_100",
            f"鉴定比重合计为 {float(whole):g}，应为 100，不能展开成组卷方案。",
            hint="请先改正鉴定要素细目表的比重。",
            facts={"found": float(whole), "expected": 100},
        )
    for scope, weight in weights:
        if weight <= 0:
            raise BadInput("weight_not_positive", f"{scope} 的鉴定比重为 {float(weight):g}，应大于 0。", where=scope)
    if len({scope for scope, _ in weights}) != len(weights):
        raise BadInput("scope_twice", "同一鉴定范围出现两次。")
    if not sections or any(section.count < 1 or section.score <= 0 for section in sections):
        raise BadInput("no_sections", "方案至少有一种题型，题量与分值都应大于 0。")
