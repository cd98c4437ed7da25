"""The Merkle tree of RFC 6962: a root that commits to a whole log, and short proofs against it.

Leaves are the entries' bytes. Roots and proofs are bytes (32 each) and lists of bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\0" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(hashes: Iterable[bytes]) -> bytes:
    """The root over leaf hashes in order. Level by level; a lone last node moves up unchanged."""
    level = list(hashes)
    if not level:
        return hashlib.sha256(b"").digest()
    sha256 = hashlib.sha256
    while len(level) > 1:
        above = [sha256(b"\1" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
        if len(level) % 2:
            above.append(level[-1])
        level = above
    return level[0]


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Audit path of leaf `index` (0-based) in the tree over `hashes` (RFC 6962, 2.1.1)."""
    if len(hashes) <= 1:
        return []
    k = _split(len(hashes))
    if index < k:
        return [*inclusion_proof(hashes[:k], index), root_of(hashes[k:])]
    return [*inclusion_proof(hashes[k:], index - k), root_of(hashes[:k])]


def consistency_proof(hashes: Sequence[bytes], earlier: int) -> list[bytes]:
    """Proof that the tree over the first `earlier` hashes is the beginning of this one (RFC 6962, 2.1.2)."""
    return _subproof(hashes, earlier, True) if 0 < earlier < len(hashes) else []


def _subproof(hashes: Sequence[bytes], earlier: int, whole: bool) -> list[bytes]:
    if earlier == len(hashes):
        return [] if whole else [root_of(hashes)]
    k = _split(len(hashes))
    if earlier <= k:
        return [*_subproof(hashes[:k], earlier, whole), root_of(hashes[k:])]
    return [*_subproof(hashes[k:], earlier - k, False), root_of(hashes[:k])]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether leaf hash `leaf` is number `index` (0-based) of the `size` leaves under `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, value = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place % 2 or place == last:
            value = _node(step, value)
            while place and place % 2 == 0:
                place, last = place >> 1, last >> 1
        else:
            value = _node(value, step)
        place, last = place >> 1, last >> 1
    return last == 0 and value == root


def verify_consistency(earlier: int, later: int, old: bytes, new: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the log of `earlier` leaves and root `old` is the beginning of that of `later` leaves and
    root `new` (RFC 9162, 2.1.4.2)."""
    if not 0 < earlier <= later:
        return False
    if earlier == later:
        return old == new and not proof
    steps = list(proof)
    if earlier & (earlier - 1) == 0:
        steps.insert(0, old)
    if not steps:
        return False
    place, last = earlier - 1, later - 1
    while place % 2:
        place, last = place >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            first, second = _node(step, first), _node(step, second)
            while place and place % 2 == 0:
                place, last = place >> 1, last >> 1
        else:
            second = _node(second, step)
        place, last = place >> 1, last >> 1
    return last == 0 and first == old and second == new
