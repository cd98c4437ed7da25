"""Sign-in: refused with words, locked after five wrong passwords, ended when idle."""

from datetime import datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from liangcai.apps.accounts.actions.create_account import create_account

pytestmark = pytest.mark.django_db
AT = datetime(2021, 6, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
PASSWORD = "Demo-12345"


@pytest.fixture
def clerk():
    return create_account(actor="system", at=AT, username="clerk", role="city_centre", display_name="演示",
                          region_code="320500", password=PASSWORD)  # fmt: skip


def enter(client, password):
    return client.post("/sign-in/", {"username": "clerk", "password": password})


def test_a_right_password_opens_and_a_wrong_one_keeps_the_name_typed(client, clerk):
    wrong = enter(client, "nonsense")
    assert wrong.status_code == 200 and "clerk" in wrong.content.decode()
    assert enter(client, PASSWORD).status_code == 302


def test_five_wrong_passwords_lock_even_the_right_one_out_with_words(client, clerk):
    for _ in range(4):
        assert enter(client, "nonsense").status_code == 200
    assert enter(client, "nonsense").status_code == 429
    locked = enter(client, PASSWORD)
    assert locked.status_code == 429 and "锁定" in locked.content.decode()


def test_four_wrong_passwords_do_not_lock(client, clerk):
    for _ in range(4):
        enter(client, "nonsense")
    assert enter(client, PASSWORD).status_code == 302


def test_an_idle_session_ends_and_a_used_one_goes_on(client, clerk):
    enter(client, PASSWORD)
    first = Session.objects.get().expire_date
    with patch("django.utils.timezone.now", lambda: datetime.now(tz=ZoneInfo("UTC")) + timedelta(minutes=20)):
        client.get("/sign-in/")
        assert Session.objects.get().expire_date > first + timedelta(minutes=15)
    assert Session.objects.get().expire_date - timezone.now() < timedelta(minutes=51)


def test_reading_pages_within_five_minutes_writes_no_session(client, clerk, django_assert_max_num_queries):
    enter(client, PASSWORD)
    client.get("/sign-in/")
    with django_assert_max_num_queries(4) as captured:
        client.get("/sign-in/")
    assert not any("UPDATE" in q["sql"] for q in captured.captured_queries)


@pytest.mark.parametrize("name", ["centre_projects", "centre_year_board", "expert_reviews"])
def test_a_page_that_needs_an_account_leads_to_the_sign_in(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
