"""Ten working days, all reasons, one answer; silence is no approval."""

from datetime import date

import pytest

from liangcai.apps.registrations.actions.feed_back import feed_back
from liangcai.apps.registrations.actions.review_batch import review_batch
from liangcai.apps.registrations.actions.submit_batch import submit_batch
from liangcai.apps.registrations.selectors import batches_overdue, batches_visible_to
from liangcai.kernel.refusals import NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db


def refused(action, **arguments) -> Refused:
    with pytest.raises(Refused) as no:
        action(**arguments)
    return no.value


def test_a_batch_is_handed_in_once():
    batch = f.handed_in()
    assert (batch.state, batch.registrations.filter(state="submitted").count(), f.entries("submit_batch")) == ("submitted", 3, 1)
    refused(submit_batch, actor=f.worker(batch.plan.body), at=f.at("2021-11-01"), batch=batch)
    assert f.entries("submit_batch") == 1


def test_another_body_does_not_hand_it_in():
    batch = f.imported()
    assert isinstance(refused(submit_batch, actor=f.worker(f.body()), at=f.at("2021-11-01"), batch=batch), NotPermitted)


@pytest.mark.parametrize("day, due", [
    ("2021-09-24", date(2021, 10, 13)),  # Sunday the 26th and Saturday 9 October are worked, 1–7 October is not
    ("2021-11-01", date(2021, 11, 15)), ("2021-12-17", date(2021, 12, 31)), ("2021-12-20", date(2022, 1, 4))])  # fmt: skip
def test_ten_working_days_by_the_statutory_calendar(day, due):
    f.calendar()
    batch = f.imported()
    assert submit_batch(actor=f.worker(batch.plan.body), at=f.at(day, 15), batch=batch).due_on == due


def test_the_evening_counts_as_the_same_day():
    f.calendar()
    batch = f.imported()
    assert submit_batch(actor=f.worker(batch.plan.body), at=f.at("2021-11-01", 23), batch=batch).due_on == date(2021, 11, 15)


def test_a_year_without_a_calendar_says_so():
    f.calendar(2021)
    batch = f.imported()
    no = refused(submit_batch, actor=f.worker(batch.plan.body), at=f.at("2021-12-28"), batch=batch)
    assert (no.code, no.facts["year"], f.entries("submit_batch")) == ("calendar_missing", 2022, 0)


def test_a_review_decides_every_row_with_one_entry():
    batch = f.handed_in()
    out = str(batch.registrations.first().public_id)
    review_batch(actor=f.city(), at=f.at("2021-11-05"), batch=batch, refusals={out: "工作年限不足"})
    assert sorted(batch.registrations.values_list("state", "reason")) == [("accepted", ""), ("accepted", ""), ("rejected", "工作年限不足")]
    assert f.entries("review_batch") == 1


@pytest.mark.parametrize("actor", ["county", "other_city", "body"])
def test_only_the_own_city_reviews(actor):
    batch = f.handed_in()
    who = {"county": f.county, "other_city": lambda: f.city(f.OTHER_CITY), "body": lambda: f.worker(batch.plan.body)}[actor]()
    assert isinstance(refused(review_batch, actor=who, at=f.at("2021-11-05"), batch=batch), NotPermitted)


def test_two_reviewers_the_second_is_told():
    batch = f.reviewed()
    assert refused(review_batch, actor=f.city(), at=f.at("2021-11-11"), batch=batch).code == "wrong_state"
    assert f.entries("review_batch") == 1


@pytest.mark.parametrize("refusals", [{"00000000-0000-0000-0000-000000000000": "不符"}, None])
def test_a_refusal_names_a_registration_of_the_batch_and_a_reason(refusals):
    batch = f.handed_in()
    refusals = refusals or {str(batch.registrations.first().public_id): " "}
    no = refused(review_batch, actor=f.city(), at=f.at("2021-11-05"), batch=batch, refusals=refusals)
    assert no.code == "review_decisions"


def test_a_withdrawn_plan_is_not_reviewed():
    batch = f.handed_in()
    batch.plan.state = "withdrawn"
    batch.plan.save()
    assert refused(review_batch, actor=f.city(), at=f.at("2021-11-05"), batch=batch).code == "plan_withdrawn"


@pytest.mark.parametrize("born, fits", [(date(2005, 11, 1), True), (date(2005, 11, 2), False)])
def test_age_is_that_of_the_day_of_registration(born, fits):
    batch = f.handed_in(rows=f.people(1))
    candidate = batch.registrations.get().candidate
    candidate.born_on = born
    candidate.save()
    review = {"actor": f.city(), "at": f.at("2021-11-05"), "batch": batch}
    if fits:
        assert review_batch(**review).state == "reviewed"
    else:
        assert refused(review_batch, **review).citation.rule == "004-004"


def test_the_answer_is_given_once():
    batch = f.answered()
    assert (batch.state, f.entries("feed_back")) == ("answered", 1)
    no = refused(feed_back, actor=f.city(), at=f.at("2021-11-13"), batch=batch)
    assert (no.citation.rule, f.entries("feed_back")) == ("004-022", 1)


def test_nothing_is_answered_before_it_is_reviewed():
    assert refused(feed_back, actor=f.city(), at=f.at("2021-11-12"), batch=f.handed_in()).code == "wrong_state"


def test_another_city_does_not_answer():
    assert isinstance(refused(feed_back, actor=f.city(f.OTHER_CITY), at=f.at("2021-11-12"), batch=f.reviewed()), NotPermitted)


def test_time_passing_approves_nothing_but_is_flagged():
    batch = f.handed_in()
    city = f.city()
    assert not batches_overdue(city, date(2021, 11, 15)).exists()
    assert list(batches_overdue(city, date(2021, 11, 16))) == [batch]
    assert set(batch.registrations.values_list("state", flat=True)) == {"submitted"}


def test_the_queue_is_ones_own_and_by_the_time_left():
    later = f.handed_in(day="2021-11-08")
    sooner = f.handed_in(rows=f.people(3, 10))
    f.handed_in(f.planned(f.body(region=f.OTHER_COUNTY)), rows=f.people(3, 20))
    f.imported(rows=f.people(3, 30))
    assert list(batches_visible_to(f.city())) == [sooner, later]
