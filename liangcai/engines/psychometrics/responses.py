"""Responses of one sitting as matrices: candidates by items.

`choices` are int8 option codes (0 = first option), `scored` int8 of 1 right, 0 wrong; both hold
MISSING where the candidate was not asked or left no readable answer. Missing is never "wrong".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from liangcai.kernel.refusals import BadInput

MISSING = -1


def score(choices: np.ndarray, key: Sequence[int]) -> np.ndarray:
    """Right and wrong from option codes (N, J) and the J keyed codes."""
    choices = np.asarray(choices)
    if choices.ndim != 2 or choices.shape[1] != len(key):
        raise BadInput("responses_shape", f"作答矩阵为 {choices.shape}，答案有 {len(key)} 个，应每题一列。")
    return np.where(choices == MISSING, MISSING, choices == np.asarray(key)).astype(np.int8)


def checked(scored: np.ndarray, items: Sequence[str]) -> np.ndarray:
    """The matrix as int8, refused unless it holds only 1, 0 and MISSING for the named items."""
    scored = np.asarray(scored)
    if scored.ndim != 2 or scored.shape[1] != len(items):
        raise BadInput("responses_shape", f"得分矩阵为 {scored.shape}，试题有 {len(items)} 道，应每题一列。")
    if scored.shape[0] == 0 or scored.shape[1] == 0:
        raise BadInput("no_responses", "没有作答数据：至少要有一名考生、一道试题。")
    whole = scored.astype(np.int8)
    if whole.min() < MISSING or whole.max() > 1 or (scored.dtype != np.int8 and (whole != scored).any()):
        raise BadInput("responses_values", "得分矩阵只能是 1（对）、0（错）、-1（缺失）。")
    return whole


def constant_items(scored: np.ndarray) -> dict[int, str]:
    """Items nobody can be told apart by, with the reason: they cannot be calibrated."""
    answered = (scored != MISSING).sum(0)
    right = (scored == 1).sum(0)
    return {
        j: "无人作答" if n == 0 else "全部答对" if r == n else "全部答错"
        for j, (n, r) in enumerate(zip(answered.tolist(), right.tolist(), strict=True))
        if r in (0, n)
    }
