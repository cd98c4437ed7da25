"""Marks from answers and from assessors. Pure; scores are Decimals out of 100, two places, never rounded up to a pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal

_HUNDREDTH = Decimal("0.01")


def objective_score(answers: Mapping[int, str], key: Mapping[str, Mapping[str, str]]) -> Decimal:
    """Right answers' scores as a share of the paper's full score, out of 100. Several-choice answers count only
    when complete and without a wrong letter."""
    full = sum(Decimal(k["score"]) for k in key.values())
    got = sum(
        Decimal(k["score"]) for q, k in key.items() if _letters(answers.get(int(q), "")) == _letters(k["answer"])
    )
    return (got * 100 / full).quantize(_HUNDREDTH, ROUND_DOWN)


def panel_score(scores: Sequence[Decimal]) -> Decimal:
    """The mean of the assessors' scores, cut (not rounded) to two places: 59.996 stays below 60."""
    return (sum(scores, Decimal()) / len(scores)).quantize(_HUNDREDTH, ROUND_DOWN)


def _letters(answer: str) -> str:
    return "".join(sorted(answer.strip().upper()))
