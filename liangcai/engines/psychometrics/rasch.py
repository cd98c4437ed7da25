"""Rasch difficulties by conditional maximum likelihood, from counts (Andersen 1972).

Given the raw score, the number right on an item is sufficient and the candidates' abilities drop
out, so small groups and any ability distribution serve. Candidates are grouped by the set of items
they answered; each group has elementary symmetric functions of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from liangcai.engines.psychometrics.parameters import Calibration, ItemParameters
from liangcai.engines.psychometrics.responses import MISSING, checked, constant_items

MOST_PATTERNS = 64  # more sets of missing answers than this are left out, the rarest first
TOLERANCE = 1e-8
MOST_STEPS = 200
FAR = 12.0  # logits; a difficulty beyond is running away, not an estimate


@dataclass(frozen=True, slots=True)
class Pattern:
    """Candidates who answered the same items: places of the items, right answers per item, and
    candidates by raw score (0 and full scores left out: they say nothing about items)."""

    items: np.ndarray
    right: np.ndarray
    at_score: np.ndarray

    @property
    def candidates(self) -> int:
        return int(self.at_score.sum())


def rasch(scored: np.ndarray, items: Sequence[str]) -> Calibration:
    """Calibrate a sitting; difficulties have mean 0. Constant items are reported, not estimated."""
    scored = checked(scored, items)
    problems = constant_items(scored)
    answered = (scored != MISSING).sum(0)
    free, patterns, left_out = informative(scored, [j for j in range(len(items)) if j not in problems])
    problems |= {j: "无法与其他题比较" for j in range(len(items)) if j not in problems and j not in set(free)}
    notes = [f"{left_out} 名考生的缺答组合过于零散，未用于标定。"] if left_out else []
    if len(free) < 2:
        return Calibration(
            "rasch", uncalibrated(items, answered, problems), 0, 0.0, 0, False, ("可标定的试题不足两道。",)
        )
    beta, steps, converged = maximise(patterns, len(free))
    errors = standard_errors(patterns, beta)
    estimates = {}
    for at, j in enumerate(free):
        if abs(beta[at]) > FAR or not np.isfinite(errors[at]):
            problems[j] = "难度估计不收敛"
        else:
            estimates[j] = (float(beta[at]), float(errors[at]))
    if not converged:
        notes.append("迭代未收敛，结果仅供参考。")
    parameters = tuple(
        ItemParameters(name, int(answered[j]), 1.0, estimates[j][0], 0.0, estimates[j][1])
        if j in estimates
        else ItemParameters(name, int(answered[j]), None, None, problem=problems[j])
        for j, name in enumerate(items)
    )
    used = sum(pattern.candidates for pattern in patterns)
    return Calibration("rasch", parameters, used, likelihood(patterns, beta), steps, converged, tuple(notes))


def uncalibrated(items: Sequence[str], answered: np.ndarray, problems: dict[int, str]) -> tuple[ItemParameters, ...]:
    return tuple(
        ItemParameters(name, int(answered[j]), None, None, problem=problems.get(j, "可标定的试题不足"))
        for j, name in enumerate(items)
    )


def informative(scored: np.ndarray, free: list[int]) -> tuple[list[int], list[Pattern], int]:
    """Patterns over the items that still vary once all-right and all-wrong candidates are gone."""
    while True:
        patterns, left_out = patterns_of(scored[:, free]) if free else ([], 0)
        seen, right = np.zeros(len(free), np.int64), np.zeros(len(free), np.int64)
        for pattern in patterns:
            seen[pattern.items] += pattern.candidates
            right[pattern.items] += pattern.right
        varying = [j for at, j in enumerate(free) if 0 < right[at] < seen[at]]
        if varying == free:
            return free, patterns, left_out
        free = varying


def patterns_of(scored: np.ndarray) -> tuple[list[Pattern], int]:
    """(patterns, candidates in patterns too rare to use)."""
    asked = scored != MISSING
    packed = np.packbits(asked, axis=1)
    _, first, group, counts = np.unique(packed, axis=0, return_index=True, return_inverse=True, return_counts=True)
    group = group.ravel()
    common = np.argsort(-counts, kind="stable")[:MOST_PATTERNS]
    patterns = []
    for g in common:
        places = np.flatnonzero(asked[first[g]])
        rows = scored[group == g][:, places]
        totals = rows.sum(1, dtype=np.int64)
        inside = (totals > 0) & (totals < len(places))
        if inside.any():
            at_score = np.bincount(totals[inside], minlength=len(places) + 1)
            patterns.append(Pattern(places, rows[inside].sum(0, dtype=np.int64), at_score))
    return patterns, int(counts.sum() - counts[common].sum())


def maximise(patterns: list[Pattern], n_items: int) -> tuple[np.ndarray, int, bool]:
    """Newton steps with the information's diagonal; the difficulties' mean stays 0."""
    seen, right = np.zeros(n_items), np.zeros(n_items)
    for pattern in patterns:
        seen[pattern.items] += pattern.candidates
        right[pattern.items] += pattern.right
    beta = -np.log(right / (seen - right))
    beta -= beta.mean()
    for step in range(1, MOST_STEPS + 1):
        expected, curvature = moments(patterns, beta)
        change = np.clip((expected - right) / np.maximum(curvature, 1e-9), -1, 1)
        beta = beta + change
        beta -= beta.mean()
        if np.abs(change).max() < TOLERANCE:
            return beta, step, True
    return beta, MOST_STEPS, False


def moments(patterns: list[Pattern], beta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Expected right answers of each item given the raw scores, and the curvature that a step of
    its own meets: the variance, J/(J − 1) times as steep since the scores stay fixed."""
    expected, curvature = np.zeros(len(beta)), np.zeros(len(beta))
    for pattern in patterns:
        p, _ = right_given_score(beta[pattern.items])
        expected[pattern.items] += p @ pattern.at_score
        curvature[pattern.items] += len(p) / (len(p) - 1) * (p * (1 - p)) @ pattern.at_score
    return expected, curvature


def right_given_score(beta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """P(item right | raw score) as (J, J + 1), and log γ of every score, by the summation method
    over scaled prefix and suffix products (no subtraction, hence stable)."""
    n = len(beta)
    easiness = np.exp(-beta)
    before, before_log = partial_products(easiness)
    after, after_log = partial_products(easiness[::-1])
    p = np.zeros((n, n + 1))
    whole = before[n]
    for j in range(n):
        others = np.convolve(before[j][: j + 1], after[n - 1 - j][: n - j])
        scale = np.exp(before_log[j] + after_log[n - 1 - j] - before_log[n])
        p[j, 1:] = easiness[j] * scale * others / whole[1:]
    return p, np.log(whole) + before_log[n]


def partial_products(easiness: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Row k: coefficients of ∏_{i<k} (1 + easiness_i·x), divided by exp of the log beside it."""
    n = len(easiness)
    rows, logs = np.zeros((n + 1, n + 1)), np.zeros(n + 1)
    rows[0, 0] = 1.0
    for k in range(n):
        row = rows[k].copy()
        row[1:] += rows[k, :-1] * easiness[k]
        top = row.max()
        rows[k + 1], logs[k + 1] = row / top, logs[k] + np.log(top)
    return rows, logs


def likelihood(patterns: list[Pattern], beta: np.ndarray) -> float:
    """Conditional log-likelihood."""
    total = 0.0
    for pattern in patterns:
        _, log_gamma = right_given_score(beta[pattern.items])
        total -= float(pattern.right @ beta[pattern.items] + pattern.at_score @ log_gamma)
    return total


def standard_errors(patterns: list[Pattern], beta: np.ndarray) -> np.ndarray:
    """From the whole information matrix, the difficulties' mean fixed at 0.

    Given the score, the items' covariance is diag(w) − w·wᵀ/Σw to a good approximation, w chosen
    so that the variances are exact; measured against the exact matrix the errors differ by under
    4 % for 3–5 items, 0.5 % for 12 and 0.03 % for 40."""
    n = len(beta)
    matrix = np.zeros((n, n))
    for pattern in patterns:
        p, _ = right_given_score(beta[pattern.items])
        inside = pattern.at_score > 0
        free = free_variances((p * (1 - p))[:, inside])
        counts = pattern.at_score[inside]
        matrix[np.ix_(pattern.items, pattern.items)] += (
            np.diag(free @ counts) - (free * (counts / free.sum(0))) @ free.T
        )
    scale = np.trace(matrix) / n
    # difficulties are known up to a shift: filling in that direction makes the matrix invertible
    try:
        inverse = np.linalg.inv(matrix + scale / n)
    except np.linalg.LinAlgError:
        return np.full(n, np.inf)
    return np.sqrt(np.maximum(np.diag(inverse) - 1 / (scale * n), 0))


def free_variances(variances: np.ndarray) -> np.ndarray:
    """w (items, scores) with w − w²/Σw = the variances given the score, by repeated insertion."""
    free = variances * len(variances) / (len(variances) - 1)
    for _ in range(50):
        free = variances + free**2 / free.sum(0)
    return free
