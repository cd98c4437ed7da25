"""Which acts tell whom."""

from __future__ import annotations

import pytest

from liangcai.apps.bridging.actions.return_application import return_application
from liangcai.apps.notices.models import Notice
from liangcai.apps.registrations.actions.feed_back import feed_back
from liangcai.apps.registrations.actions.review_batch import review_batch
from tests.apps.bridging import factories as bridging
from tests.apps.resources import factories as resources
from tests.apps.results import factories as f

pytestmark = pytest.mark.django_db


def told(act: str) -> list[tuple[str, str]]:
    """(user name, text) of the notices of an act."""
    return list(Notice.objects.filter(key__startswith=f"{act}:").order_by("pk").values_list("user__username", "text"))


def test_a_body_is_told_how_its_batch_was_answered():
    batch = f.answered(rows=f.people(3))
    [(name, text)] = told("feed_back")
    assert name == f.worker(batch.plan.body).username and "通过 3 人" in text and "不通过 0 人" in text


def test_only_those_who_can_sign_in_are_told():
    plan = f.planned()
    f.handed_in(plan)
    worker = f.worker(plan.body)
    worker.is_active = False
    worker.save()
    batch = review_batch(actor=f.city(), at=f.at("2021-11-11"), batch=plan.batches.get())
    feed_back(actor=f.city(), at=f.at("2021-11-12"), batch=batch)
    assert told("feed_back") == []


def test_candidates_with_accounts_are_told_once_that_results_are_published():
    plan = f.seated(count=3)
    first = f.account_of(plan.registrations.first().candidate)
    f.published(plan)
    [(name, text)] = told("publish_results")
    assert name == first.username and "80" not in text  # a score is not for e-mail


def test_nobody_is_told_of_results_that_are_only_checked():
    plan = f.seated()
    f.account_of(plan.registrations.first().candidate)
    f.checked(plan)
    assert told("publish_results") == []


def test_the_applicant_is_told_how_a_review_ended():
    resources.occupations()
    review = resources.concluded(resources.applied_norm())
    [(name, text)] = told("conclude_review")
    assert name == resources.member(review.project).username and "通过" in text


def test_an_applicant_is_told_of_a_return_with_its_reasons_and_of_the_decision():
    made = bridging.checked(good=False)
    return_application(actor=bridging.province(), at=bridging.at(), application=made, reasons=["缺页", "不清"])
    assert told("return_application") == [(made.candidate.username, "请一次补正：缺页；不清。")]
    granted = bridging.granted()
    assert [name for name, _ in told("decide_application")] == [granted.candidate.username]
