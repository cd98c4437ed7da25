"""Classical statistics: difficulty, item-rest discrimination, reliability.

Each item's figures rest on the candidates who answered it; reliability on those who answered all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from liangcai.engines.psychometrics.responses import MISSING, checked, constant_items

BLOCK = 8192


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """`difficulty` is the share answered right (0–1), `discrimination` the correlation with the
    number right on the other items; None where the responses cannot tell."""

    item: str
    answered: int
    missing: int
    difficulty: float | None
    discrimination: float | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class TestStatistics:
    """Mean, sd and standard error of measurement are in items right. `alpha` is Cronbach's (KR-20)
    over `complete` candidates, None where fewer than two or their totals do not vary."""

    items: tuple[ItemStatistics, ...]
    candidates: int
    complete: int
    mean: float
    sd: float
    alpha: float | None
    measurement_error: float | None


def classical(scored: np.ndarray, items: Sequence[str]) -> TestStatistics:
    """Statistics of a sitting: scored (N, J) of 1, 0, MISSING."""
    scored = checked(scored, items)
    n_candidates, n_items = scored.shape
    totals = (scored == 1).sum(1, dtype=np.int64)
    answered, right = (scored != MISSING).sum(0), (scored == 1).sum(0)
    sums = np.zeros((3, n_items))  # over those who answered: total, total², total of those right
    for base in range(0, n_candidates, BLOCK):
        part, total = scored[base : base + BLOCK], totals[base : base + BLOCK].astype(float)
        asked = (part != MISSING).astype(float)
        sums += np.stack([total @ asked, total**2 @ asked, total @ (part == 1).astype(float)])
    n = np.maximum(answered, 1)
    p = right / n
    rest_mean = (sums[0] - right) / n
    rest_variance = (sums[1] - 2 * sums[2] + right) / n - rest_mean**2
    covariance = (sums[2] - right) / n - p * rest_mean
    spread = p * (1 - p) * rest_variance
    with np.errstate(invalid="ignore", divide="ignore"):
        discrimination = np.where(spread > 1e-12, covariance / np.sqrt(np.maximum(spread, 0)), np.nan)
    problems = constant_items(scored)
    complete = scored[(scored != MISSING).all(1)]
    alpha = reliability(complete)
    sd = float(totals.std())
    complete_sd = float((complete == 1).sum(1).std()) if len(complete) else 0.0
    return TestStatistics(
        items=tuple(
            ItemStatistics(
                item=name,
                answered=int(answered[j]),
                missing=int(n_candidates - answered[j]),
                difficulty=float(p[j]) if answered[j] else None,
                discrimination=None if np.isnan(discrimination[j]) else float(discrimination[j]),
                problem=problems.get(j, ""),
            )
            for j, name in enumerate(items)
        ),
        candidates=n_candidates,
        complete=len(complete),
        mean=float(totals.mean()),
        sd=sd,
        alpha=alpha,
        measurement_error=None if alpha is None else complete_sd * float(np.sqrt(max(0.0, 1 - alpha))),
    )


def reliability(complete: np.ndarray) -> float | None:
    """Cronbach's alpha of complete right/wrong rows."""
    n_candidates, n_items = complete.shape
    if n_candidates < 2 or n_items < 2:
        return None
    total_variance = complete.sum(1, dtype=np.int64).var()
    if total_variance == 0:
        return None
    p = complete.mean(0)
    return float(n_items / (n_items - 1) * (1 - (p * (1 - p)).sum() / total_variance))
