"""Two calibrations on one scale: linking by common items, drift between sittings, equated scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, pstdev

import numpy as np

from liangcai.engines.psychometrics.parameters import Calibration, ItemParameters, probabilities
from liangcai.kernel.refusals import Refused

LEAST_COMMON = 3
DRIFT_LOGITS = 0.5
DRIFT_Z = 2.576  # two-sided 1 %


@dataclass(frozen=True, slots=True)
class Link:
    """θ on the reference scale = slope · θ + intercept; `common` are the items it rests on."""

    slope: float
    intercept: float
    common: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drift:
    """An item's difficulty now less then, on the earlier sitting's scale, and in standard errors."""

    item: str
    before: float
    after: float
    change: float
    z: float
    drifted: bool


def calibrated(calibration: Calibration) -> dict[str, ItemParameters]:
    return {item.item: item for item in calibration.items if item.difficulty is not None}


def link(reference: Calibration, other: Calibration, without: Sequence[str] = ()) -> Link:
    """Mean-sigma linking (Marco 1977); Rasch scales differ by their means only. Refuses fewer than
    three common calibrated items."""
    here, there = calibrated(reference), calibrated(other)
    common = tuple(name for name in here if name in there and name not in set(without))
    if len(common) < LEAST_COMMON:
        raise Refused(
            "too_few_common_items",
            f"两次标定只有 {len(common)} 道共同试题，至少需要 {LEAST_COMMON} 道。",
            hint="请在两份试卷中保留共同的锚题。",
        )
    before = [here[name].difficulty or 0.0 for name in common]
    after = [there[name].difficulty or 0.0 for name in common]
    spread = pstdev(after)
    one_slope = reference.model == other.model == "rasch"
    slope = 1.0 if one_slope or spread < 1e-9 else pstdev(before) / spread
    return Link(slope, fmean(before) - slope * fmean(after), common)


def linked(calibration: Calibration, to: Link) -> Calibration:
    """The calibration with its parameters carried over to the reference scale."""
    return Calibration(
        calibration.model,
        tuple(item if item.difficulty is None else moved(item, to) for item in calibration.items),
        calibration.candidates,
        calibration.log_likelihood,
        calibration.iterations,
        calibration.converged,
        calibration.notes,
    )


def moved(item: ItemParameters, to: Link) -> ItemParameters:
    assert item.difficulty is not None and item.slope is not None
    return ItemParameters(
        item.item,
        item.answered,
        item.slope / to.slope,
        item.difficulty * to.slope + to.intercept,
        None if item.slope_error is None else item.slope_error / to.slope,
        None if item.difficulty_error is None else item.difficulty_error * to.slope,
    )


def drift(before: Calibration, after: Calibration, least_change: float = DRIFT_LOGITS) -> list[Drift]:
    """Change of every common item between two sittings, largest first.

    The link is found again without the most drifted item until no item outside it drifts, so that
    leaked items do not drag the scale along; at least three items stay in the link."""
    without: list[str] = []
    while True:
        found = changes(before, linked(after, link(before, after, without)), least_change)
        worst = next((change.item for change in found if change.drifted and change.item not in without), None)
        if worst is None or len(found) - len(without) <= LEAST_COMMON:
            return found
        without.append(worst)


def changes(before: Calibration, after: Calibration, least_change: float) -> list[Drift]:
    here, there = calibrated(before), calibrated(after)
    found = []
    for name, item in here.items():
        if name not in there:
            continue
        then, now = item.difficulty or 0.0, there[name].difficulty or 0.0
        error = sqrt((item.difficulty_error or 0.0) ** 2 + (there[name].difficulty_error or 0.0) ** 2)
        z = (now - then) / error if error else 0.0
        found.append(Drift(name, then, now, now - then, z, abs(now - then) >= least_change and abs(z) >= DRIFT_Z))
    return sorted(found, key=lambda change: (-abs(change.change), change.item))


def equated_scores(form: Calibration, other: Calibration, to: Link) -> np.ndarray:
    """For each raw score 0…J of `other` the equally able score on `form` (true-score equating);
    `to` carries `other` to the scale of `form`. Both must be calibrated throughout."""
    for calibration in (form, other):
        missing = [item.item for item in calibration.items if item.difficulty is None]
        if missing:
            raise Refused("not_calibrated", f"试题 {'、'.join(missing[:5])} 未标定，无法等值。")
    theta = np.linspace(-12, 12, 4801)
    here = probabilities(form.items, theta).sum(1)
    there = probabilities(linked(other, to).items, theta).sum(1)
    scores = np.arange(len(other.items) + 1, dtype=float)
    equated = np.interp(scores, there, here)
    equated[0], equated[-1] = 0.0, len(form.items)  # no ability corresponds to the ends
    return equated
