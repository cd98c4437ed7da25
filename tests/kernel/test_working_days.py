from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcai.kernel.refusals import Refused
from liangcai.kernel.working_days import add_months, add_working_days, add_years, working_days_between

# National Day 2021: 1–7 October off, 26 September and 9 October worked
AUTUMN = {2021: {date(2021, 9, 26): True, date(2021, 10, 9): True} | {date(2021, 10, d): False for d in range(1, 8)}}
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


def test_ten_working_days_jump_over_the_holiday_and_use_the_make_up_days():
    assert add_working_days(date(2021, 9, 24), 10, AUTUMN) == date(2021, 10, 13)


def test_the_day_of_submission_is_not_counted():
    assert add_working_days(date(2021, 3, 1), 1, {2021: {}}) == date(2021, 3, 2)


def test_a_year_without_an_official_calendar_is_refused_not_guessed():
    with pytest.raises(Refused) as no:
        add_working_days(date(2021, 12, 30), 10, {2021: {}})
    assert no.value.code == "calendar_missing" and no.value.facts == {"year": 2022}


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2021, 11, 30), 3, date(2022, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2021, 8, 31), 6, date(2022, 2, 28)),
        (date(2021, 6, 1), 3, date(2021, 9, 1)),
        (date(2021, 12, 15), 1, date(2022, 1, 15)),
    ],
)
def test_months_are_calendar_months_clamped_to_the_end_of_the_month(start, months, end):
    assert add_months(start, months) == end


def test_the_anniversary_of_29_february_is_the_28th_in_a_common_year():
    assert add_years(date(2020, 2, 29), 1) == date(2021, 2, 28)
    assert add_years(date(2020, 2, 29), 4) == date(2024, 2, 29)


@given(DAYS, st.integers(0, 240))
def test_adding_months_never_leaves_the_month_it_aims_at(day, months):
    end = add_months(day, months)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
    assert end.day <= day.day


@given(st.dates(date(2021, 1, 1), date(2021, 6, 30)), st.integers(1, 30))
def test_counting_back_gives_the_days_that_were_added(start, days):
    assert working_days_between(start, add_working_days(start, days, AUTUMN), AUTUMN) == days
