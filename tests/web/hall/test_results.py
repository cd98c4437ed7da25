"""Screens of results: double entry, publication, reviews, statistics; a body runs a session, a city enters, a province looks."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from liangcai.apps.results.double_entry import open_differences, roster_of
from liangcai.apps.results.models import Release, ScoreReview, ScoreSheet
from liangcai.kernel.spreadsheets import workbook_bytes
from tests.apps.certificates import factories as f
from tests.web.client import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client):
    def as_user(user):
        client.force_login(user)
        return client

    return as_user


@pytest.fixture(autouse=True)
def on_day(monkeypatch):
    def travel(day: str):
        monkeypatch.setattr(timezone, "now", lambda: f.at(day, 9))

    travel("2021-12-14")
    return travel


def address(plan):
    return reverse("centre_score_entry", args=[plan.public_id])


def typed(plan, **changed):
    cells = {f"cell:{line.ticket_number}:{s}": changed.get(f"t{n}_{s}", "80")
             for n, line in enumerate(roster_of(plan)) for s in ("theory", "practical")}  # fmt: skip
    return {"act": "grid", **cells}


def test_two_persons_type_on_screen_and_settle_what_differs(sign_in):
    plan = f.seated()
    first, second = f.city(), f.city()
    client = sign_in(first)
    assert "下载带名册的成绩模板" in text(client.get(address(plan)))
    assert client.post(address(plan), typed(plan, t0_theory="59.5")).status_code == 302
    own = text(client.get(address(plan)))
    assert "第二遍须由另一位工作人员" in own and "59.5" not in own
    client = sign_in(second)
    assert "59.5" not in text(client.get(address(plan)))
    client.post(address(plan), typed(plan, t0_theory="95.5"))
    shown = text(client.get(address(plan)))
    assert "两遍不同的 1 格" in shown and "59.5" in shown and "95.5" in shown
    key = open_differences(plan)[0].key
    answer = client.post(address(plan), {"act": "settle", f"cell:{key}": "59.5", f"reason:{key}": ""})
    assert answer.status_code == 422 and 'value="59.5"' in text(answer)
    assert client.post(address(plan), {"act": "settle", f"cell:{key}": "59.5", f"reason:{key}": "原卷"}).status_code == 302
    answer = client.get(address(plan), follow=True)
    assert "录入差异的处理" in text(answer) and "原卷" in text(answer)


def test_what_was_typed_stays_when_a_cell_is_wrong(sign_in):
    plan = f.seated()
    answer = sign_in(f.city()).post(address(plan), typed(plan, t0_theory="77.5", t1_practical="一百"))
    shown = text(answer)
    assert answer.status_code == 422 and 'value="77.5"' in shown and 'value="一百"' in shown and "读到“一百”" in shown
    assert not ScoreSheet.objects.exists()


def filled(client, plan, change=lambda sheet: None):
    book = load_workbook(io.BytesIO(client.get(reverse("centre_score_template", args=[plan.public_id])).getvalue()))
    sheet = book.worksheets[0]
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, 4, 80), sheet.cell(row, 5, 80)
    change(sheet)
    return SimpleUploadedFile("成绩.xlsx", workbook_bytes(book))


def test_two_equal_workbooks_are_taken_in(sign_in):
    plan = f.seated()
    for _turn in range(2):
        client = sign_in(f.city())
        assert client.post(address(plan), {"act": "upload", "workbook": filled(client, plan)}).status_code == 302
    assert Release.objects.get(plan=plan).state == "entered"


def test_faults_of_a_workbook_come_back_in_its_cells(sign_in):
    plan = f.seated()
    client = sign_in(f.city())
    answer = client.post(address(plan), {"act": "upload", "workbook": filled(client, plan, lambda s: s.cell(2, 4, "及格"))})
    assert answer.status_code == 422 and "成绩录入-已批注.xlsx" in text(answer)


@pytest.mark.parametrize("data", [{"act": "upload"}, {"act": "nothing"}, {},
                                  {"act": "upload", "workbook": SimpleUploadedFile("x.xlsx", b"no workbook")}])  # fmt: skip
def test_senseless_requests_are_refused_with_words(sign_in, data):
    assert sign_in(f.city()).post(address(f.seated()), data).status_code == 422


def test_others_do_not_enter(sign_in):
    plan = f.seated()
    assert sign_in(f.city(f.OTHER_CITY)).get(address(plan)).status_code == 404
    assert sign_in(f.worker(plan.body)).get(address(plan)).status_code == 403
    assert sign_in(f.county()).post(address(plan), typed(plan)).status_code == 403


# Publication and reviews


@pytest.mark.parametrize("day, open_still", [("2021-12-23", True), ("2021-12-24", False)])
def test_a_candidate_asks_within_the_publication_period(sign_in, on_day, day, open_still):
    row = f.published().plan.registrations.select_related("candidate").first()
    on_day(day)
    client = sign_in(f.account_of(row.candidate))
    page = text(client.get(reverse("candidate_results")))
    assert ("申请复核" in page) is open_still and "2021-12-23" in page
    answer = client.post(reverse("candidate_results"), {"registration": str(row.public_id), "subject": "theory", "reason": "请复核"})
    assert (answer.status_code, ScoreReview.objects.count()) == ((302, 1) if open_still else (409, 0))


def test_an_overdue_review_is_flagged_at_the_centre(sign_in, on_day):
    release = f.published()
    row = release.plan.registrations.select_related("candidate").first()
    on_day("2021-12-17")
    sign_in(f.account_of(row.candidate)).post(reverse("candidate_results"),
                                              {"registration": str(row.public_id), "subject": "theory", "reason": "请复核"})  # fmt: skip
    city = f.city()
    due = ScoreReview.objects.get().due_on
    for day, late in ((due, 0), (due + timedelta(days=1), 1)):
        on_day(str(day))
        found = text(sign_in(city).get(reverse("centre_results"), {"reviews": "late"}))
        assert (release.plan.plan_number in found) is bool(late)
    assert "已到期或逾期" in text(sign_in(city).get(reverse("centre_home")))


def test_absence_and_breach_read_as_what_they_are(sign_in):
    plan = f.seated()
    rows = f.marks(plan)
    rows[0].update(score=None, status="absent")
    rows[2].update(score=None, status="breach", details={"kind": "夹带资料", "consequence": "取消本科成绩"})
    rows[4].update(score=None, status="deferred")
    release = f.published(plan, rows)
    shown = text(sign_in(f.city()).get(reverse("centre_result", args=[release.public_id])))
    assert all(words in shown for words in ("缺考", "违纪", "夹带资料；取消本科成绩", "缓考", "待补考"))


# Statistics


@pytest.fixture
def issued(on_day):
    plan = f.issued()[0].registration.plan
    on_day("2021-12-27")
    return plan


@pytest.mark.parametrize("by", ["region", "county", "body", "occupation", "level", "kind", "month", "sex", "age", "plan"])
def test_statistics_are_shown_every_way_and_cheaply(sign_in, issued, by, django_assert_max_num_queries):
    client = sign_in(f.province())
    with django_assert_max_num_queries(12):
        shown = text(client.get(reverse("centre_statistics"), {"by": by}))
    assert "100.0%" in shown


def test_a_figure_leads_down_to_the_results_of_a_plan(sign_in, issued):
    client = sign_in(f.province())
    for way in ("region", "body", "plan"):
        shown = client.get(reverse("centre_statistics") + (f"?by={way}&region=3201"))
        assert shown.status_code == 200
    assert reverse("centre_result", args=[issued.release.public_id]) in text(shown)


def test_the_same_figures_as_workbook_and_pdf(sign_in, issued):
    client = sign_in(f.province())
    book = load_workbook(io.BytesIO(client.get(reverse("centre_statistics"), {"export": "xlsx", "by": "body"}).getvalue()))
    rows = [[c.value for c in row] for row in book.active.iter_rows(min_row=4)]
    assert [row[1:] for row in rows] == [[issued.body.name, 3, 3, 3, "100.0%", 3], ["合计", 3, 3, 3, "100.0%", 3]]
    pdf = client.get(reverse("centre_statistics"), {"export": "pdf", "by": "body"}).getvalue()
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert issued.body.name in printed.replace(" ", "") and "100.0%" in printed


@pytest.mark.parametrize("query", [{"by": "x"}, {"from_on": "gestern"}, {"from_on": "2022-01-01", "to_on": "2021-01-01"}, {"body": "x"}])
def test_senseless_questions_are_refused(sign_in, query):
    assert sign_in(f.province()).get(reverse("centre_statistics"), query).status_code == 422


def test_another_city_sees_nothing_of_it(sign_in, issued):
    assert "没有公布的成绩" in text(sign_in(f.city(f.OTHER_CITY)).get(reverse("centre_statistics"), {"body": issued.body_id}))
