"""The review page: paged, filtered, noted in bulk over what the filters leave; the candidate's and the body's view."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from liangcai.apps.registrations.models import Registration
from tests.apps.registrations import factories as f
from tests.apps.registrations.test_eligibility import ELIGIBLE, handed_in
from tests.web.client import text

pytestmark = pytest.mark.django_db


def signed(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def roomy():
    """A plan for a thousand."""
    plan = f.planned()
    plan.capacity = 1000
    plan.save()
    return plan


def address(batch, query: str = "") -> str:
    return reverse("centre_batch", args=(batch.public_id,)) + query


def test_a_page_costs_the_same_whatever_the_batch_holds_and_shows_fifty():
    small, large = handed_in(ELIGIBLE, {}), f.handed_in(roomy(), rows=f.people(120, 100))
    costs = []
    for batch in (small, large):
        client = signed(f.city())
        client.get(address(batch))
        with CaptureQueriesContext(connection) as asked:
            page = text(client.get(address(batch)))
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 14
    assert page.count('name="pick"') == 50 and "第 1/3 页" in page


@pytest.mark.parametrize("query, names", [
    ("?said=needs_evidence", {"演示考生002"}), ("?said=eligible", {"演示考生001", "演示考生003"}), ("?q=003", {"演示考生003"}),
    ("?verdict=none", {"演示考生001", "演示考生002", "演示考生003"}), ("?verdict=reject", set()),
    ("?route=2018-四级-2", {"演示考生001", "演示考生003"}), ("?employer=演示企业乙", {"演示考生001"})])  # fmt: skip
def test_the_filters_leave_whom_they_say(query, names):
    batch = handed_in(ELIGIBLE, {}, ELIGIBLE)
    page = text(signed(f.city()).get(address(batch, query)))
    assert {f"演示考生{n:03d}" for n in range(1, 4) if f'aria-label="演示考生{n:03d}"' in page} == names


def test_a_bulk_note_reaches_everybody_the_filters_leave_and_nobody_else():
    batch = handed_in(*[ELIGIBLE, {}] * 10)
    sent = {"act": "note", "note-scope": "all", "note-verdict": "reject", "note-reason": "缺少工作证明"}
    assert signed(f.city()).post(address(batch, "?said=needs_evidence"), sent).status_code == 302
    noted = Registration.objects.filter(verdict="reject")
    assert noted.count() == 10 and set(noted.values_list("said", flat=True)) == {"needs_evidence"}


def test_the_reviewer_goes_from_doubt_to_doubt():
    batch = handed_in({}, ELIGIBLE, {})
    first, _second, third = batch.registrations.order_by("pk")
    client = signed(f.city())
    here = reverse("centre_registration", args=(first.public_id,))
    assert "现有技能等级、技能等级取得日期" in text(client.get(here))
    sent = {"act": "note", "note-verdict": "accept", "note-reason": "核对社保"}
    assert client.post(here, sent).url == reverse("centre_registration", args=(third.public_id,))
    there = reverse("centre_registration", args=(third.public_id,))
    assert client.post(there, sent).url == address(batch)


def test_another_city_finds_neither_batch_nor_person():
    batch = handed_in(ELIGIBLE)
    client = signed(f.city(f.OTHER_CITY))
    assert client.get(address(batch)).status_code == 404
    assert client.get(reverse("centre_registration", args=(batch.registrations.get().public_id,))).status_code == 404


def test_roster_and_feedback_print_after_the_answer_and_not_before():
    batch = f.reviewed(rows=f.people(3))
    client, key = signed(f.city()), batch.public_id
    files = [reverse("centre_roster", args=(key, "pdf")), reverse("centre_feedback", args=(key,)), reverse("centre_roster", args=(key, "xlsx"))]
    assert [client.get(one).status_code for one in files] == [409, 409, 409]
    f.feed_back(actor=f.city(), at=f.at("2021-11-12"), batch=batch)
    assert all(b"".join(client.get(one).streaming_content).startswith(b"%PDF") for one in files[:2])


def test_the_roster_is_a_workbook_too_for_body_and_centre_with_numbers_masked():
    batch = f.reviewed(rows=f.people(3))
    f.feed_back(actor=f.city(), at=f.at("2021-11-12"), batch=batch)
    for client, name in ((signed(f.city()), "centre_roster"), (signed(f.worker(batch.plan.body)), "organization_roster")):
        book = b"".join(client.get(reverse(name, args=(batch.public_id, "xlsx"))).streaming_content)
        heads, *rows = load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True)
        assert heads[:4] == ("序号", "姓名", "性别", "证件号码") and len(rows) == 3
        assert all("*" in row[3] for row in rows)
        assert client.get(reverse(name, args=(batch.public_id, "exe"))).status_code == 404


def test_the_body_sees_the_decision_of_the_rules_with_its_article():
    batch = handed_in(ELIGIBLE, {})
    client = signed(f.worker(batch.plan.body))
    listed = text(client.get(reverse("organization_batch", args=(batch.public_id,))))
    assert "待补证" in listed and "从事本职业起始日期" in listed
    row = batch.registrations.order_by("pk").first()
    page = text(client.get(reverse("organization_registration", args=(row.public_id,))))
    assert "从事本职业或相关职业满 6 年" in page and "编制技术规程（2018年版）" in page

