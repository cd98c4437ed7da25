"""Near-duplicate pairs within one bank."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from liangcai.engines.similarity.grams import normalise, vocabulary_and_sets
from liangcai.engines.similarity.join import self_join
from liangcai.engines.similarity.kinds import kind_of
from liangcai.kernel.refusals import BadInput, Refused

MOST_PAIRS = 2_000_000


@dataclass(frozen=True, slots=True)
class Pair:
    """Stems i < j (places in the list given), the Jaccard of their 3-gram sets, the edit likeness
    of the whole texts (both 0–1), and the kind: see `kinds.KINDS`."""

    i: int
    j: int
    jaccard: float
    ratio: float
    kind: str


def near_duplicates(
    stems: Sequence[str], threshold: float = 0.5, progress: Callable[[float], None] = lambda share: None
) -> list[Pair]:
    """Every pair with 3-gram Jaccard ≥ threshold, sorted by (i, j); exact at the threshold.
    `progress` hears the share of the work that is done.

    Refuses a threshold outside (0, 1], and a bank that is mostly copies (over 2,000,000 pairs).
    """
    steps = near_duplicates_in_steps(stems, threshold)
    while True:
        try:
            progress(next(steps))
        except StopIteration as end:
            return end.value


def near_duplicates_in_steps(stems: Sequence[str], threshold: float = 0.5) -> Generator[float, None, list[Pair]]:
    """The same, yielding the share done between two steps: for whoever must answer while it works."""
    check_threshold(threshold)
    texts = [normalise(stem) for stem in stems]
    copies: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        if text:
            copies.setdefault(text, []).append(place)
    distinct, groups = list(copies), list(copies.values())
    _, sets = vocabulary_and_sets(distinct)
    x, y, jaccard = yield from self_join(sets, threshold)
    identical = sum(len(group) * (len(group) - 1) // 2 for group in groups)
    sizes = np.array([len(group) for group in groups] or [0])
    check_number(identical + int((sizes[x] * sizes[y]).sum()))

    found = [(i, j, 1.0) for group in groups for n, i in enumerate(group) for j in group[n + 1 :]]
    for a, b, likeness in zip(x.tolist(), y.tolist(), jaccard.tolist(), strict=True):
        found += [(min(i, j), max(i, j), likeness) for i in groups[a] for j in groups[b]]
    found.sort()
    ratios = likeness_of([texts[i] for i, _, _ in found], [texts[j] for _, j, _ in found])
    return [
        Pair(i, j, likeness, ratio, kind_of(stems[i], stems[j]))
        for (i, j, likeness), ratio in zip(found, ratios, strict=True)
    ]


def likeness_of(texts: Sequence[str], others: Sequence[str]) -> list[float]:
    """Normalised edit likeness (0–1), pair by pair."""
    if not texts:
        return []
    return (process.cpdist(texts, others, scorer=fuzz.ratio, workers=1) / 100).round(4).tolist()


def check_threshold(threshold: float) -> None:
    if not 0 < threshold <= 1:
        raise BadInput(
            "threshold", f"相似度阈值为 {threshold}，应大于 0 且不超过 1。", hint="常用 0.5；越低找出的越多。"
        )


def check_number(pairs: int) -> None:
    if pairs > MOST_PAIRS:
        raise Refused(
            "too_many_pairs",
            f"相似的题对有 {pairs} 对，超过 {MOST_PAIRS} 对：题库中大部分试题是重复的。",
            hint="请先删除完全相同的试题，或提高阈值。",
            facts={"found": pairs, "limit": MOST_PAIRS},
        )
