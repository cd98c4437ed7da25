"""The official calendar of a year, entered by hand when the state has announced it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.models import Entry
from liangcai.apps.catalogue.actions.enter_calendar_year import enter_calendar_year
from liangcai.apps.catalogue.models import CalendarYear
from liangcai.apps.catalogue.selectors import work_calendar
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused
from liangcai.kernel.working_days import is_working_day

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
NEW_YEAR, SATURDAY = date(2027, 1, 1), date(2027, 2, 20)


def admin(role: str = "system_admin") -> User:
    return User.objects.create(username=role, role=role, display_name="演示人员")


def enter(actor: User, **given):
    days = {NEW_YEAR: (False, "元旦"), SATURDAY: (True, "")}
    return enter_calendar_year(actor=actor, at=NOON, **{"year": 2027, "source": "演示文号", "exceptions": days, **given})


def test_days_can_be_counted_in_a_year_once_it_is_entered():
    with pytest.raises(Refused):
        is_working_day(NEW_YEAR, work_calendar())
    enter(admin())
    calendar = work_calendar()
    assert not is_working_day(NEW_YEAR, calendar) and is_working_day(SATURDAY, calendar)
    assert not is_working_day(date(2027, 2, 27), calendar)


def test_entering_a_year_again_replaces_it_and_the_log_keeps_what_stood():
    actor = admin()
    enter(actor)
    enter(actor, source="更正文号", exceptions={NEW_YEAR: (False, "元旦")})
    year = CalendarYear.objects.get(year=2027)
    assert year.source == "更正文号" and year.exceptions.count() == 1
    facts = Entry.objects.filter(action="enter_calendar_year").latest("sequence").facts
    assert facts["before"] == {"2027-01-01": False, "2027-02-20": True} and facts["source_before"] == "演示文号"


@pytest.mark.parametrize("given", [
    {"source": " "}, {"exceptions": {}}, {"exceptions": {date(2028, 1, 1): (False, "")}},
])  # fmt: skip
def test_what_is_incomplete_or_of_another_year_enters_nothing(given):
    with pytest.raises(BadInput):
        enter(admin(), **given)
    assert not CalendarYear.objects.exists()


@pytest.mark.parametrize("role", ["security_admin", "province_centre", "body"])
def test_others_enter_nothing(role):
    with pytest.raises(NotPermitted):
        enter(admin(role))
