"""Complaints from entry to the public outcome; rulings on disputes; recusals on the plan's page."""

import pytest
from django.urls import reverse
from django.utils import timezone

from liangcai.apps.exams.actions.assign_panel import assign_panel
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.results.models import Ruling
from liangcai.apps.supervision.models import Complaint
from tests.apps.registrations import factories as f
from tests.web.client import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_2021(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: f.at("2021-12-12"))


def act(client, user, url, key, **fields):
    client.force_login(user)
    return client.post(url, {"act": key, **{f"{key}-{name}": value for name, value in fields.items()}})


def test_a_complaint_is_entered_closed_and_only_then_public_without_what_was_written(client):
    city = f.city()
    url = reverse("centre_complaints")
    given = {"about": "演示机构", "text": "某人来信的原文", "received_on": "2021-12-10"}
    assert act(client, city, url, "receive", **{**given, "received_on": "2021-12-13"}).status_code == 409
    assert act(client, city, url, "receive", **given).status_code == 302
    made = Complaint.objects.get()
    assert "演示机构" not in text(client.get(reverse("public_complaints")))
    own = reverse("centre_complaint", args=(made.public_id,))
    assert act(client, city, own, "close", outcome="").status_code == 422
    assert act(client, city, own, "close", outcome="已责令整改").status_code == 302
    assert act(client, city, own, "close", outcome="又一个结果").status_code == 409
    client.logout()
    public = text(client.get(reverse("public_complaints")))
    assert "演示机构" in public and "已责令整改" in public and "原文" not in public


def test_a_complaint_is_seen_in_its_jurisdiction_only(client):
    act(client, f.city(), reverse("centre_complaints"), "receive", about="甲", text="乙", received_on="2021-12-10")
    own = reverse("centre_complaint", args=(Complaint.objects.get().public_id,))
    for user, status in ((f.city(f.OTHER_CITY), 404), (f.province(), 200), (f.worker(f.body()), 403)):
        client.force_login(user)
        assert client.get(own).status_code == status


def test_the_list_of_complaints_costs_few_queries(client, django_assert_max_num_queries):
    Complaint.objects.bulk_create(Complaint(region_code="320100", about=f"机构{n}", text="x", received_on="2021-12-01")
                                  for n in range(60))  # fmt: skip
    client.force_login(f.city())
    with django_assert_max_num_queries(12):
        assert client.get(reverse("centre_complaints"), {"open": "yes"}).status_code == 200


@pytest.mark.parametrize("page", ["organization_plan", "centre_plan"])
def test_the_leader_s_ruling_is_entered_once_on_the_plan_s_page(client, page):
    plan = f.planned()
    panel = assign_panel(actor=f.city(), at=f.at("2021-11-25"), plan=plan, cards=f.fit_cards(), beacon_source="演示",
                         beacon_value="1")  # fmt: skip
    ExamPlan.objects.update(state="closed")
    leader, other = panel.members.get(is_leader=True), panel.members.filter(is_leader=False).first()
    user = f.city() if page == "centre_plan" else f.worker(plan.body)
    url = reverse(page, args=(plan.public_id,))
    given = {"question": "尺寸如何量取", "ruling": "以卡尺为准"}
    assert act(client, user, url, "ruling", leader=other.card_id, **given).status_code == 422
    assert act(client, user, url, "ruling", leader=leader.card_id, **given).status_code == 302
    assert act(client, user, url, "ruling", leader=leader.card_id, **given).status_code == 409
    assert Ruling.objects.count() == 1 and "以卡尺为准" in text(client.get(url))


def test_a_recusal_is_entered_on_the_plan_s_page_and_named_when_too_few_are_left(client):
    plan, city = f.planned(), f.city()
    cards = f.fit_cards(2, 1)
    url = reverse("centre_plan", args=(plan.public_id,))
    assert act(client, city, url, "recusal", card=cards[0].pk, kind="kin", note="配偶在该机构").status_code == 302
    assert "配偶在该机构" in text(client.get(url))
    no = act(client, city, url, "panel", size=3, beacon_source="演示", beacon_value="1")
    assert no.status_code == 409 and cards[0].holder_name in text(no) and "亲属关系" in text(no)
