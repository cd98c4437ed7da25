"""Who chose what: option counts by score group, and the options that do not do their work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from liangcai.engines.psychometrics.findings import Finding
from liangcai.engines.psychometrics.responses import MISSING, checked, score
from liangcai.kernel.refusals import BadInput

LEAST_ANSWERS = 30  # fewer answers say nothing about an option
LEAST_SHARE = 0.05  # a distractor fewer choose than this attracts nobody


@dataclass(frozen=True, slots=True)
class OptionTables:
    """`counts` (J, groups, options + 1): candidates of each score group, lowest first, by option
    chosen; the last column holds those without an answer."""

    items: tuple[str, ...]
    key: tuple[int, ...]
    counts: np.ndarray


def option_tables(
    choices: np.ndarray, items: Sequence[str], key: Sequence[int], options: int, groups: int = 5
) -> OptionTables:
    """Count choices (N, J) by group; groups split the candidates as evenly as whole scores allow."""
    choices = np.asarray(choices)
    scored = checked(score(choices, key), items)
    if choices.min(initial=0) < MISSING or max(choices.max(initial=0), *key) >= options:
        raise BadInput("option_code", f"选项代码应在 0 到 {options - 1} 之间，-1 表示缺失。")
    totals = (scored == 1).sum(1)
    at_score = np.bincount(totals, minlength=len(items) + 1)
    middle = np.cumsum(at_score) - at_score / 2
    group = np.minimum(middle * groups // len(totals), groups - 1).astype(np.int64)[totals]
    width = options + 1
    columns = np.asfortranarray(np.where(choices == MISSING, options, choices).astype(np.int64))
    counts = np.stack([
        np.bincount(group * width + columns[:, j], minlength=groups * width).reshape(groups, width)
        for j in range(len(items))
    ])  # fmt: skip
    return OptionTables(tuple(items), tuple(key), counts)


def distractor_findings(tables: OptionTables) -> list[Finding]:
    """Options nobody takes, and wrong options that the best take more often than the weakest."""
    found = []
    for item, key, table in zip(tables.items, tables.key, tables.counts, strict=True):
        answered = table[:, :-1].sum()
        if answered < LEAST_ANSWERS:
            continue
        by_group = table[:, :-1].sum(1)
        for option in range(table.shape[1] - 1):
            if option == key:
                continue
            share = table[:, option].sum() / answered
            letter = chr(ord("A") + option)
            if share < LEAST_SHARE:
                words = f"干扰项 {letter} 只有 {share:.1%} 的人选，低于 {LEAST_SHARE:.0%}。"
                found.append(Finding(item, "idle_distractor", words))
            elif by_group[0] and by_group[-1]:
                low, high = table[0, option] / by_group[0], table[-1, option] / by_group[-1]
                if high > low:
                    words = f"高分组选 {letter} 的有 {high:.1%}，多于低分组的 {low:.1%}，请核对答案。"
                    found.append(Finding(item, "distractor_draws_the_best", words))
    return found
