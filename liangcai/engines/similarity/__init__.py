"""Near-duplicate items: which stems say nearly the same, and which only look alike.

Every pair whose sets of character 3-grams overlap by at least the threshold (Jaccard) is found;
nothing is missed at the threshold, whatever the size of the bank (issue 5, item 4).
"""

from liangcai.engines.similarity.index import Index, Match
from liangcai.engines.similarity.kinds import DUPLICATE, KINDS, NEGATION_DIFFERS, NUMBERS_DIFFER
from liangcai.engines.similarity.pairs import Pair, near_duplicates, near_duplicates_in_steps

__all__ = [
    "DUPLICATE", "KINDS", "NEGATION_DIFFERS", "NUMBERS_DIFFER", "Index", "Match", "Pair", "near_duplicates",
    "near_duplicates_in_steps",
]  # fmt: skip
