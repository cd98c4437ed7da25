"""Scores entered by two persons in a real browser; a candidate sees the result and asks for a review."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from liangcai.apps.results.models import Release, ScoreReview
from tests.apps.results import factories as f
from tests.browser.conftest import sideways_scroll

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_screen(page, live_server, monkeypatch):
    """Opens an address on a day as somebody who is signed in."""

    def opened(user, day, address):
        monkeypatch.setattr(timezone, "now", lambda: f.at(day, 9))
        client = Client()
        client.force_login(user)
        page.context.clear_cookies()
        page.context.add_cookies([{"name": name, "value": cookie.value, "url": live_server.url} for name, cookie in client.cookies.items()])
        response = page.goto(live_server.url + address)
        assert response.status == 200 and sideways_scroll(page) <= 1
        return page

    return opened


def press(page, words):
    page.get_by_role("button", name=words, exact=True).first.click()
    page.wait_for_load_state()
    assert sideways_scroll(page) <= 1


def test_two_persons_enter_scores_and_settle_what_differs(at_screen):
    plan = f.seated()
    address = f"/centre/plans/{plan.public_id}/scores/"
    for user, odd in ((f.city(), "59.5"), (f.city(), "95.5")):
        page = at_screen(user, "2021-12-14", address)
        cells = page.locator("table input.form-control")
        for n in range(cells.count()):
            cells.nth(n).fill("80")
        cells.nth(0).fill(odd)
        press(page, "录入")
    shown = page.locator("main").inner_text()
    assert "两遍不同的 1 格" in shown and "59.5" in shown and "95.5" in shown
    inputs = page.locator("table input.form-control")
    inputs.nth(0).fill("六十")
    inputs.nth(1).fill("原卷")
    press(page, "处理差异并入库")
    assert inputs.nth(0).input_value() == "六十" and inputs.nth(1).input_value() == "原卷"
    inputs.nth(0).fill("59.5")
    press(page, "处理差异并入库")
    assert "录入差异的处理" in page.locator("main").inner_text()
    assert Release.objects.get(plan=plan).state == "entered"
    assert [fault for fault in page.faults if "422" not in fault] == []


def test_a_candidate_sees_the_result_and_asks_for_a_review(at_screen):
    plan = f.seated()
    f.published(plan, f.marks(plan, lambda n, s: "59.5" if n == 0 else "80"))
    row = plan.registrations.select_related("candidate").order_by("place__ticket_number").first()
    account = f.account_of(row.candidate)
    page = at_screen(account, "2021-12-23", "/candidate/results/")
    shown = page.locator("main").inner_text()
    assert "59.5" in shown and "不合格" in shown and "2021-12-23" in shown
    page.locator("summary", has_text="申请复核").first.click()
    page.locator("textarea").first.fill("请复核客观题")
    press(page, "提交申请")
    assert "已申请" in page.locator("main").inner_text()
    assert ScoreReview.objects.get().reason == "请复核客观题"
    page = at_screen(account, "2021-12-24", "/candidate/results/")
    assert page.locator("summary", has_text="申请复核").count() == 0 and "公示期已过" in page.locator("main").inner_text()
    assert page.faults == []
