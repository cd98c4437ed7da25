"""Screens of a filing's later life, of plans called off or resumed, and the calendar."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.organizations.models import Filing
from tests.apps.registrations import factories as f
from tests.web.client import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_2021(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: f.at("2021-11-20"))


def act(client, user, page, thing, key, **fields):
    client.force_login(user)
    return client.post(reverse(page, args=(thing.public_id,)),
                       {"act": key, **{f"{key}-{name}": value for name, value in fields.items()}})  # fmt: skip


def page(client, user, name, *args, **query) -> str:
    client.force_login(user)
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, text(answer)
    return text(answer)


def test_a_filing_is_renewed_changed_beside_the_old_one_and_confirmed(client):
    filing = f.confirmed()
    member = f.worker(filing.body)
    assert act(client, member, "organization_filing", filing, "renew").status_code == 302
    draft = Filing.objects.get(follows=filing)
    assert reverse("organization_filing", args=(draft.public_id,)) in page(client, member, "organization_filing", filing.public_id)
    assert act(client, member, "organization_filing", filing, "change").status_code == 409
    assert act(client, member, "organization_filing", draft, "submit").status_code == 302
    Filing.objects.filter(pk=draft.pk).update(form={**draft.form, "address": "新址 8 号"})
    words = page(client, f.city(), "centre_filing", draft.public_id)
    assert "与原备案对照" in words and "新址 8 号" in words and "演示详细地址" in words


def test_the_city_suspends_with_a_reason_and_sees_what_rests_on_the_filing(client):
    plan = f.planned()
    city = f.city()
    assert plan.plan_number in page(client, city, "centre_filing", plan.filing.public_id)
    assert act(client, city, "centre_filing", plan.filing, "suspend", reason="").status_code == 422
    assert act(client, city, "centre_filing", plan.filing, "suspend", reason="整改").status_code == 302
    assert act(client, city, "centre_filing", plan.filing, "suspend", reason="整改").status_code == 409
    assert act(client, f.county(), "centre_filing", plan.filing, "withdraw", reason="无权").status_code == 403
    assert act(client, city, "centre_filing", plan.filing, "resume", reason="合格").status_code == 302


def test_a_plan_is_called_off_by_body_or_city(client):
    norm = f.special_norm()
    first, second = f.planned(standard=norm), f.planned(standard=norm)
    assert act(client, f.worker(first.body), "organization_plan", first, "withdraw", reason="检修").status_code == 302
    assert act(client, f.city(), "centre_plan", second, "withdraw", reason="检修").status_code == 302
    assert set(ExamPlan.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_a_halted_plan_is_resumed_on_the_standard_in_force(client):
    plan = f.planned()
    member = f.worker(plan.body)
    ExamPlan.objects.update(state="halted")
    assert "按现行标准恢复" in page(client, member, "organization_plan", plan.public_id)
    assert act(client, member, "organization_plan", plan, "resume", standard=plan.standard_id).status_code == 302
    plan.refresh_from_db()
    assert plan.state == "open"


def test_the_calendar_shows_the_month_and_its_clashes(client, django_assert_max_num_queries):
    norm = f.special_norm()
    plans = [f.planned(standard=norm), f.planned(standard=norm)]
    city = f.city()
    client.force_login(city)
    with django_assert_max_num_queries(14):
        answer = client.get(reverse("centre_calendar"), {"month": "2021-12"})
    words = text(answer)
    assert len(re.findall('class="entry clashes"', words)) == 4 and "本月有 2 处冲突" in words
    assert reverse("centre_plan", args=(plans[0].public_id,)) in words
    assert "本月没有考核" in page(client, city, "centre_calendar", month="2022-01")
    own = page(client, f.worker(plans[0].body), "organization_calendar", month="2021-12")
    assert own.count('class="entry"') == 2 and "冲突" not in own


@pytest.mark.parametrize("month", ["2021-13", "十二月", "2021"])
def test_a_month_that_is_none_is_refused_with_words(client, month):
    client.force_login(f.city())
    answer = client.get(reverse("centre_calendar"), {"month": month})
    assert answer.status_code == 422 and "应形如" in text(answer)


def test_cards_of_the_list_are_printed_and_none_is_said_in_words(client):
    city = f.city()
    client.force_login(city)
    assert "没有可打印的有效证卡" in text(client.get(reverse("centre_staff_cards"), follow=True))
    f.card("assessor", valid_to=timezone.now().date())
    answer = client.get(reverse("centre_staff_cards"), {"valid": "soon"})
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert client.get(reverse("centre_staff_template")).status_code == 200


def test_a_form_from_word_is_shown_for_checking_and_nothing_is_stored_before_it_is_saved(client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.apps.organizations.test_filing_files import filled_word

    client.force_login(f.worker(f.body()))
    url = reverse("organization_filing_import")
    assert client.get(url).status_code == 200
    answer = client.post(url, {"file": SimpleUploadedFile("申请表.docx", filled_word())})
    words = text(answer)
    assert answer.status_code == 200 and "尚未保存" in words and 'value="演示0"' in words
    assert Filing.objects.count() == 0
    broken = client.post(url, {"file": SimpleUploadedFile("申请表.docx", b"no")})
    assert broken.status_code == 422 and "损坏" in text(broken)
    for kind in ("docx", "xlsx"):
        assert client.get(reverse("organization_filing_template", args=(kind,))).status_code == 200
