"""Pages of the administrators: the log, accounts, the calendar."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import record
from liangcai.apps.catalogue.models import CalendarYear
from liangcai.kernel.refusals import BadInput
from liangcai.web.hall.administration.calendar_lines import read_days
from tests.web.client import signed_in, text

pytestmark = pytest.mark.django_db
PASSWORD = "Demo-2022-pass"


def logged(actor: str, action: str, day: int, subject: str = "test.Thing:1") -> None:
    at = datetime(2022, 6, day, 15, 59, tzinfo=UTC)  # 23:59 in China
    record(actor=actor, at=at, action=action, subject=subject, facts={"n": day})


def test_the_log_is_narrowed_by_actor_action_subject_and_days():
    logged("alpha", "confirm_filing", 1)
    logged("beta", "return_filing", 2, "test.Thing:2")
    client = signed_in("audit_admin")
    for query, there, absent in [
        ("q=alpha", "alpha", "beta"), ("q=Thing:2", "beta", "alpha"), ("action=return_filing", "beta", "alpha"),
        ("to=2022-06-01", "alpha", "beta"), ("from=2022-06-02", "beta", "alpha"),
    ]:  # fmt: skip
        rows = text(client.get(f"/administration/ledger/?{query}&export=csv"))
        assert there in rows and absent not in rows, query


def test_long_facts_are_cut_on_the_page_and_whole_in_the_export():
    record(actor="alpha", at=timezone.now(), action="act", subject="test:1", facts={"a": "x" * 5000, "z": "the end"})
    client = signed_in("audit_admin")
    assert "the end" not in text(client.get("/administration/ledger/"))
    assert "the end" in text(client.get("/administration/ledger/?export=csv"))


@pytest.mark.parametrize("query", ["action=none", "from=yesterday", "sort=facts", "export=exe"])
def test_a_filter_the_log_does_not_know_is_refused(query):
    assert signed_in("audit_admin").get(f"/administration/ledger/?{query}").status_code == 422


def test_the_log_costs_few_queries_however_long_it_is(django_assert_max_num_queries):
    for n in range(1, 29):
        logged("alpha", f"act_{n}", n)
    client = signed_in("audit_admin")
    with django_assert_max_num_queries(12):
        assert client.get("/administration/ledger/").status_code == 200


def create(client, **given):
    form = {"act": "create", "create-username": "new.worker", "create-display_name": "演示人员", "create-role": "city_centre",
            "create-region_code": "320500", "create-email": "", "create-password": PASSWORD}  # fmt: skip
    return client.post("/administration/accounts/", {**form, **{f"create-{k}": v for k, v in given.items()}})


def test_an_account_is_made_and_can_sign_in():
    assert create(signed_in("system_admin")).status_code == 302
    made = User.objects.get(username="new.worker")
    assert made.check_password(PASSWORD) and made.region_code == "320500"


@pytest.mark.parametrize("given", [
    {"password": "short"}, {"password": "onlylowercase"}, {"region_code": ""}, {"region_code": "3205"},
    {"role": "emperor"}, {"username": "a b"}, {"email": "not an address"},
])  # fmt: skip
def test_an_account_with_a_fault_is_not_made(given):
    answer = create(signed_in("system_admin"), **given)
    assert answer.status_code == 422 and not User.objects.filter(display_name="演示人员").exists()


def test_a_taken_name_is_refused_and_what_was_typed_stays():
    client = signed_in("system_admin")
    create(client)
    answer = create(client, display_name="另一人")
    assert answer.status_code == 409 and "另一人" in text(answer) and "已存在" in text(answer)


def test_an_account_is_locked_and_unlocked_from_its_page():
    client, worker = signed_in("system_admin"), User.objects.create(username="w", role="body", display_name="演示人员")
    url = f"/administration/accounts/{worker.public_id}/"
    assert client.post(url, {"act": "lock", "lock-reason": "离职"}).status_code == 302
    worker.refresh_from_db()
    assert not worker.is_active and "离职" in text(client.get(url))
    client.post(url, {"act": "unlock", "unlock-reason": "返岗"})
    worker.refresh_from_db()
    assert worker.is_active


def test_a_calendar_year_is_entered_from_lines_and_shown():
    client = signed_in("system_admin")
    form = {"act": "enter", "enter-year": "2031", "enter-source": "演示文号", "enter-days": "2031-01-01 放假 元旦\n\n2031-01-04 上班"}
    assert client.post("/administration/calendar/", form).status_code == 302
    assert CalendarYear.objects.get(year=2031).exceptions.count() == 2
    assert "元旦" in text(client.get("/administration/calendar/2031/"))
    assert client.get("/administration/calendar/2032/").status_code == 409
    answer = client.post("/administration/calendar/", {**form, "enter-days": "2031-01-01 休息"})
    assert answer.status_code == 422 and "第 1 行" in text(answer)


@pytest.mark.parametrize("line", ["2031-02-30 放假", "2031-1-1 放假", "放假 2031-01-01", "2031-01-01", "2031-01-01 休"])
def test_a_line_that_is_no_day_is_named(line):
    with pytest.raises(BadInput, match="第 2 行"):
        read_days(f"2031-01-01 放假\n{line}")


def test_a_day_may_stand_once():
    with pytest.raises(BadInput, match="重复"):
        read_days("2031-01-01 放假\n2031-01-01 上班")
