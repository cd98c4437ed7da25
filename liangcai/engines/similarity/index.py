"""A bank made ready for asking: which of these new stems does it already hold?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liangcai.engines.similarity.grams import GramSets, Vocabulary, normalise, sets_in, vocabulary_and_sets
from liangcai.engines.similarity.join import Postings, join_with, postings
from liangcai.engines.similarity.kinds import kind_of
from liangcai.engines.similarity.pairs import check_number, check_threshold, likeness_of


@dataclass(frozen=True, slots=True)
class Match:
    """New stem `new` is near the bank's stem `known` (places in the lists given)."""

    new: int
    known: int
    jaccard: float
    ratio: float
    kind: str


@dataclass(frozen=True, slots=True)
class Index:
    """A bank's stems, indexed for one threshold."""

    stems: tuple[str, ...]
    threshold: float
    vocabulary: Vocabulary
    sets: GramSets
    postings: Postings

    @classmethod
    def build(cls, stems: Sequence[str], threshold: float = 0.5) -> Index:
        check_threshold(threshold)
        vocabulary, sets = vocabulary_and_sets([normalise(stem) for stem in stems])
        return cls(tuple(stems), threshold, vocabulary, sets, postings(sets, threshold))

    def query(self, stems: Sequence[str]) -> list[Match]:
        """Every (new, known) pair at or above the index's threshold, sorted."""
        texts = [normalise(stem) for stem in stems]
        new = sets_in(self.vocabulary, texts)
        x, y, jaccard = join_with(new, self.sets, self.postings, self.threshold)
        check_number(len(x))
        ratios = likeness_of([texts[i] for i in x], [normalise(self.stems[j]) for j in y])
        return [
            Match(i, j, likeness, ratio, kind_of(stems[i], self.stems[j]))
            for i, j, likeness, ratio in zip(x.tolist(), y.tolist(), jaccard.tolist(), ratios, strict=True)
        ]
