"""The exact set-similarity join: prefix filter, position filter, signature filter, count.

Two sets with Jaccard ≥ t share a gram among the first `size − ⌈t·size⌉ + 1` of each when both are
sorted rarest first (prefix filter, Chaudhuri et al. 2006; position filter, Xiao et al. 2008). The
signature only rejects pairs that certainly differ too much. None of the filters loses a pair.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from liangcai.engines.similarity.grams import GramSets

BLOCK = 1 << 20  # pairs tested at a time: bounds memory whatever the bank looks like
COUNT_BLOCK = 1 << 15
PAIR_SHIFT = 40  # a gram's rank stays below 2^40
EPSILON = 1e-9  # thresholds such as 0.6 are not exact in binary

Found = tuple[np.ndarray, np.ndarray, np.ndarray]  # left row, right row, Jaccard
Steps = Generator[float, None, Found]  # yields the share done, returns what was found


@dataclass(frozen=True, slots=True)
class Postings:
    """Prefix entries of a bank sorted by gram, then by set size: (rank, row, position, key)."""

    ranks: np.ndarray
    rows: np.ndarray
    positions: np.ndarray
    keys: np.ndarray  # rank × (largest size + 1) + size
    largest: int


def prefix_entries(sets: GramSets, threshold: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(rank, row, position) of every gram in the prefix of its set."""
    sizes = sets.sizes
    rows = sets.rows()
    positions = np.arange(len(rows)) - sets.starts[rows]
    prefix = sizes - np.ceil(threshold * sizes - EPSILON).astype(np.int64) + 1
    inside = positions < prefix[rows]
    return sets.ranks[inside], rows[inside], positions[inside].astype(np.int32)


def postings(sets: GramSets, threshold: float) -> Postings:
    ranks, rows, positions = prefix_entries(sets, threshold)
    largest = int(sets.sizes.max(initial=0))
    keys = ranks * np.int64(largest + 1) + sets.sizes[rows]
    order = np.argsort(keys, kind="stable")
    return Postings(ranks[order], rows[order], positions[order], keys[order], largest)


def self_join(sets: GramSets, threshold: float) -> Steps:
    """(i, j, Jaccard) of every pair i < j at or above the threshold."""
    bank = postings(sets, threshold)
    sizes = sets.sizes[bank.rows]
    # sorted by size within a gram: partners of an entry stand after it, up to size / threshold
    limit = np.minimum(np.floor(sizes / threshold + EPSILON), bank.largest).astype(np.int64)
    stop = np.searchsorted(bank.keys, bank.ranks * np.int64(bank.largest + 1) + limit, "right")
    start = np.arange(1, len(bank.rows) + 1)
    return join(sets, bank.rows, bank.positions, start, stop, sets, bank, threshold)


def join_with(new: GramSets, sets: GramSets, bank: Postings, threshold: float) -> Found:
    """(row in new, row in the bank, Jaccard) of every pair at or above the threshold."""
    ranks, rows, positions = prefix_entries(new, threshold)
    seen = ranks >= 0
    ranks, rows, positions = ranks[seen], rows[seen], positions[seen]
    sizes = new.sizes[rows]
    least = np.ceil(sizes * threshold - EPSILON).astype(np.int64)
    most = np.floor(sizes / threshold + EPSILON).astype(np.int64)
    width = np.int64(bank.largest + 1)
    start = np.searchsorted(bank.keys, ranks * width + np.minimum(least, bank.largest + 1), "left")
    stop = np.searchsorted(bank.keys, ranks * width + np.minimum(most, bank.largest), "right")
    return finished(join(new, rows, positions, start, stop, sets, bank, threshold))


def finished(steps: Steps) -> Found:
    """What the steps return, whoever listens to their progress."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def join(
    left: GramSets,
    left_rows: np.ndarray,
    left_positions: np.ndarray,
    start: np.ndarray,
    stop: np.ndarray,
    right: GramSets,
    bank: Postings,
    threshold: float,
) -> Steps:
    """Pairs of entry e of `left` with the bank's entries start[e]:stop[e], filtered and counted."""
    own = left is right
    counts = np.maximum(stop - start, 0)
    busy = np.flatnonzero(counts)
    counts, start = counts[busy], start[busy]
    left_rows, left_positions = left_rows[busy], left_positions[busy]
    ends = np.cumsum(counts)
    kept = [np.zeros(0, np.int64)]
    base = 0
    width = np.int64(len(right.starts))
    while base < len(counts):
        done = int(ends[base - 1]) if base else 0
        last = max(base + 1, int(np.searchsorted(ends, done + BLOCK, "right")))
        part = slice(base, last)
        entry = np.repeat(np.arange(base, last, dtype=np.int32), counts[part])
        partner = np.arange(len(entry)) + np.repeat(start[part] - (ends[part] - counts[part] - done), counts[part])
        x, y = left_rows[entry], bank.rows[partner]
        x, y = possible(left, right, x, y, left_positions[entry], bank.positions[partner], threshold)
        if own:
            x, y = np.minimum(x, y), np.maximum(x, y)
        kept.append(np.unique(x * width + y))
        base = last
        yield base / len(counts)
    pairs = np.unique(np.concatenate(kept))
    return counted(left, right, pairs // width, pairs % width, threshold)


def possible(
    left: GramSets,
    right: GramSets,
    x: np.ndarray,
    y: np.ndarray,
    x_position: np.ndarray,
    y_position: np.ndarray,
    threshold: float,
) -> tuple[np.ndarray, np.ndarray]:
    """The pairs that the positions of the shared gram and the signatures do not rule out."""
    x_size, y_size = left.sizes[x], right.sizes[y]
    both = x_size + y_size
    needed = np.ceil(threshold / (1 + threshold) * both - EPSILON)
    # at the first shared gram, no more can be shared than what follows it in either set
    keep = np.minimum(x_size - x_position, y_size - y_position) >= needed
    x, y = x[keep], y[keep]
    budget = ((1 - threshold) / (1 + threshold) * both[keep] + EPSILON).astype(np.int64)
    apart = np.zeros(len(x), np.int64)
    for word in range(left.signatures.shape[1]):
        apart = apart + np.bitwise_count(left.signatures[x, word] ^ right.signatures[y, word])
        keep = apart <= budget
        x, y, apart, budget = x[keep], y[keep], apart[keep], budget[keep]
    return x.astype(np.int64), y.astype(np.int64)


def counted(left: GramSets, right: GramSets, x: np.ndarray, y: np.ndarray, threshold: float) -> Found:
    """Exact Jaccard of candidate pairs; those below the threshold are dropped."""
    shared = np.zeros(len(x), np.int64)
    for base in range(0, len(x), COUNT_BLOCK):
        part = slice(base, base + COUNT_BLOCK)
        grams = np.sort(np.concatenate([pair_keys(left, x[part]), pair_keys(right, y[part])]))
        twice = grams[1:][grams[1:] == grams[:-1]] >> PAIR_SHIFT
        shared[part] = np.bincount(twice, minlength=len(x[part]))
    union = left.sizes[x] + right.sizes[y] - shared
    keep = shared >= threshold * union - EPSILON
    return x[keep], y[keep], shared[keep] / union[keep]


def pair_keys(sets: GramSets, rows: np.ndarray) -> np.ndarray:
    """Number of the pair × 2^40 + rank, for every seen gram of the rows."""
    sizes = sets.sizes[rows]
    pair = np.repeat(np.arange(len(rows), dtype=np.int64), sizes)
    at = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes - sets.starts[rows], sizes)
    ranks = sets.ranks[at]
    seen = ranks >= 0
    return (pair[seen] << PAIR_SHIFT) | ranks[seen]
