"""A plan stands on a filing valid on every day, a standard in force and places enough."""

from datetime import date

import pytest

from liangcai.apps.exams.actions.plan_exam import plan_exam
from liangcai.apps.exams.selectors import plans_visible_to
from liangcai.apps.resources.models import Standard
from liangcai.kernel.refusals import NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db


def refused(**arguments) -> Refused:
    with pytest.raises(Refused) as no:
        plan_exam(**arguments)
    assert f.entries("plan_exam") == 0
    return no.value


def test_a_plan_opens_with_one_entry():
    plan = f.planned()
    assert (plan.state, plan.sessions.count(), plan.rooms.count(), f.entries("plan_exam")) == ("open", 2, 1, 1)
    assert plan.applicability["policy_version"].startswith("sha256:")


def test_nobody_plans_for_another_body():
    assert isinstance(refused(**f.request_of(f.confirmed(), actor=f.worker(f.body()))), NotPermitted)


def test_another_bodys_filing_does_not_carry_a_plan():
    mine, theirs = f.confirmed(), f.confirmed()
    assert refused(**f.request_of(mine, filing_scope=theirs.scopes.get())).code == "filing_not_valid"


@pytest.mark.parametrize("valid_to, fits", [(date(2021, 12, 11), True), (date(2021, 12, 10), False)])
def test_the_filing_is_valid_on_the_day_or_the_plan_is_refused(valid_to, fits):
    asked = f.request_of(f.confirmed(valid_to=valid_to))
    if fits:
        assert plan_exam(**asked).state == "open"
    else:
        assert refused(**asked).citation.rule == "004-019"


def test_an_early_session_counts_by_the_day_in_china():
    """07:30 in China is still the day before in UTC."""
    early = [{"subject": "theory", "theory_mode": "sheet", "starts_at": f.at("2021-09-10", 7), "minutes": 60}]
    asked = f.request_of(f.confirmed(valid_from=date(2021, 9, 10)), sessions=early, registration_closes_on=date(2021, 9, 9))
    assert plan_exam(**asked).state == "open"


def test_a_filing_not_yet_confirmed_carries_no_plan():
    assert refused(**f.request_of(f.passed_on())).code == "filing_not_valid"


@pytest.mark.parametrize("capacity, fits", [(20, True), (21, False)])
def test_places_suffice(capacity, fits):
    asked = f.request_of(f.confirmed(), capacity=capacity)
    if fits:
        assert plan_exam(**asked).capacity == 20
    else:
        assert refused(**asked).code == "places_short"


@pytest.mark.parametrize("seats, fits", [(30, True), (31, False)])
def test_a_room_holds_no_more_than_the_filing_says(seats, fits):
    asked = f.request_of(f.confirmed(), rooms=[{"name": "第一考场", "seats": seats}])
    if fits:
        assert plan_exam(**asked).rooms.get().seats == 30
    else:
        assert refused(**asked).code == "places_over_filing"


@pytest.mark.parametrize("closes_on, fits", [(date(2021, 12, 10), True), (date(2021, 12, 11), False)])
def test_registration_closes_before_the_examination(closes_on, fits):
    asked = f.request_of(f.confirmed(), registration_closes_on=closes_on)
    if fits:
        assert plan_exam(**asked).state == "open"
    else:
        assert refused(**asked).code == "closes_after_exam"


@pytest.mark.parametrize("change, code", [
    ({"theory_mode": ""}, "theory_mode"), ({"subject": "practical", "theory_mode": ""}, "practical_mode"),
    ({"subject": "practical", "practical_mode": "other"}, "mode_reason")])  # fmt: skip
def test_the_mode_of_each_subject_is_named(change, code):
    session = {**f.sessions()[0], **change}
    assert refused(**f.request_of(f.confirmed(), sessions=[session])).code == code


@pytest.mark.parametrize("state", ["to_be_revised", "lapsed", "retired"])
def test_a_standard_out_of_force_carries_no_plan(state):
    assert refused(**f.request_of(f.confirmed(), standard=f.special_norm(state=state))).code == "standard_not_in_force"


@pytest.mark.parametrize("filed_on, fits", [(None, False), (date(2021, 12, 12), False), (date(2021, 12, 11), True)])
def test_the_norm_was_filed_by_the_day_of_the_examination(filed_on, fits):
    asked = f.request_of(f.confirmed(), standard=f.special_norm(filed_on=filed_on))
    if fits:
        assert plan_exam(**asked).state == "open"
    else:
        assert refused(**asked).citation.rule == "002-006"


def test_a_third_party_needs_a_bank():
    scope = {"occupation_code": "6-04-03-03", "occupation_name": "织布工", "level": "四级", "places": 30}
    filing = f.confirmed(f.body("third_party"), kind="skill_level", scope=scope, form={})
    standard = Standard.objects.create(kind="national", occupation_code="6-04-03-03", occupation_name="织布工",
                                       levels=["四级"], published_on=date(2019, 1, 1), document_number="演示")  # fmt: skip
    no = refused(**f.request_of(filing, standard=standard, occupation_code="6-04-03-03", occupation_name="织布工", level="四级"))
    assert (no.code, no.citation.rule) == ("bank_required", "002-007")


def test_a_plan_number_is_used_once():
    plan = f.planned()
    with pytest.raises(Refused) as no:
        plan_exam(**f.request_of(plan.filing, plan_number=plan.plan_number))
    assert (no.value.code, f.entries("plan_exam")) == ("plan_number_taken", 1)


def test_each_sees_the_plans_of_ones_own_jurisdiction():
    mine, elsewhere = f.planned(), f.planned(f.body(region=f.OTHER_COUNTY))
    assert list(plans_visible_to(f.city())) == [mine]
    assert list(plans_visible_to(f.city(f.OTHER_CITY))) == [elsewhere]
    assert list(plans_visible_to(f.worker(mine.body))) == [mine]
    assert not plans_visible_to(f.account("candidate")).exists()
