"""Personal numbers at rest."""

import pytest

from liangcai.apps.accounts.identity import number_index, open_number, seal_number
from liangcai.kernel.refusals import Refused

NUMBER = "99999919900101001X"


def test_a_sealed_number_opens_for_its_own_row_only():
    sealed = seal_number(NUMBER, "row-1")
    assert open_number(sealed, "row-1") == NUMBER
    with pytest.raises(Refused) as no:
        open_number(sealed, "row-2")
    assert no.value.code == "identity_damaged"


def test_the_same_number_never_looks_the_same_twice():
    assert seal_number(NUMBER, "row-1") != seal_number(NUMBER, "row-1")
    assert NUMBER.encode() not in seal_number(NUMBER, "row-1")


def test_one_changed_byte_is_refused():
    sealed = bytearray(seal_number(NUMBER, "row-1"))
    sealed[20] ^= 1
    with pytest.raises(Refused):
        open_number(bytes(sealed), "row-1")


def test_an_unknown_suite_is_refused_not_guessed():
    sealed = seal_number(NUMBER, "row-1")
    with pytest.raises(Refused) as no:
        open_number(b"\x09" + sealed[1:], "row-1")
    assert no.value.code == "unknown_suite"


def test_the_index_finds_the_number_however_it_was_typed_and_is_no_plain_hash():
    import hashlib

    assert number_index(" 99999919900101001x ") == number_index(NUMBER)
    assert number_index(NUMBER) != hashlib.sha256(NUMBER.encode()).hexdigest()
