"""Employers, technical schools and third parties file for levels on forms of their own."""

from __future__ import annotations

import pytest
from django.urls import reverse

from liangcai.apps.organizations.models import Filing
from tests.apps.organizations import factories as f
from tests.web.client import text

pytestmark = pytest.mark.django_db
NEW = ("organization_filing_new", ["skill_level"])
SCOPES = "6-04-03-03 织布工 四级 30"


@pytest.fixture
def as_body(client):
    def sign_in(kind: str):
        client.force_login(f.worker(f.body(kind)))
        return client

    return sign_in


def sent(client, **fields):
    return client.post(reverse(NEW[0], args=NEW[1]), {"contact": "演示", "scopes": SCOPES, **fields})


@pytest.mark.parametrize("kind, asked, other", [
    ("employer", "劳务派遣", "在校学生人数"), ("school", "在校学生人数", "劳务派遣"), ("third_party", "评价场所", "在校学生人数")])  # fmt: skip
def test_each_kind_of_body_has_its_own_form(as_body, kind, asked, other):
    shown = text(as_body(kind).get(reverse(NEW[0], args=NEW[1])))
    assert asked in shown and other not in shown


@pytest.mark.parametrize("staff, dispatched, status", [(10, 10, 302), (10, 11, 422), (0, 0, 422)])
def test_the_dispatched_are_among_the_staff(as_body, staff, dispatched, status):
    answer = sent(as_body("employer"), staff_count=staff, dispatched_count=dispatched)
    assert answer.status_code == status and Filing.objects.exists() == (status == 302)
    assert status == 302 or SCOPES in text(answer)


def test_what_was_filed_is_shown_and_can_be_put_right(as_body):
    client = as_body("employer")
    sent(client, staff_count=300, dispatched_count=20)
    filing = Filing.objects.get()
    assert "300" in text(client.get(reverse("organization_filing", args=[filing.public_id])))
    edit = reverse("organization_filing_edit", args=[filing.public_id])
    assert 'value="20"' in text(client.get(edit))
    client.post(edit, {"contact": "演示", "scopes": SCOPES, "staff_count": 301, "dispatched_count": 0})
    filing.refresh_from_db()
    assert (filing.form["staff_count"], filing.form["dispatched_count"]) == (301, 0)


def test_a_third_party_is_told_which_bank_is_missing(as_body):
    client = as_body("third_party")
    sent(client)
    no = client.post(reverse("organization_filing", args=[Filing.objects.get().public_id]), {"act": "submit"})
    assert no.status_code == 409 and "织布工 四级：目录中没有省厅评审通过的题库" in text(no)
    assert Filing.objects.get().state == "draft"
