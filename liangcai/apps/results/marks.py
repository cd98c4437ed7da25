"""What may stand in one cell of a score sheet, and what it means. Pure.

    85  85.5        a score out of 100, at most two decimals; never rounded
    缺考  缓考       absent; deferred to a later session
    违纪：夹带资料；取消本科成绩    breach: its kind, then its consequence, as recorded
    85、90、88       a comprehensive review: one score a reviewer; the mean is cut, not rounded, to two decimals
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal, InvalidOperation
from typing import Any

from liangcai.kernel.refusals import BadInput

HUNDREDTH = Decimal("0.01")
ABSENT, DEFERRED, BREACH = "缺考", "缓考", "违纪"
_BREACH = re.compile(rf"{BREACH}[:：]\s*([^;；]+?)\s*[;；]\s*(.+)")


@dataclass(frozen=True)
class ReviewPanel:
    """How many reviewers a comprehensive review needs, and whether their number must be odd."""

    least: int
    odd: bool


@dataclass(frozen=True)
class Mark:
    """A cell that was understood. `score` is None unless `status` is present; `words` is the cell written the one
    canonical way, so that two entries that mean the same are equal."""

    score: Decimal | None
    status: str
    words: str
    details: dict[str, Any] = field(default_factory=dict)


def read_score(value: Any) -> Decimal | None:
    """0 to 100 with at most two decimals (the register holds two); None for anything else."""
    try:
        score = Decimal(str(value))
    except InvalidOperation:
        return None
    whole = score.is_finite() and 0 <= score <= 100 and score == round(score, 2)
    return score if whole else None


def score_text(score: Decimal) -> str:
    return f"{score.normalize():f}"


def review_mean(scores: Sequence[Decimal]) -> Decimal:
    """The mean of the reviewers' scores, cut to two decimals: 59.996 stays below 60."""
    return (sum(scores, Decimal()) / len(scores)).quantize(HUNDREDTH, ROUND_DOWN)


def panel_fault(count: int, panel: ReviewPanel) -> str:
    """What is wrong with a number of reviewers, in words; empty where nothing is."""
    if count < panel.least:
        return f"评审委员 {count} 人，应不少于 {panel.least} 人"
    return f"评审委员 {count} 人，人数应为单数" if panel.odd and count % 2 == 0 else ""


def read_mark(text: str, panel: ReviewPanel | None = None) -> Mark:
    """The mark in a cell; `panel` is given where the subject is a comprehensive review. `BadInput` says what was
    expected."""
    text = text.strip()
    if text in (ABSENT, DEFERRED):
        return Mark(None, "absent" if text == ABSENT else "deferred", text)
    if text.startswith(BREACH):
        found = _BREACH.fullmatch(text)
        if not found:
            raise BadInput("breach_incomplete", f"读到“{text[:40]}”", hint="违纪须写明情形和处理，如“违纪：夹带资料；取消本科成绩”")
        kind, consequence = found.groups()
        return Mark(None, "breach", f"{BREACH}：{kind}；{consequence}", {"kind": kind, "consequence": consequence})
    return _review(text, panel) if panel else _single(text)


def _single(text: str) -> Mark:
    score = read_score(text) if re.fullmatch(r"[0-9.]+", text) else None
    if score is None:
        raise BadInput("score_range", f"读到“{text[:40]}”" if text else "未填写",
                       hint="0 至 100（至多两位小数）、缺考、缓考，或“违纪：情形；处理”")  # fmt: skip
    return Mark(score, "present", score_text(score))


def _review(text: str, panel: ReviewPanel) -> Mark:
    parts = [part for part in re.split(r"[、,，;；/\s]+", text) if part]
    scores = [_single(part).score for part in parts]
    if fault := panel_fault(len(scores), panel):
        raise BadInput("review_panel", fault, hint="每位评审委员一个成绩，以“、”分开，如 85、90、88")
    given = [score for score in scores if score is not None]
    return Mark(review_mean(given), "present", "、".join(map(score_text, given)),
                {f"评审委员{n}": score_text(score) for n, score in enumerate(given, start=1)})  # fmt: skip
