"""Calibrated items: P(right | θ) = 1 / (1 + exp(−slope · (θ − difficulty)))."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class ItemParameters:
    """Slope and difficulty (logits) with their standard errors; None where `problem` says why the
    item could not be calibrated. A Rasch item has slope 1 without error."""

    item: str
    answered: int
    slope: float | None
    difficulty: float | None
    slope_error: float | None = None
    difficulty_error: float | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A sitting's calibration. `candidates` are those the estimate rests on; `notes` are words for
    the reader (few candidates, not converged, items left out)."""

    model: str
    items: tuple[ItemParameters, ...]
    candidates: int
    log_likelihood: float
    iterations: int
    converged: bool
    notes: tuple[str, ...] = ()


def probabilities(items: Sequence[ItemParameters], theta: np.ndarray) -> np.ndarray:
    """P(right) for abilities (T,) and calibrated items: (T, J)."""
    slope = np.array([item.slope for item in items], float)
    difficulty = np.array([item.difficulty for item in items], float)
    return logistic(slope * (np.asarray(theta, float)[:, None] - difficulty))


def logistic(x: np.ndarray) -> np.ndarray:
    return 0.5 * (1.0 + np.tanh(0.5 * x))  # no overflow at either end


def information(items: Sequence[ItemParameters], theta: np.ndarray) -> np.ndarray:
    """Fisher information of each item at the abilities: (T, J)."""
    p = probabilities(items, theta)
    slope = np.array([item.slope for item in items], float)
    return slope**2 * p * (1 - p)
