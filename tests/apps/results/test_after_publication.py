"""Corrections, requests to look again, rulings, findings, reports."""

from datetime import date
from decimal import Decimal

import pytest

from liangcai.apps.certificates.actions.correct_score import correct_score
from liangcai.apps.exams.actions.assign_panel import assign_panel
from liangcai.apps.results.actions.answer_score_review import answer_score_review
from liangcai.apps.results.actions.ask_score_review import ask_score_review
from liangcai.apps.results.actions.record_finding import record_finding
from liangcai.apps.results.actions.report_results import report_results
from liangcai.apps.results.actions.settle_dispute import settle_dispute
from liangcai.apps.results.models import Score
from liangcai.apps.results.selectors import outcomes
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db


def one(release):
    return release.plan.registrations.select_related("candidate").first()


def correct(registration, score="59.5", reason="漏计一题", actor=None):
    return correct_score(actor=actor or f.city(), at=f.at("2021-12-20"), registration=registration, subject="theory",
                         score=Decimal(score), reason=reason)  # fmt: skip


def test_a_correction_is_a_new_entry_and_the_newest_counts():
    registration = one(f.published())
    correct(registration)
    assert list(Score.objects.filter(registration=registration, subject="theory").order_by("entry")
                .values_list("score", flat=True)) == [Decimal(80), Decimal("59.5")]  # fmt: skip
    assert {o.passed for r, o, _ in outcomes(registration.plan) if r == registration} == {False}
    assert f.entries("correct_score") == 1


def test_a_correction_needs_a_reason_and_a_possible_score():
    registration = one(f.published())
    with pytest.raises(Refused):
        correct(registration, reason=" ")
    for score in ("100.5", "-1", "59.996"):
        with pytest.raises(BadInput):
            correct(registration, score)
    with pytest.raises(NotPermitted):
        correct(registration, actor=f.city(f.OTHER_CITY))
    assert f.entries("correct_score") == 0


def ask(registration, user, day="2021-12-17", subject="theory", reason="请复核客观题"):
    return ask_score_review(actor=user, at=f.at(day), registration=registration, subject=subject, reason=reason)


def test_a_candidate_asks_once_a_subject_and_the_clock_runs():
    registration = one(f.published())
    user = f.account_of(registration.candidate)
    assert ask(registration, user).due_on == date(2021, 12, 31)
    with pytest.raises(Refused) as no:
        ask(registration, user)
    assert (no.value.code, f.entries("ask_score_review")) == ("asked_already", 1)


def test_nobody_asks_for_a_neighbours_score():
    first, second = f.published().plan.registrations.select_related("candidate")[:2]
    with pytest.raises(NotPermitted):
        ask(first, f.account_of(second.candidate))


def test_unpublished_scores_are_not_reviewed():
    registration = one(f.checked())
    with pytest.raises(Refused) as no:
        ask(registration, f.account_of(registration.candidate))
    assert no.value.code == "not_published"


def test_a_request_is_answered_once_by_the_own_city():
    registration = one(f.published())
    review = ask(registration, f.account_of(registration.candidate))
    with pytest.raises(NotPermitted):
        answer_score_review(actor=f.city(f.OTHER_CITY), at=f.at("2021-12-20"), review=review, answer="无误")
    assert answer_score_review(actor=f.city(), at=f.at("2021-12-20"), review=review, answer="无误").state == "answered"
    with pytest.raises(Refused):
        answer_score_review(actor=f.city(), at=f.at("2021-12-20"), review=review, answer="无误")
    assert f.entries("answer_score_review") == 1


def test_only_the_panels_leader_rules_and_the_ruling_is_final():
    plan = f.planned()
    panel = assign_panel(actor=f.city(), at=f.at("2021-11-25"), plan=plan, cards=f.fit_cards(), beacon_source="演示",
                         beacon_value="1")  # fmt: skip
    given = {"actor": f.worker(plan.body), "at": f.at("2021-12-11"), "plan": plan, "question": "量具误差", "ruling": "更换重测"}
    with pytest.raises(Refused) as no:
        settle_dispute(**given, leader=panel.members.filter(is_leader=False).first().card)
    assert no.value.citation.rule == "004-036"
    leader = panel.members.get(is_leader=True).card
    settle_dispute(**given, leader=leader)
    with pytest.raises(Refused) as no:
        settle_dispute(**{**given, "ruling": "改判"}, leader=leader)
    assert (no.value.code, f.entries("settle_dispute")) == ("ruled_already", 1)


def test_a_finding_belongs_to_a_point_left_to_people():
    registration = one(f.received())
    given = {"actor": f.city(), "at": f.at("2021-12-11"), "registration": registration, "text": "能解决现场问题"}
    record_finding(**given, rule="003-017")
    for rule in ("003-017", "004-032", "无"):
        with pytest.raises(Refused):
            record_finding(**given, rule=rule)
    assert f.entries("record_finding") == 1


def test_a_city_reports_a_period_that_has_ended_once():
    f.published()
    city = f.city()
    with pytest.raises(Refused):
        report_results(actor=city, at=f.at("2021-12-30"), from_on=date(2021, 10, 1), to_on=date(2021, 12, 31))
    report = report_results(actor=city, at=f.at("2021-12-31"), from_on=date(2021, 10, 1), to_on=date(2021, 12, 31))
    assert [(r["candidates"], r["present"], r["passed"]) for r in report.rows] == [(3, 3, 3)]
    with pytest.raises(Refused) as no:
        report_results(actor=city, at=f.at("2022-01-05"), from_on=date(2021, 10, 1), to_on=date(2021, 12, 31))
    assert (no.value.code, f.entries("report_results")) == ("reported_already", 1)


def test_a_report_holds_no_other_citys_results():
    f.published()
    report = report_results(actor=f.city(f.OTHER_CITY), at=f.at("2022-01-05"), from_on=date(2021, 10, 1),
                            to_on=date(2021, 12, 31))  # fmt: skip
    assert report.rows == []
