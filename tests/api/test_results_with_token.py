"""A program reads the published results its account may see."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liangcai.apps.certificates.actions.correct_score import correct_score
from tests.api.test_tokens import bearer
from tests.apps.results import factories as f

pytestmark = pytest.mark.django_db


def rows(user, **query):
    answer = Client().get("/api/v1/results", query, headers=bearer(user))
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


def test_results_need_a_token():
    assert Client().get("/api/v1/results").status_code == 401


def test_each_reads_ones_own_and_only_what_is_published():
    release = f.checked()
    worker = f.worker(release.plan.body)
    assert rows(worker) == []
    plan = f.published(f.seated(f.planned(release.plan.body, release.plan.filing, sessions=f.sessions("2021-12-12")))).plan
    assert {r["plan_number"] for r in rows(worker)} == {plan.plan_number}
    assert len(rows(f.city())) == 6
    assert rows(f.city(f.OTHER_CITY)) == rows(f.worker(f.body())) == []


def test_absence_is_not_a_score_of_zero_and_a_correction_replaces():
    plan = f.seated(count=2)
    marks = f.marks(plan)
    marks[0].update(score=None, status="absent")
    f.published(plan, marks)
    row = plan.registrations.get(place__ticket_number=marks[-1]["ticket_number"])
    correct_score(actor=f.city(), at=f.at("2021-12-20"), registration=row, subject="theory", score=Decimal("59.5"), reason="漏计")
    found = {r["ticket_number"]: (r["score"], r["status"], r["passed"], r["entry"]) for r in rows(f.city(), subject="theory")}
    assert found == {marks[0]["ticket_number"]: (None, "absent", False, 1), marks[-1]["ticket_number"]: (59.5, "present", False, 2)}


def test_a_page_of_results_costs_few_queries():
    f.published()
    headers = bearer(f.city())
    with CaptureQueriesContext(connection) as captured:
        assert Client().get("/api/v1/results", headers=headers).json()["count"] == 6
    assert len(captured) <= 8
