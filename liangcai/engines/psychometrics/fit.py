"""Does the model describe an item? Infit and outfit mean squares, abilities by posterior mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from liangcai.engines.psychometrics.parameters import Calibration, probabilities
from liangcai.engines.psychometrics.responses import MISSING, checked
from liangcai.engines.psychometrics.two_parameter import Data, grid, posteriors

BLOCK = 8192
FITTING = (0.7, 1.3)  # usual bounds of a productive mean square (Wright & Linacre 1994)


@dataclass(frozen=True, slots=True)
class ItemFit:
    """Mean squares near 1 fit; above, answers are noisier than the model, below, too regular."""

    item: str
    infit: float
    outfit: float
    fits: bool


def abilities(scored: np.ndarray, calibration: Calibration, spread: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Posterior mean and sd of θ, in logits, for each candidate under N(0, spread²)."""
    scored = checked(scored, [item.item for item in calibration.items])
    known = [j for j, item in enumerate(calibration.items) if item.difficulty is not None]
    slope = np.array([calibration.items[j].slope for j in known], float) * spread
    difficulty = np.array([calibration.items[j].difficulty for j in known], float) / spread
    used = scored[:, known]
    data = Data(np.maximum(used, 0).astype(np.float32), (used != MISSING).astype(np.float32))
    nodes, _ = grid()
    means, squares = [], []
    for _, _, posterior, _ in posteriors(data, np.r_[slope, -slope * difficulty]):
        means.append(posterior @ nodes)
        squares.append(posterior @ nodes**2)
    mean = np.concatenate(means)
    return spread * mean, spread * np.sqrt(np.maximum(np.concatenate(squares) - mean**2, 0))


def item_fit(scored: np.ndarray, calibration: Calibration, theta: Sequence[float] | np.ndarray) -> list[ItemFit]:
    """Mean squares of the calibrated items at the candidates' abilities."""
    scored = checked(scored, [item.item for item in calibration.items])
    known = [j for j, item in enumerate(calibration.items) if item.difficulty is not None]
    items = [calibration.items[j] for j in known]
    theta = np.asarray(theta, float)
    squares, variances, ratios, seen = (np.zeros(len(known)) for _ in range(4))
    for base in range(0, len(scored), BLOCK):
        part = scored[base : base + BLOCK][:, known]
        asked = part != MISSING
        p = probabilities(items, theta[base : base + BLOCK])
        variance = p * (1 - p)
        square = (part - p) ** 2
        squares += (square * asked).sum(0)
        variances += (variance * asked).sum(0)
        ratios += (square / variance * asked).sum(0)
        seen += asked.sum(0)
    low, high = FITTING
    return [
        ItemFit(item.item, float(i), float(o), bool(low <= i <= high and low <= o <= high))
        for item, i, o in zip(items, squares / variances, ratios / seen, strict=True)
    ]
