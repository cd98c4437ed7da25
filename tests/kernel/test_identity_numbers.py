from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcai.kernel.identity_numbers import (
    age_on,
    check_digit,
    mask,
    parse_resident_id,
    parse_uscc,
    uscc_check_character,
)
from liangcai.kernel.refusals import BadInput

FIRST17 = st.builds(
    lambda area, born, n: f"{area:06d}{born:%Y%m%d}{n:03d}",
    st.integers(110000, 999999), st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 999),
)  # fmt: skip


@given(FIRST17)
def test_every_number_with_the_right_check_digit_is_accepted_whatever_its_area(first17):
    number = first17 + check_digit(first17)
    assert parse_resident_id(number) == number


@given(FIRST17, st.integers(0, 17), st.integers(1, 9))
def test_one_mistyped_digit_is_always_found(first17, place, shift):
    number = first17 + check_digit(first17)
    if number[place] == "X":
        return
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(BadInput):
        parse_resident_id(wrong)


def test_full_width_digits_blanks_and_a_small_x_are_a_habit_not_an_error():
    first17 = next(n for n in (f"32130019900101{i:03d}" for i in range(1000)) if check_digit(n) == "X")
    assert parse_resident_id(f"　{first17}x ".translate(str.maketrans("0123", "０１２３"))) == first17 + "X"


@pytest.mark.parametrize("text", ["", "12345", "99999919900230001X", "32130019901301001X", "３２" * 9 + "abc"])
def test_what_is_no_number_is_refused_with_words(text):
    with pytest.raises(BadInput) as no:
        parse_resident_id(text)
    assert no.value.message


def test_age_changes_on_the_birthday():
    assert age_on(date(2005, 6, 1), date(2021, 5, 31)) == 15
    assert age_on(date(2005, 6, 1), date(2021, 6, 1)) == 16


def test_a_masked_number_keeps_three_and_four():
    assert mask("320102199001011234") == "320***********1234"


def test_a_credit_code_with_a_wrong_check_character_is_refused():
    first17 = "91320000MA1000000"
    good = first17 + uscc_check_character(first17)
    assert parse_uscc(good.lower()) == good
    with pytest.raises(BadInput):
        parse_uscc(first17 + ("0" if good[-1] != "0" else "1"))
