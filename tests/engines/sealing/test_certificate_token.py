import base64
import json
from datetime import date

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcai.engines.sealing import certificate_token as module
from liangcai.engines.sealing.certificate_token import CertificateClaims, issue_token, read_token
from liangcai.engines.sealing.cose_text import to_sign
from liangcai.engines.sealing.keys import KeySet, public_of
from liangcai.engines.sealing.verifiable_credential import (
    export_certificate,
    issue_vc_jwt,
    verify_export,
    verify_vc_jwt,
)
from liangcai.kernel.refusals import BadInput, Refused
from tests.engines.sealing.samples import CERTIFIER, KEYS, MAKER, OTHER_CERTIFIER, START, claims

TOKEN = issue_token(claims(), CERTIFIER, CERTIFIER.key_id)
JWT = issue_vc_jwt(claims(), CERTIFIER, CERTIFIER.key_id)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def raw(token=TOKEN):
    body = token[4:]
    return base64.b32decode(body + "=" * (-len(body) % 8))


def spell(data):
    return "LC1:" + base64.b32encode(data).decode().rstrip("=")


def parts():
    protected, _, payload, signature = cbor2.loads(raw()).value
    return protected, payload, signature


def build(protected, payload, signature, unprotected=None, tag=18):
    return spell(cbor2.dumps(cbor2.CBORTag(tag, [protected, unprotected or {}, payload, signature]), canonical=True))


def refusal(text, keys=KEYS):
    with pytest.raises(Refused) as no:
        read_token(text, keys)
    return no.value.code


def test_an_untouched_token_gives_back_its_claims():
    verified = read_token(TOKEN, KEYS)
    assert verified.claims == claims()
    assert (verified.key_id, verified.suite, verified.owner) == ("js-2026", "ES256", "演示技能鉴定中心")


def test_the_same_claims_give_the_same_text():
    assert issue_token(claims(), CERTIFIER, CERTIFIER.key_id) == TOKEN


def test_rebuilding_the_parts_unchanged_is_accepted():
    assert build(*parts()) == TOKEN


def test_the_text_uses_only_characters_of_the_qr_alphanumeric_mode():
    address = issue_token(claims(), CERTIFIER, CERTIFIER.key_id, address="HTTPS://EXAMPLE.GOV.CN/C/")
    assert set(address) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    assert read_token(address, KEYS).claims == claims()


def test_every_single_bit_counts():
    data = raw()
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Refused):
            read_token(spell(bytes(changed)), KEYS)


def test_every_character_counts():
    for place in range(len(TOKEN)):
        other = "A" if TOKEN[place] != "A" else "B"
        for changed in (TOKEN[:place] + other + TOKEN[place + 1 :], TOKEN[:place] + TOKEN[place + 1 :]):
            with pytest.raises(Refused):
                read_token(changed, KEYS)


@settings(max_examples=200)
@given(st.integers(4, len(TOKEN)), st.text(ALPHABET + "=a1 ", max_size=3), st.integers(0, 3))
def test_any_replacement_insertion_or_removal_is_refused(place, inserted, removed):
    changed = TOKEN[:place] + inserted + TOKEN[place + removed :]
    if changed == TOKEN:
        assert read_token(changed, KEYS).claims == claims()
    else:
        with pytest.raises(Refused):
            read_token(changed, KEYS)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_refused_without_any_other_error(data):
    with pytest.raises(Refused):
        read_token(spell(data), KEYS)


@given(st.text(max_size=60))
def test_arbitrary_text_is_refused_without_any_other_error(text):
    with pytest.raises(Refused):
        read_token(text, KEYS)
    with pytest.raises(Refused):
        read_token("LC1:" + text, KEYS)


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda t: t + "=",
        lambda t: " " + t,
        lambda t: t + "\n",
        lambda t: t + "A" * 8,
        lambda t: t.replace("LC1:", "lc1:"),
        lambda t: "http://x/" + t,
        lambda t: t * 20,
        lambda t: t[:-8],
    ],
)
def test_another_spelling_is_not_canonical(change):
    assert refusal(change(TOKEN)) == "not_canonical"


def test_spare_bits_in_the_last_character_are_not_canonical():
    issued = (issue_token(claims(holder_name="演" * n), CERTIFIER, CERTIFIER.key_id) for n in range(1, 6))
    loose = next(token for token in issued if len(raw(token)) % 5)
    other = loose[:-1] + ALPHABET[ALPHABET.index(loose[-1]) ^ 1]
    assert raw(other) == raw(loose) and refusal(other) == "not_canonical"


def test_the_other_of_the_two_equal_ecdsa_signatures_is_refused():
    protected, payload, signature = parts()
    r, s = signature[:32], int.from_bytes(signature[32:], "big")
    assert refusal(build(protected, payload, r + (_N - s).to_bytes(32, "big"))) == "bad_signature"


def test_longer_forms_of_the_same_cbor_are_not_canonical():
    protected, payload, signature = parts()
    data = raw()
    assert refusal(spell(data + b"\x00")) == "not_canonical"
    assert refusal(spell(data.replace(b"\xd2\x84", b"\xd2\x9f", 1) + b"\xff")) == "not_canonical"
    assert refusal(spell(b"\xd8\x12" + data[1:])) == "not_canonical"
    assert refusal(build(protected, payload, signature, {1: 1})) == "not_canonical"
    assert refusal(build(protected, payload, signature, tag=17)) == "not_canonical"


def signed(protected, payload):
    return build(protected, payload, CERTIFIER.sign(to_sign(module.CERTIFICATE, protected, payload)))


def test_a_signature_over_non_canonical_claims_is_refused():
    protected, payload, _ = parts()
    fields = cbor2.loads(payload)
    assert signed(protected, cbor2.dumps(fields, canonical=True)) == TOKEN
    backwards = cbor2.dumps(dict(reversed(fields.items())))
    assert refusal(signed(protected, backwards)) == "not_canonical"
    for change in ({11: "more"}, {7: -1}, {7: 10**9}, {4: 9}, {4: True}, {2: ""}, {6: ""}, {10: [["a"]]}, {1: 5}):
        assert refusal(signed(protected, cbor2.dumps({**fields, **change}, canonical=True))) == "not_canonical"
    assert refusal(signed(protected, cbor2.dumps([1]))) == "not_canonical"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({1: -8, 4: b"js-2026"}, "unknown_suite"),
        ({1: -47, 4: b"js-2026"}, "unknown_suite"),
        ({1: -7, 4: b"nobody"}, "unknown_key"),
        ({1: -7, 4: b"maker"}, "wrong_suite"),
        ({1: -7}, "not_canonical"),
        ({1: -7, 4: b"js-2026", 5: 1}, "not_canonical"),
        ({1: -7, 4: "js-2026"}, "not_canonical"),
    ],
)
def test_a_header_that_is_not_ours_is_refused_by_name(header, code):
    _, payload, _ = parts()
    assert refusal(signed(cbor2.dumps(header, canonical=True), payload)) == code


def test_a_key_that_claims_anothers_id_does_not_pass():
    forged = issue_token(claims(), OTHER_CERTIFIER, "js-2026")
    assert refusal(forged) == "bad_signature"
    assert refusal(issue_token(claims(), OTHER_CERTIFIER, "other")) == "unknown_key"


@pytest.mark.parametrize(
    ("day", "valid"),
    [(date(2025, 12, 31), False), (START, True), (date(2027, 12, 31), True), (date(2028, 1, 1), False)],
)
def test_the_day_of_issue_must_lie_in_the_keys_validity(day, valid):
    token = issue_token(claims(issued_on=day), CERTIFIER, CERTIFIER.key_id)
    if valid:
        assert read_token(token, KEYS).claims.issued_on == day
    else:
        assert refusal(token) == "key_not_valid"


def test_a_text_that_is_no_certificate_code_is_bad_input():
    with pytest.raises(BadInput):
        read_token("https://example.org", KEYS)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"masked_id": "321300199001011234"}, "masked_id"),
        ({"level": "三级"}, "level"),
        ({"kind": "x"}, "kind"),
        ({"kind": "skill_level", "level": "高级"}, "level"),
        ({"holder_name": " "}, "holder_name"),
        ({"holder_name": "a\nb"}, "holder_name"),
        ({"occupation": "字" * 121}, "occupation"),
        ({"issued_on": date(1969, 12, 31)}, "issued_on"),
        ({"scores": (("理论", 86.5),)}, "scores"),
    ],
)
def test_claims_that_must_not_be_signed_are_bad_input(change, field):
    with pytest.raises(BadInput) as wrong:
        issue_token(claims(**change), CERTIFIER, CERTIFIER.key_id)
    assert wrong.value.where == field


def test_only_the_certificate_suite_and_upper_case_addresses_are_issued():
    with pytest.raises(BadInput):
        issue_token(claims(), MAKER, "maker")
    with pytest.raises(BadInput):
        issue_token(claims(), CERTIFIER, CERTIFIER.key_id, address="https://example.org/")


names = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=20)


@settings(max_examples=50)
@given(names, names, names, st.dates(START, date(2027, 12, 31)), st.sampled_from(module.LEVELS))
def test_whatever_is_issued_is_read_back(number, holder, occupation, day, level):
    made = claims(
        certificate_number=number,
        holder_name=holder,
        occupation=occupation,
        issued_on=day,
        kind="skill_level",
        level=level,
    )
    assert read_token(issue_token(made, CERTIFIER, CERTIFIER.key_id), KEYS).claims == made
    assert verify_vc_jwt(issue_vc_jwt(made, CERTIFIER, CERTIFIER.key_id), KEYS).claims == made


def test_every_character_of_a_vc_jwt_counts():
    for place in range(0, len(JWT), 3):
        for other in "AB-":
            if JWT[place] != other:
                with pytest.raises(Refused):
                    verify_vc_jwt(JWT[:place] + other + JWT[place + 1 :], KEYS)


def test_a_vc_jwt_is_a_verifiable_credential_and_an_open_badge():
    payload = json.loads(base64.urlsafe_b64decode(JWT.split(".")[1] + "=="))
    assert payload["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert payload["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert payload["validFrom"] == "2026-11-01T00:00:00+08:00" and payload["nbf"] == 1793462400


def jwt_with(header, payload=None):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    body = JWT.split(".")[1] if payload is None else part(payload)
    text = f"{part(header)}.{body}"
    return f"{text}.{base64.urlsafe_b64encode(CERTIFIER.sign(text.encode())).decode().rstrip('=')}"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"alg": "none", "kid": "js-2026", "typ": "vc+jwt"}, "unknown_suite"),
        ({"alg": "HS256", "kid": "js-2026", "typ": "vc+jwt"}, "unknown_suite"),
        ({"alg": "ES256", "kid": "nobody", "typ": "vc+jwt"}, "unknown_key"),
        ({"alg": "ES256", "kid": "js-2026", "typ": "JWT"}, "not_canonical"),
        ({"alg": "ES256", "kid": "js-2026", "typ": "vc+jwt", "crit": ["x"]}, "not_canonical"),
        ([], "not_canonical"),
    ],
)
def test_a_jwt_header_that_is_not_ours_is_refused_by_name(header, code):
    with pytest.raises(Refused) as no:
        verify_vc_jwt(jwt_with(header), KEYS)
    assert no.value.code == code


def test_a_signed_jwt_whose_parts_contradict_is_refused():
    payload = json.loads(base64.urlsafe_b64decode(JWT.split(".")[1] + "=="))
    header = {"alg": "ES256", "kid": "js-2026", "typ": "vc+jwt"}
    assert verify_vc_jwt(jwt_with(header, payload), KEYS).claims == claims()
    for bad in ({**payload, "name": "别的"}, {**payload, "nbf": 0}, {"credentialSubject": {}}, [], 5):
        with pytest.raises(Refused):
            verify_vc_jwt(jwt_with(header, bad), KEYS)


def test_an_exported_certificate_holds_when_untouched_and_names_the_changed_field():
    document = json.loads(json.dumps(export_certificate(claims(), CERTIFIER, CERTIFIER.key_id)))
    assert verify_export(document, KEYS).claims == claims()
    document["claims"]["holder_name"] = "演示考生002"
    with pytest.raises(Refused) as no:
        verify_export(document, KEYS)
    assert no.value.facts["fields"] == ["holder_name"]


def test_an_export_may_not_mix_two_certificates():
    document = export_certificate(claims(), CERTIFIER, CERTIFIER.key_id)
    del document["claims"]
    document["vc_jwt"] = issue_vc_jwt(claims(certificate_number="9"), CERTIFIER, CERTIFIER.key_id)
    with pytest.raises(Refused) as no:
        verify_export(document, KEYS)
    assert no.value.code == "claims_differ"


def test_an_empty_key_set_trusts_nobody():
    assert refusal(TOKEN, KeySet()) == "unknown_key"
    assert isinstance(claims(), CertificateClaims)
    assert read_token(TOKEN, KeySet([public_of(CERTIFIER, "x", START)])).owner == "x"
