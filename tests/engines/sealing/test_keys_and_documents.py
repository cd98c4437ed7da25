import json
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcai.engines.sealing.keys import (
    ES256,
    X25519,
    KeySet,
    generate,
    generate_signing_key,
    public_of,
    read_key_set,
    read_private,
    write_key_set,
    write_private,
)
from liangcai.engines.sealing.receipts import make_receipt, read_receipt
from liangcai.engines.sealing.signed_document import sign_document, verify_document
from liangcai.engines.sealing.status_list import Revocation, make_status_list, read_status_list
from liangcai.kernel import canonical_json
from liangcai.kernel.refusals import BadInput, Refused
from tests.engines.sealing.samples import APPROVER, CERTIFIER, KEYS, MAKER, OPENING, ROOM, STRANGER


@pytest.mark.parametrize("key", [CERTIFIER, MAKER, ROOM], ids=lambda k: k.key_id)
@pytest.mark.parametrize("passphrase", ["", "正确 horse"])
def test_a_private_key_survives_its_file(key, passphrase):
    again = read_private(write_private(key, passphrase), passphrase)
    assert public_of(again, "x", date(2026, 1, 1)) == public_of(key, "x", date(2026, 1, 1))


@pytest.mark.parametrize(("written", "given_"), [("a", "b"), ("a", ""), ("", "a")])
def test_a_wrong_passphrase_is_bad_input(written, given_):
    with pytest.raises(BadInput):
        read_private(write_private(MAKER, written), given_)


def test_what_is_no_private_key_is_bad_input():
    for data in (b"", b"Key-Id: x\n", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", b"\xff" * 99):
        with pytest.raises(BadInput):
            read_private(data)


def test_a_key_without_a_name_is_named_after_its_public_half():
    key = generate_signing_key()
    assert len(key.key_id) == 16 and read_private(write_private(key).split(b"\n", 1)[1]).key_id == key.key_id
    with pytest.raises(BadInput):
        generate("x" * 65, X25519)
    with pytest.raises(BadInput):
        generate("x", "RSA")


def test_a_key_set_survives_its_file():
    assert dict(read_key_set(write_key_set(KEYS.values()))) == dict(KEYS)


def broken_key_sets():
    good = json.loads(write_key_set(KEYS.values()))
    row = good["keys"][0]
    for rows in (
        [{**row, "public_key": "zz"}],
        [{**row, "public_key": "02" + "ff" * 32}],
        [row, row],
        [1],
        [{}],
        [{**row, "valid_from": "soon"}],
        [{**good["keys"][1], "public_key": "00"}],
    ):
        yield {**good, "keys": rows}
    yield {**good, "format": "other"}
    yield {**good, "keys": {}}
    yield []


@pytest.mark.parametrize("document", list(broken_key_sets()))
def test_a_broken_key_set_is_bad_input(document):
    with pytest.raises(BadInput):
        read_key_set(json.dumps(document).encode())


def test_a_document_holds_for_its_kind_and_all_its_signers():
    document = sign_document("statement", {"a": [1, "二"]}, MAKER, APPROVER)
    signed = verify_document("statement", json.loads(json.dumps(document)), KEYS, required=["maker", "approver"])
    assert [key.key_id for key in signed] == ["maker", "approver"]


def test_signing_again_adds_a_signature():
    once = sign_document("statement", {"a": 1}, MAKER)
    twice = sign_document("statement", once, APPROVER)
    assert len(verify_document("statement", twice, KEYS)) == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"a": 2}, "bad_signature"),
        ({"b": 1}, "bad_signature"),
        ({"signatures": []}, "missing_signature"),
        ({"kind": "other"}, "wrong_document"),
        ({"signatures": [1]}, "signature_shape"),
    ],
)
def test_a_changed_document_is_refused(change, code):
    with pytest.raises(Refused) as no:
        verify_document("statement", {**sign_document("statement", {"a": 1}, MAKER), **change}, KEYS)
    assert no.value.code == code


def test_a_signature_for_one_kind_is_none_for_another():
    document = {**sign_document("statement", {"a": 1}, MAKER), "kind": "order"}
    with pytest.raises(Refused) as no:
        verify_document("order", document, KEYS)
    assert no.value.code == "bad_signature"


def test_an_absent_or_unknown_signer_is_refused():
    with pytest.raises(Refused) as no:
        verify_document("s", sign_document("s", {}, MAKER), KEYS, required=["approver"])
    assert no.value.code == "missing_signature"
    with pytest.raises(Refused) as no:
        verify_document("s", sign_document("s", {}, MAKER, STRANGER), KEYS)
    assert no.value.code == "unknown_key"


@given(st.integers(0, 511))
def test_every_bit_of_a_signature_counts(bit):
    for key in (MAKER, CERTIFIER):
        signature = bytearray(key.sign(b"data"))
        assert KEYS[key.key_id].verify(bytes(signature), b"data")
        signature[bit // 8] ^= 1 << bit % 8
        assert not KEYS[key.key_id].verify(bytes(signature), b"data")
    assert CERTIFIER.suite == ES256


REVOKED = [Revocation("B", date(2026, 11, 2), "成绩更正"), Revocation("A", date(2026, 11, 1), "冒名顶替")]


def test_a_status_list_tells_who_was_revoked_and_as_of_when():
    status = read_status_list(make_status_list(REVOKED, OPENING, CERTIFIER), KEYS)
    assert status.issued_at == OPENING and status.find("C") is None
    found = status.find("A")
    assert found and found.reason == "冒名顶替"


def test_a_status_list_with_a_row_removed_is_refused():
    document = make_status_list(REVOKED, OPENING, CERTIFIER)
    del document["revoked"][0]
    with pytest.raises(Refused) as no:
        read_status_list(document, KEYS)
    assert no.value.code == "bad_signature"


def test_a_status_list_needs_a_time_with_its_zone():
    with pytest.raises(BadInput):
        make_status_list([], datetime(2026, 1, 1), CERTIFIER)
    for body in ({"issued_at": "2026-01-01", "revoked": []}, {"issued_at": OPENING.isoformat(), "revoked": [{}]}, {}):
        with pytest.raises(BadInput):
            read_status_list(sign_document("certificate_status", body, CERTIFIER), KEYS)


def test_a_receipt_names_its_package():
    digest = "ab" * 32
    document = make_receipt(digest, "room-1", "received", OPENING, MAKER)
    assert read_receipt(document, KEYS, package_digest=digest).receiver == "room-1"
    with pytest.raises(Refused) as no:
        read_receipt(document, KEYS, package_digest="cd" * 32)
    assert no.value.code == "other_package"
    with pytest.raises(Refused):
        read_receipt({**document, "state": "refused"}, KEYS)
    for digest, state in (("ab", "received"), ("ab" * 32, "lost")):
        with pytest.raises(BadInput):
            make_receipt(digest, "room-1", state, OPENING, MAKER)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    )
)
def test_canonical_json_reads_back_and_does_not_depend_on_order(value):
    data = canonical_json.encode(value)
    assert canonical_json.decode(data) == value
    if isinstance(value, dict):
        assert canonical_json.encode(dict(reversed(value.items()))) == data


@pytest.mark.parametrize("value", [1.5, {1: 2}, {"a": b"x"}, "\ud800", {"a": {1}}])
def test_what_has_no_single_spelling_is_not_encoded(value):
    with pytest.raises(BadInput):
        canonical_json.encode(value)


@pytest.mark.parametrize("text", ["1.5", "NaN", '{"a":1,"a":2}', "[", "[" * 5000, b"\xff", "1" * 5000])
def test_ambiguous_or_broken_json_is_bad_input(text):
    with pytest.raises(BadInput):
        canonical_json.decode(text)


def test_keys_are_a_mapping():
    assert len(KEYS) == 5 and set(KEYS) == {key.key_id for key in KEYS.values()} and len(KeySet()) == 0
