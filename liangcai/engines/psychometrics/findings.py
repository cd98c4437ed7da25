"""What statistics say about items, in words for the bank's editor. Proposals, never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from liangcai.engines.psychometrics.classical import ItemStatistics

LOW_DISCRIMINATION = 0.2
HARD, EASY = 0.2, 0.95
LEAST_ANSWERS = 100  # fewer answers say too little to change a difficulty
LEAST_CHANGE = 0.05
NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Finding:
    item: str
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class DifficultyProposal:
    """The editor may accept `proposed` for the item's expected share right; `low`–`high` is its
    95 % interval (Wilson 1927), `current` what the bank holds, None where it holds nothing."""

    item: str
    current: float | None
    proposed: float
    low: float
    high: float
    answered: int
    words: str


def item_findings(item: ItemStatistics) -> list[Finding]:
    """Constant, weak, reversed, too hard and too easy items."""
    if item.problem:
        return [Finding(item.item, "constant", f"{item.problem}，无法区分考生。")]
    found = []
    if item.discrimination is not None and item.discrimination < 0:
        words = f"区分度为 {item.discrimination:.2f}：得分高的人反而答错，请核对答案。"
        found.append(Finding(item.item, "reversed", words))
    elif item.discrimination is not None and item.discrimination < LOW_DISCRIMINATION:
        words = f"区分度为 {item.discrimination:.2f}，低于 {LOW_DISCRIMINATION}。"
        found.append(Finding(item.item, "weak", words))
    if item.difficulty is not None and item.difficulty < HARD:
        found.append(Finding(item.item, "hard", f"答对率 {item.difficulty:.1%}，低于 {HARD:.0%}，题目过难。"))
    if item.difficulty is not None and item.difficulty > EASY:
        found.append(Finding(item.item, "easy", f"答对率 {item.difficulty:.1%}，高于 {EASY:.0%}，题目过易。"))
    return found


def wilson(share: float, n: int) -> tuple[float, float]:
    """95 % interval of a share seen in n answers."""
    z2 = NORMAL_95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = NORMAL_95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def difficulty_proposals(
    statistics: tuple[ItemStatistics, ...], current: Mapping[str, float | None], least_answers: int = LEAST_ANSWERS
) -> list[DifficultyProposal]:
    """Proposals where enough candidates answered and the bank's figure lies outside the interval
    and at least LEAST_CHANGE away, or is unknown."""
    found = []
    for item in statistics:
        if item.difficulty is None or item.answered < least_answers:
            continue
        low, high = wilson(item.difficulty, item.answered)
        held = current.get(item.item)
        proposed = round(item.difficulty, 3)
        if held is None:
            words = f"题库没有难度值，建议 {proposed}。"
        elif low <= held <= high or abs(held - item.difficulty) < LEAST_CHANGE:
            continue
        else:
            words = f"题库难度 {held}，实测 {proposed}（95% 区间 {low:.3f}–{high:.3f}），建议改为 {proposed}。"
        found.append(DifficultyProposal(item.item, held, proposed, low, high, item.answered, words))
    return found
