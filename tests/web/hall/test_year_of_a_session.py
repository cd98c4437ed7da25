"""The working year at the screens: a body runs a session of 300, the city enters twice and releases, the county passes on
filings but not scores, the province looks. Every step by the page that a person would use."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from liangcai.apps.certificates.models import Certificate
from liangcai.apps.registrations.models import Registration
from liangcai.apps.registrations.workbook import fill_template
from liangcai.apps.results.models import Release, ScoreReview
from liangcai.kernel.spreadsheets import workbook_bytes
from tests.apps.certificates import factories as f
from tests.web.client import text

pytestmark = pytest.mark.django_db
COUNT = 300


class Day:
    """A day at the screens: signing in anew each time, as sessions end overnight."""

    def __init__(self, client, monkeypatch):
        self.client, self.monkeypatch = client, monkeypatch

    def on(self, day, user):
        self.monkeypatch.setattr(timezone, "now", lambda: f.at(day, 9))
        self.client.force_login(user)
        return self

    def sees(self, name, *args, **query):
        response = self.client.get(reverse(name, args=args), query)
        assert response.status_code == 200, text(response)
        return text(response)

    def does(self, name, *args, key, **fields):
        response = self.client.post(reverse(name, args=args), {"act": key, **{f"{key}-{k}": v for k, v in fields.items()}})
        assert response.status_code == 302, text(response)


@pytest.fixture
def day(client, monkeypatch):
    return Day(client, monkeypatch)


def filled(day, plan, score):
    """The score template as downloaded, filled in: `score(row)` for both subjects."""
    book = load_workbook(io.BytesIO(day.client.get(reverse("centre_score_template", args=[plan.public_id])).getvalue()))
    sheet = book.worksheets[0]
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, 4, score(row)), sheet.cell(row, 5, 80)
    return SimpleUploadedFile("成绩.xlsx", workbook_bytes(book))


def test_a_session_of_three_hundred_from_registration_to_the_provinces_figures(day):
    f.calendar()
    f.stock(400)
    plan = f.planned(capacity=COUNT, rooms=[{"name": f"考场{n}", "seats": 30, "address": "演示路"} for n in range(10)])
    worker, city, second, third = f.worker(plan.body), f.city(), f.city(), f.city()

    day.on("2021-11-01", worker)
    book = SimpleUploadedFile("报名.xlsx", fill_template(f.people(COUNT)))
    assert day.client.post(reverse("organization_import", args=[plan.public_id]), {"workbook": book}).status_code == 302
    batch = plan.batches.get()
    day.does("organization_batch", batch.public_id, key="submit")

    day.on("2021-11-10", city)
    assert plan.plan_number in day.sees("centre_batches", state="submitted")
    refused = batch.registrations.order_by("pk")[2]
    day.does("centre_registration", refused.public_id, key="note", verdict="reject", reason="照片不清")
    day.does("centre_batch", batch.public_id, key="review", seen="on")
    day.does("centre_batch", batch.public_id, key="feed_back")
    assert Registration.objects.filter(plan=plan, state="accepted").count() == COUNT - 1

    day.on("2021-11-26", worker)
    day.does("organization_plan", plan.public_id, key="places", seed=7)
    assert day.client.get(reverse("organization_tickets", args=[plan.public_id])).getvalue().startswith(b"%PDF")

    address = reverse("centre_score_entry", args=[plan.public_id])
    for user, typed in ((city, lambda row: "59.5" if row == 2 else 80), (second, lambda row: "95.5" if row == 2 else 80)):
        day.on("2021-12-14", user)
        assert day.client.post(address, {"act": "upload", "workbook": filled(day, plan, typed)}).status_code == 302
    shown = text(day.client.get(address))
    assert "两遍不同的 1 格" in shown
    key = next(part.split('"')[0] for part in shown.split('name="cell:')[1:])
    assert day.client.post(address, {"act": "settle", f"cell:{key}": "59.5", f"reason:{key}": "原卷 59.5"}).status_code == 302
    release = Release.objects.get(plan=plan)

    day.on("2021-12-15", f.county())
    assert "第一考场" not in day.sees("centre_result", release.public_id)
    assert day.client.post(reverse("centre_result", args=[release.public_id]), {"act": "check"}).status_code == 403
    day.on("2021-12-16", third)
    day.does("centre_result", release.public_id, key="check")
    day.does("centre_result", release.public_id, key="publish")

    failed = Registration.objects.get(place__ticket_number=key.split(":")[0])
    account = f.account_of(failed.candidate)
    day.on("2021-12-17", account)
    mine = day.sees("candidate_results")
    assert "59.5" in mine and "不合格" in mine
    day.client.post(reverse("candidate_results"), {"registration": str(failed.public_id), "subject": "theory", "reason": "请复核第 12 题"})
    review = ScoreReview.objects.get()
    day.on("2021-12-20", city)
    assert "请复核第 12 题" in day.sees("centre_result", release.public_id)
    day.does("centre_result", release.public_id, key="answer", review=review.pk, answer="第 12 题漏计 0.5 分")
    day.does("centre_result", release.public_id, key="correct", ticket_number=key.split(":")[0], subject="theory", score="60",
             reason="第 12 题漏计 0.5 分")  # fmt: skip
    day.on("2021-12-24", city)
    day.does("centre_result", release.public_id, key="issue")
    assert Certificate.objects.count() == COUNT - 1
    day.does("centre_result", release.public_id, key="archive", gaps_explained="演示批次未派小组")

    day.on("2021-12-28", f.province())
    figures = day.sees("centre_statistics", by="body")
    assert plan.body.name in figures and "299" in figures and "100.0%" in figures
    day.on("2021-12-28", account)
    assert "60" in day.sees("candidate_results") and day.sees("candidate_certificates").count("ZX") >= 1
