"""Scores come in whole, are checked by a second person, and published; 60 in each subject passes."""

from datetime import date
from decimal import Decimal

import pytest

from liangcai.apps.results.actions.check_results import check_results
from liangcai.apps.results.actions.publish_results import publish_results
from liangcai.apps.results.actions.receive_results import receive_results
from liangcai.apps.results.models import Release, Score
from liangcai.apps.results.pass_rule import outcome
from liangcai.apps.results.selectors import outcomes, own_results, releases_visible_to
from liangcai.kernel.refusals import NotPermitted, Refused, RowErrors

from . import factories as f

pytestmark = pytest.mark.django_db
BOTH = ("theory", "practical")


@pytest.mark.parametrize("score, passed", [("59.5", False), ("59.99", False), ("60", True), ("100", True), ("0", False)])
def test_sixty_in_each_subject(score, passed):
    assert outcome(BOTH, {"theory": Decimal(score), "practical": Decimal(100)}).passed is passed


def test_there_is_no_averaging():
    assert outcome(BOTH, {"theory": Decimal("59.5"), "practical": Decimal(100)}).failed == ("theory",)


def test_absence_fails_a_missing_mark_waits_and_an_exempt_subject_is_not_asked_for():
    assert outcome(BOTH, {"theory": None, "practical": Decimal(90)}).passed is False
    assert outcome(BOTH, {"practical": Decimal(90)}).passed is None
    assert outcome(BOTH, {"practical": Decimal(90)}, exempt=("theory",)).passed is True


def test_results_are_received_with_one_entry():
    release = f.received()
    assert (release.state, release.plan.state, Score.objects.count(), f.entries("receive_results")) == ("entered", "held", 6, 1)


def test_results_are_received_once():
    release = f.received()
    with pytest.raises(Refused) as no:
        f.received(release.plan, f.marks(release.plan))
    assert (no.value.code, f.entries("receive_results")) == ("results_there", 1)


def errors_of(plan, rows):
    with pytest.raises(RowErrors) as no:
        f.received(plan, rows)
    assert not Release.objects.exists() and not Score.objects.exists()
    return no.value.errors


@pytest.mark.parametrize("score", ["-0.01", "100.01", "abc", "", None, "NaN", "Infinity", "59.996", True])
def test_a_score_out_of_range_or_finer_than_two_decimals_is_refused(score):
    """59.996 must not be rounded up to a pass by the register."""
    plan = f.seated()
    rows = f.marks(plan)
    rows[2]["score"] = score
    assert [(e["row"], e["field"]) for e in errors_of(plan, rows)][0] == (3, "score")


@pytest.mark.parametrize("score", ["0", "100", "59.99", 60, 59.5])
def test_a_score_in_range_is_taken_as_it_is(score):
    plan = f.seated()
    f.received(plan, f.marks(plan, lambda n, s: score))
    assert set(Score.objects.values_list("score", flat=True)) == {Decimal(str(score))}


def test_no_candidate_is_left_out_and_none_comes_twice():
    plan = f.seated()
    rows = f.marks(plan)
    assert errors_of(plan, rows[1:])[0]["found"] == "缺成绩"
    assert errors_of(plan, [*rows, rows[0]])[0]["found"].startswith("同一考生")


@pytest.mark.parametrize("change", [{"ticket_number": "X"}, {"subject": "review"}, {"status": "gone"}])
def test_a_row_that_is_not_of_this_plan_is_refused(change):
    plan = f.seated()
    rows = f.marks(plan)
    assert errors_of(plan, [{**rows[0], **change}, *rows[1:]])[0]["row"] == 1


@pytest.mark.parametrize("actor", ["county", "other_city", "body"])
def test_only_the_own_city_receives(actor):
    plan = f.seated()
    who = {"county": f.county, "other_city": lambda: f.city(f.OTHER_CITY), "body": lambda: f.worker(plan.body)}[actor]()
    with pytest.raises(NotPermitted):
        receive_results(actor=who, at=f.at("2021-12-14"), plan=plan, rows=f.marks(plan))


def test_ones_own_entry_cannot_be_checked():
    release = f.received()
    with pytest.raises(NotPermitted) as no:
        check_results(actor=release.entered_by, at=f.at("2021-12-15"), release=release)
    assert (no.value.code, f.entries("check_results")) == ("two_persons", 0)


def test_a_second_person_checks_once():
    release = f.checked()
    assert (release.state, f.entries("check_results")) == ("checked", 1)
    with pytest.raises(Refused):
        check_results(actor=f.city(), at=f.at("2021-12-15"), release=release)


@pytest.mark.parametrize("action", [check_results, publish_results])
def test_another_city_neither_checks_nor_publishes(action):
    release = f.received() if action is check_results else f.checked()
    more = {} if action is check_results else {"published_on": date(2021, 12, 16)}
    with pytest.raises(NotPermitted):
        action(actor=f.city(f.OTHER_CITY), at=f.at("2021-12-16"), release=release, **more)


def test_unchecked_results_are_not_published():
    with pytest.raises(Refused):
        publish_results(actor=f.city(), at=f.at("2021-12-16"), release=f.received(), published_on=date(2021, 12, 16))


def test_results_are_published_once():
    release = f.published()
    assert (release.state, f.entries("publish_results")) == ("published", 1)
    with pytest.raises(Refused):
        publish_results(actor=f.city(), at=f.at("2021-12-16"), release=release, published_on=date(2021, 12, 16))


def test_outcomes_of_a_plan(django_assert_max_num_queries):
    plan = f.seated(count=4)
    rows = f.marks(plan, lambda n, s: {0: "60", 1: "59.5" if s == "theory" else "100", 2: "80", 3: "80"}[n])
    rows[4].update(score=None, status="absent")
    rows[6].update(score=None, status="deferred")
    f.published(plan, rows)
    with django_assert_max_num_queries(3):
        found = outcomes(plan)
    by_ticket = sorted(found, key=lambda row: row[0].place.ticket_number)
    assert [o.passed for _, o, _ in by_ticket] == [True, False, False, None]


def test_an_exempt_subject_needs_no_mark():
    plan = f.seated(count=1)
    registration = plan.registrations.get()
    registration.exempt_subjects = ["theory"]
    registration.save()
    f.received(plan, [row for row in f.marks(plan) if row["subject"] == "practical"])
    assert outcomes(plan)[0][1].passed is True


def test_a_candidate_sees_own_published_results_and_no_neighbours():
    release = f.checked()
    first, second = (r.candidate for r in release.plan.registrations.select_related("candidate")[:2])
    user = f.account_of(first)
    assert own_results(user) == []
    publish_results(actor=f.city(), at=f.at("2021-12-16"), release=release, published_on=date(2021, 12, 16))
    assert [r.candidate_id for r, _, _ in own_results(user)] == [first.pk]
    assert [r.candidate_id for r, _, _ in own_results(f.account_of(second))] == [second.pk]


def test_a_body_sees_results_only_once_published():
    release = f.checked()
    worker = f.worker(release.plan.body)
    assert not releases_visible_to(worker).exists()
    assert list(releases_visible_to(f.city())) == [release]
    assert not releases_visible_to(f.city(f.OTHER_CITY)).exists()
    publish_results(actor=f.city(), at=f.at("2021-12-16"), release=release, published_on=date(2021, 12, 16))
    assert list(releases_visible_to(worker)) == [release]
    assert not releases_visible_to(f.worker(f.body())).exists()
