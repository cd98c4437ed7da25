"""The 3- and 6-month clocks: half, four fifths, the day itself, late, met, stopped."""

from datetime import date, timedelta

import pytest

from liangcai.apps.resources.clocks import LABELS, clock

START, END = date(2021, 6, 30), date(2021, 6, 30) + timedelta(days=100)


def mark(day: int, **extra) -> str:
    arguments = {"starts_on": START, "deadline_on": END, "passed_on": None, "stopped": False, "ended": False}
    return clock(**(arguments | extra), on=START + timedelta(days=day)).mark


@pytest.mark.parametrize(("day", "expected"), [
    (0, "running"), (49, "running"), (50, "half"), (79, "half"), (80, "eighty"), (99, "eighty"), (100, "due"),
    (101, "late")])  # fmt: skip
def test_each_warning_comes_on_its_day(day, expected):
    assert mark(day) == expected


@pytest.mark.parametrize(("day", "expected"), [(100, "met"), (101, "met_late")])
def test_the_last_day_is_still_in_time(day, expected):
    assert mark(300, passed_on=START + timedelta(days=day)) == expected


def test_a_stopped_project_is_not_late():
    assert mark(300, stopped=True) == "stopped"


def test_a_project_that_failed_has_no_running_clock():
    assert mark(300, ended=True) == "ended"


def test_without_a_listing_there_is_no_limit():
    assert mark(300, starts_on=None) == "none"
    assert mark(300, deadline_on=None) == "none"


def test_days_left_and_share_are_counted():
    now = clock(starts_on=START, deadline_on=END, passed_on=None, stopped=False, ended=False,
                on=START + timedelta(days=60))  # fmt: skip
    assert (now.days_left, now.used, now.label) == (40, 60, LABELS["half"])
