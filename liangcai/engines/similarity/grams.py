"""Stems as sets of character 3-grams, a whole bank in a few arrays."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

GRAM = 3
POINT_BITS = 21  # every Unicode code point fits
PAD = "\x00"  # short stems are padded, so that every stem with a character has a gram
UNSEEN = -1  # the rank of a gram that the vocabulary does not hold

SIGNATURE_WORDS = 4
GOLDEN = np.uint64(0x9E3779B97F4A7C15)

NOT_WORD = re.compile(r"[\W_]+")


def normalise(stem: str) -> str:
    """The characters that count: width, case, punctuation and blanks do not."""
    return NOT_WORD.sub("", unicodedata.normalize("NFKC", stem).lower())


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every gram of a bank: `codes` rising, and the rank of each, 0 the rarest."""

    codes: np.ndarray
    ranks: np.ndarray

    def ranks_of(self, codes: np.ndarray) -> np.ndarray:
        if not len(self.codes):
            return np.full(len(codes), UNSEEN, np.int64)
        at = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        return np.where(self.codes[at] == codes, self.ranks[at], UNSEEN)


@dataclass(frozen=True, slots=True)
class GramSets:
    """The gram sets of n stems. Stem i has `ranks[starts[i]:starts[i + 1]]`, rarest first;
    `signatures` is (n, SIGNATURE_WORDS) uint64: two stems' signatures differ in at most as many
    bits as their sets differ in grams."""

    ranks: np.ndarray
    starts: np.ndarray
    signatures: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        return np.diff(self.starts)

    def rows(self) -> np.ndarray:
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), self.sizes)


def gram_codes(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """(code, row) of every gram of the normalised texts, repetitions included."""
    padded = [text + PAD * (GRAM - len(text)) if text else "" for text in texts]
    lengths = np.fromiter(map(len, padded), np.int64, len(padded))
    points = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    if not len(points):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    rows = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    codes = (points[:-2] << (2 * POINT_BITS)) | (points[1:-1] << POINT_BITS) | points[2:]
    inside = rows[:-2] == rows[2:]
    return codes[inside], rows[:-2][inside]


def vocabulary_and_sets(texts: Sequence[str]) -> tuple[Vocabulary, GramSets]:
    """The vocabulary of a bank and the bank's own sets in it."""
    codes, rows = gram_codes(texts)
    vocabulary_codes, place, counts = np.unique(codes, return_inverse=True, return_counts=True)
    ranks = np.empty(len(counts), np.int64)
    ranks[np.argsort(counts, kind="stable")] = np.arange(len(counts))
    width = np.int64(max(len(counts), 1))
    keys = np.unique(rows * width + ranks[place])
    code_of_rank = np.empty_like(vocabulary_codes)
    code_of_rank[ranks] = vocabulary_codes
    found, row = keys % width, keys // width
    return Vocabulary(vocabulary_codes, ranks), gram_sets(found, row, code_of_rank[found], len(texts))


def sets_in(vocabulary: Vocabulary, texts: Sequence[str]) -> GramSets:
    """Sets of new texts in a bank's vocabulary; unseen grams count and come first, being rarest."""
    codes, rows = gram_codes(texts)
    order = np.lexsort((codes, rows))
    codes, rows = codes[order], rows[order]
    first = np.ones(len(codes), bool)
    first[1:] = (codes[1:] != codes[:-1]) | (rows[1:] != rows[:-1])
    codes, rows = codes[first], rows[first]
    ranks = vocabulary.ranks_of(codes)
    order = np.lexsort((ranks, rows))
    return gram_sets(ranks[order], rows[order], codes[order], len(texts))


def gram_sets(ranks: np.ndarray, rows: np.ndarray, codes: np.ndarray, n: int) -> GramSets:
    starts = np.r_[0, np.cumsum(np.bincount(rows, minlength=n))]
    return GramSets(ranks, starts, signatures(codes, starts))


def signatures(codes: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Per set the parity of its grams over 64 × SIGNATURE_WORDS hashed positions."""
    hashed = (codes.astype(np.uint64) * GOLDEN) >> np.uint64(40)
    bits = np.uint64(1) << (hashed & np.uint64(63))
    words = (hashed >> np.uint64(6)) % np.uint64(SIGNATURE_WORDS)
    out = np.zeros((len(starts) - 1, SIGNATURE_WORDS), np.uint64)
    filled = np.flatnonzero(np.diff(starts))
    if len(filled):
        for word in range(SIGNATURE_WORDS):
            masked = np.where(words == word, bits, np.uint64(0))
            out[filled, word] = np.bitwise_xor.reduceat(masked, starts[filled])
    return out
