"""A dated setting changes nothing that was decided, and takes only values of its kind."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from liangcai.apps.accounts.actions.set_setting import set_setting
from liangcai.apps.accounts.models import User
from liangcai.apps.audit.models import Entry
from liangcai.apps.station.defaults import DEFAULTS
from liangcai.apps.station.selectors import setting_on, settings_here, settings_on
from liangcai.apps.station.setting_values import read_value
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused

pytestmark = pytest.mark.django_db
NOON = datetime(2022, 6, 30, 4, 0, tzinfo=UTC)
TODAY, TOMORROW = date(2022, 6, 30), date(2022, 7, 1)


def admin(role: str = "system_admin") -> User:
    return User.objects.create(username=role, role=role, display_name="演示人员")


def put(actor: User, **given):
    values = {"name": "score_review_days", "value": "15", "from_on": TOMORROW, "source": "省中心纪要", **given}
    return set_setting(actor=actor, at=NOON, **values)


def test_a_value_holds_from_its_day_on_and_not_before():
    put(admin())
    assert setting_on("score_review_days", TODAY) == 10 and setting_on("score_review_days", TOMORROW) == 15
    assert Entry.objects.get(action="set_setting").facts["before"] == 10


def test_a_day_that_has_passed_is_refused_and_today_is_not():
    actor = admin()
    with pytest.raises(Refused) as no:
        put(actor, from_on=date(2022, 6, 29))
    assert no.value.code == "setting_backdated"
    assert put(actor, from_on=TODAY).value == 15


def test_a_day_has_one_value():
    actor = admin()
    put(actor)
    with pytest.raises(Refused) as no:
        put(actor, value="20")
    assert no.value.code == "setting_taken"


def test_a_source_is_needed():
    with pytest.raises(BadInput):
        put(admin(), source=" ")


@pytest.mark.parametrize("role", ["security_admin", "audit_admin", "province_centre"])
def test_only_the_system_administrator_sets(role):
    with pytest.raises(NotPermitted):
        put(admin(role))


@pytest.mark.parametrize(("name", "text", "value"), [
    ("score_review_days", "0", 0), ("score_review_days", " 15 ", 15), ("inspection_share", "0", 0.0),
    ("inspection_share", "1", 1.0), ("inspection_share", "1/4", 0.25), ("review_pass_share", "2/3", "2/3"),
    ("review_pass_share", "0.5", "1/2"), ("green_channel_waives_appraisal", "是", True),
])  # fmt: skip
def test_values_are_read_by_the_kind_of_the_starting_value(name, text, value):
    read = read_value(name, text)
    assert read == value and type(read) is type(DEFAULTS[name][0])


@pytest.mark.parametrize(("name", "text"), [
    ("score_review_days", "-1"), ("score_review_days", "1.5"), ("score_review_days", "9999999"), ("score_review_days", "٣"),
    ("inspection_share", "1.01"), ("inspection_share", "-0.1"), ("inspection_share", "nan"), ("inspection_share", "1e9"),
    ("review_pass_share", "1/0"), ("review_pass_share", "半数"), ("green_channel_waives_appraisal", "2"), ("none", "1"),
])  # fmt: skip
def test_other_values_are_bad_input(name, text):
    with pytest.raises(BadInput):
        read_value(name, text)


def test_the_list_says_what_holds_today_and_where_it_comes_from():
    put(admin(), from_on=TODAY)
    rows = {name: (value, source, day) for name, value, source, day in settings_on(TODAY)}
    assert rows["score_review_days"] == (15, "省中心纪要", TODAY)
    assert rows["theory_minutes"][2] is None and list(rows) == settings_here()
