"""A staff card's code: what it vouches for, and that nothing else passes for one."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcai.engines.sealing.card_token import CardClaims, issue_card, read_card
from liangcai.engines.sealing.certificate_token import issue_token, read_token
from liangcai.kernel.refusals import BadInput, Refused

from . import samples as s

CLAIMS = CardClaims("演示-考评员-01", "演示考评员01", "考评员", ("织布工", "纺织面料成分检测"), "南京市中心（演示）",
                    date(2026, 3, 1), date(2026, 3, 1), date(2029, 2, 28))  # fmt: skip
TOKEN = issue_card(CLAIMS, s.CERTIFIER, s.CERTIFIER.key_id)


def test_what_was_signed_is_what_is_read():
    assert TOKEN.startswith("LK1:") and read_card(TOKEN, s.KEYS) == CLAIMS


@given(st.integers(4, len(TOKEN) - 1), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_no_single_character_can_be_changed(place, letter):
    forged = TOKEN[:place] + letter + TOKEN[place + 1 :]
    if forged != TOKEN:
        with pytest.raises(Refused):
            read_card(forged, s.KEYS)


def test_a_certificate_is_no_card_and_a_card_no_certificate():
    certificate = issue_token(s.claims(), s.CERTIFIER, s.CERTIFIER.key_id)
    for read, text in ((read_card, certificate), (read_token, TOKEN)):
        with pytest.raises(BadInput):
            read(text, s.KEYS)
    for read, text in ((read_card, certificate.replace("LC1:", "LK1:")), (read_token, TOKEN.replace("LK1:", "LC1:"))):
        with pytest.raises(Refused) as no:
            read(text, s.KEYS)
        assert no.value.code == "bad_signature"


def test_a_key_that_may_not_sign_that_day_is_refused():
    late = replace(CLAIMS, issued_on=date(2028, 1, 1))
    with pytest.raises(Refused) as no:
        read_card(issue_card(late, s.CERTIFIER, s.CERTIFIER.key_id), s.KEYS)
    assert no.value.code == "key_not_valid"


@pytest.mark.parametrize("flaw", [{"number": " "}, {"holder_name": "字" * 121}, {"scope": ("",)},
                                  {"valid_to": date(2026, 2, 28)}, {"scope": tuple(str(n) for n in range(21))}])  # fmt: skip
def test_what_cannot_be_printed_is_not_signed(flaw):
    with pytest.raises(BadInput):
        issue_card(replace(CLAIMS, **flaw), s.CERTIFIER, s.CERTIFIER.key_id)
