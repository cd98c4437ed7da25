import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcai.engines.ledger.merkle import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The leaves and roots published with the reference implementation of RFC 6962.
KNOWN_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
KNOWN_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def definition(hashes):
    """RFC 6962, section 2.1, word for word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return hashlib.sha256(b"\x01" + definition(hashes[:k]) + definition(hashes[k:])).digest()


def leaves(count):
    return [leaf_hash(str(n).encode()) for n in range(count)]


@pytest.mark.parametrize("size", sorted(KNOWN_ROOTS))
def test_roots_are_those_of_the_reference_implementation(size):
    hashes = [leaf_hash(bytes.fromhex(text)) for text in KNOWN_LEAVES[:size]]
    assert root_of(hashes).hex() == KNOWN_ROOTS[size]


@given(st.integers(0, 70))
def test_the_root_by_levels_is_the_root_by_definition(size):
    assert root_of(leaves(size)) == definition(leaves(size))


@given(st.integers(1, 60), st.data())
def test_inclusion_holds_for_the_leaf_and_no_other(size, data):
    hashes = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(hashes, index), root_of(hashes)
    assert verify_inclusion(hashes[index], index, size, proof, root)
    assert not verify_inclusion(leaf_hash(b"other"), index, size, proof, root)
    assert not verify_inclusion(hashes[index], index, size, [*proof, root], root)
    assert not verify_inclusion(hashes[index], size, size, proof, root)
    if size > 1:
        assert not verify_inclusion(hashes[index], (index + 1) % size, size, proof, root)


@given(st.integers(1, 60), st.data())
def test_consistency_holds_for_a_true_beginning_and_for_no_other(size, data):
    hashes = leaves(size)
    earlier = data.draw(st.integers(1, size))
    old, new, proof = root_of(hashes[:earlier]), root_of(hashes), consistency_proof(hashes, earlier)
    assert verify_consistency(earlier, size, old, new, proof)
    assert not verify_consistency(earlier, size, leaf_hash(b"x"), new, proof)
    assert not verify_consistency(earlier, size, old, leaf_hash(b"x"), proof)
    assert not verify_consistency(size + 1, size, old, new, proof)


def test_two_histories_cannot_both_be_consistent_with_one_earlier_root():
    shown, hidden = leaves(9), [*leaves(4), leaf_hash(b"rewritten"), *leaves(9)[5:]]
    old = root_of(shown[:6])
    assert verify_consistency(6, 9, old, root_of(shown), consistency_proof(shown, 6))
    assert not verify_consistency(6, 9, old, root_of(hidden), consistency_proof(hidden, 6))
