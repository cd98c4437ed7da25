"""The two-parameter logistic model by marginal maximum likelihood (Bock & Aitkin 1981).

EM over a fixed normal ability distribution, sped up by SQUAREM (Varadhan & Roland 2008), for up to
some thousand candidates; a larger sitting starts from the estimate and the information of every
fourth candidate and takes scoring steps from there. The E-step is two matrix products a block in
single precision, sums are kept in double precision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from liangcai.engines.psychometrics.parameters import Calibration, ItemParameters, logistic
from liangcai.engines.psychometrics.rasch import uncalibrated
from liangcai.engines.psychometrics.responses import MISSING, checked, constant_items

NODES = 31
REACH = 4.5  # the grid of abilities covers ±4.5 standard deviations
BLOCK = 8192
TOLERANCE = 1e-3
MOST_STEPS = 300
NEWTON_STEPS = 4
BY_EM = 8192  # up to so many candidates
SHARE = 4  # of a larger sitting, the part it starts from
SCORING_STEPS = 20
MOST_SLOPE, MOST_INTERCEPT = 6.0, 15.0  # beyond, the data do not determine the item
FLAT = 0.05  # a slope so small leaves the difficulty undetermined
FEW_CANDIDATES = 500


@dataclass(frozen=True, slots=True)
class Data:
    """Right answers as 0/1 (N, J) and, only where some are missing, who was asked what."""

    right: np.ndarray
    asked: np.ndarray | None


def grid() -> tuple[np.ndarray, np.ndarray]:
    """Abilities and their log weights under the standard normal distribution."""
    nodes = np.linspace(-REACH, REACH, NODES)
    weights = np.exp(-(nodes**2) / 2)
    return nodes, np.log(weights / weights.sum())


def two_parameter(scored: np.ndarray, items: Sequence[str]) -> Calibration:
    """Calibrate a sitting. Constant items are reported, not estimated; abilities are N(0, 1)."""
    scored = checked(scored, items)
    problems = constant_items(scored)
    answered = (scored != MISSING).sum(0)
    free = [j for j in range(len(items)) if j not in problems]
    if len(free) < 3:
        return Calibration(
            "2pl", uncalibrated(items, answered, problems), 0, 0.0, 0, False, ("可标定的试题不足三道。",)
        )
    used = scored[:, free] if problems else scored
    used = used[(used != MISSING).any(1)]
    missing = used == MISSING
    data = Data(np.maximum(used, 0).astype(np.float32), (~missing).astype(np.float32) if missing.any() else None)
    parameters, steps, converged = climb(data)
    log_likelihood, errors = likelihood_and_errors(data, parameters)
    notes = []
    if len(used) < FEW_CANDIDATES:
        notes.append(f"考生只有 {len(used)} 名，少于 {FEW_CANDIDATES} 名，建议用 Rasch 模型。")
    if not converged:
        notes.append("迭代未收敛，结果仅供参考。")
    estimated = {j: estimate(parameters, errors, at) for at, j in enumerate(free)}
    out = []
    for j, name in enumerate(items):
        slope, difficulty, slope_error, difficulty_error, problem = estimated.get(
            j, (None, None, None, None, problems.get(j, ""))
        )
        out.append(ItemParameters(name, int(answered[j]), slope, difficulty, slope_error, difficulty_error, problem))
    return Calibration("2pl", tuple(out), len(used), log_likelihood, steps, converged, tuple(notes))


def estimate(parameters: np.ndarray, covariance: np.ndarray, at: int):
    """(slope, difficulty, their errors, problem) of one item; errors by the delta method."""
    n = len(parameters) // 2
    slope, intercept = float(parameters[at]), float(parameters[n + at])
    if abs(slope) < FLAT or abs(slope) >= MOST_SLOPE or abs(intercept) >= MOST_INTERCEPT:
        return None, None, None, None, f"区分度参数估计为 {slope:.2f}，难度无法确定"
    difficulty = -intercept / slope
    block = covariance[np.ix_([at, n + at], [at, n + at])]
    gradient = np.array([intercept / slope**2, -1 / slope])
    slope_error = float(np.sqrt(max(block[0, 0], 0)))
    return slope, difficulty, slope_error, float(np.sqrt(max(gradient @ block @ gradient, 0))), ""


def climb(data: Data) -> tuple[np.ndarray, int, bool]:
    """(slopes then intercepts, steps over all the candidates, converged)."""
    if len(data.right) <= BY_EM:
        return maximise(data)
    part = Data(np.ascontiguousarray(data.right[::SHARE]), None if data.asked is None else data.asked[::SHARE])
    if not varied(part):
        return maximise(data)
    now, _, converged = climb(part)
    if converged:
        _, covariance = likelihood_and_errors(part, now)
        reached = scoring(data, now, covariance * (len(part.right) / len(data.right)))
        if reached is not None:
            return reached
    return maximise(data)


def varied(data: Data) -> bool:
    """Whether every item was answered right by some and wrong by some."""
    asked = np.float64(len(data.right)) if data.asked is None else data.asked.sum(0, dtype=np.float64)
    right = data.right.sum(0, dtype=np.float64)
    return bool(((right > 0) & (right < asked)).all())


def scoring(data: Data, now: np.ndarray, covariance: np.ndarray) -> tuple[np.ndarray, int, bool] | None:
    """Steps of covariance · gradient, until what is left of them is below the tolerance; None where they do not lead
    upwards and closer."""
    before, likely_before = np.inf, -np.inf
    for step in range(1, SCORING_STEPS + 1):
        gradient, likely = slopes_of_likelihood(data, now)
        change = covariance @ gradient
        size = float(np.abs(change).max())
        if likely < likely_before - 1 or size > before:
            return None
        now = bounded(now + change)
        rate = size / before if step > 1 else 0.5
        if size * rate < TOLERANCE * (1 - rate):  # the steps shrink by this rate: so much is left
            return now, step, True
        before, likely_before = size, likely
    return None


def slopes_of_likelihood(data: Data, parameters: np.ndarray) -> tuple[np.ndarray, float]:
    """(gradient of the marginal log-likelihood, its value)."""
    present, right_at, log_likelihood = expected_counts(data, parameters)
    n_items = data.right.shape[1]
    nodes, _ = grid()
    p = logistic(np.outer(parameters[:n_items], nodes) + parameters[n_items:, None])
    rest = right_at - present * p
    return np.r_[rest @ nodes, rest.sum(1)], log_likelihood


def maximise(data: Data) -> tuple[np.ndarray, int, bool]:
    """(slopes then intercepts, EM steps, converged)."""
    n_items = data.right.shape[1]
    asked = data.asked.sum(0, dtype=np.float64) if data.asked is not None else float(len(data.right))
    share = data.right.sum(0, dtype=np.float64) / asked
    now = np.r_[np.ones(n_items), np.log(share / (1 - share))]
    steps = 0
    while steps < MOST_STEPS:
        one, _ = em_step(data, now)
        two, likely_one = em_step(data, one)
        steps += 2
        if np.abs(two - one).max() < TOLERANCE:
            return two, steps, True
        first, second = one - now, two - 2 * one + now
        length = -float(np.clip(np.sqrt((first @ first) / max(second @ second, 1e-30)), 1, 16))
        leap = bounded(now - 2 * length * first + length**2 * second)
        landed, likely_leap = em_step(data, leap)
        steps += 1
        now = landed if likely_leap >= likely_one - 1 else two  # a leap that falls is not taken
    return now, steps, False


def posteriors(data: Data, parameters: np.ndarray):
    """Yield (right, asked, posterior over the grid, log-likelihood) block by block."""
    n_items = data.right.shape[1]
    nodes, log_weights = grid()
    logits = np.outer(nodes, parameters[:n_items]) + parameters[n_items:]
    log_wrong = -np.logaddexp(0, logits)
    gain = logits.T.astype(np.float32)
    base = (log_wrong.sum(1) + log_weights).astype(np.float32)
    for at in range(0, len(data.right), BLOCK):
        right = data.right[at : at + BLOCK]
        posterior = right @ gain
        if data.asked is None:
            asked = None
            posterior += base
        else:
            asked = data.asked[at : at + BLOCK]
            posterior += asked @ log_wrong.T.astype(np.float32)
            posterior += log_weights.astype(np.float32)
        top = posterior.max(1, keepdims=True)
        posterior -= top
        np.exp(posterior, out=posterior)
        total = posterior.sum(1, keepdims=True)
        posterior /= total
        yield right, asked, posterior, float((top + np.log(total)).sum(dtype=np.float64))


def expected_counts(data: Data, parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Candidates expected at each node (for each item, where some were not asked), those of them right (J, nodes), and
    the log-likelihood."""
    n_items = data.right.shape[1]
    present = np.zeros((1 if data.asked is None else n_items, NODES))
    right_at = np.zeros((n_items, NODES))
    log_likelihood = 0.0
    for right, asked, posterior, likely in posteriors(data, parameters):
        present += posterior.sum(0, dtype=np.float64) if asked is None else asked.T @ posterior
        right_at += right.T @ posterior
        log_likelihood += likely
    return present, right_at, log_likelihood


def em_step(data: Data, parameters: np.ndarray) -> tuple[np.ndarray, float]:
    """(better parameters, log-likelihood of the given ones)."""
    n_items = data.right.shape[1]
    nodes, _ = grid()
    present, right_at, log_likelihood = expected_counts(data, parameters)
    slopes, intercepts = parameters[:n_items].copy(), parameters[n_items:].copy()
    for _ in range(NEWTON_STEPS):
        p = logistic(np.outer(slopes, nodes) + intercepts[:, None])
        rest, weight = right_at - present * p, present * p * (1 - p)
        g0, g1 = rest.sum(1), rest @ nodes
        h00, h01, h11 = weight.sum(1), weight @ nodes, weight @ nodes**2
        determinant = np.maximum(h00 * h11 - h01**2, 1e-9)
        intercepts += np.clip((h11 * g0 - h01 * g1) / determinant, -1, 1)
        slopes += np.clip((h00 * g1 - h01 * g0) / determinant, -1, 1)
    return bounded(np.r_[slopes, intercepts]), log_likelihood


def bounded(parameters: np.ndarray) -> np.ndarray:
    n_items = len(parameters) // 2
    limit = np.r_[np.full(n_items, MOST_SLOPE), np.full(n_items, MOST_INTERCEPT)]
    return np.clip(parameters, -limit, limit)


def likelihood_and_errors(data: Data, parameters: np.ndarray) -> tuple[float, np.ndarray]:
    """Log-likelihood and the covariance of the estimates: the inverse cross product of the
    candidates' scores (their gradients of the marginal log-likelihood)."""
    n_items = data.right.shape[1]
    nodes, _ = grid()
    p = logistic(np.outer(nodes, parameters[:n_items]) + parameters[n_items:]).astype(np.float32)
    node_p = (nodes[:, None] * p).astype(np.float32)
    crossed = np.zeros((2 * n_items, 2 * n_items))
    log_likelihood = 0.0
    for right, asked, posterior, likely in posteriors(data, parameters):
        ability = posterior @ nodes.astype(np.float32)
        of_slope, of_intercept = right * ability[:, None] - posterior @ node_p, right - posterior @ p
        if asked is not None:
            of_slope, of_intercept = of_slope * asked, of_intercept * asked
        gradients = np.hstack([of_slope, of_intercept])
        crossed += gradients.T @ gradients
        log_likelihood += likely
    return log_likelihood, np.linalg.pinv(crossed, hermitian=True)
