"""Screens of examining: what each role sees and does, and where it ends."""

from __future__ import annotations

import base64
import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image

from liangcai.apps.catalogue.selectors import policy
from liangcai.apps.organizations.filing_form import COMMITMENTS, MANAGEMENT_RULES, PART_A, PART_B
from liangcai.apps.organizations.models import Filing
from liangcai.apps.registrations.models import Batch, Registration
from liangcai.apps.registrations.workbook import fill_template
from liangcai.apps.results.models import ScoreReview
from liangcai.apps.station.signing import PACKAGE, RECEIVER, published_keys, station_key
from liangcai.apps.supervision.models import Duty, Inspection
from liangcai.engines.sealing.packages import Manifest, seal
from tests.apps.certificates import factories as f
from tests.apps.supervision.factories import drawn, supervisors
from tests.web.client import text

pytestmark = pytest.mark.django_db
QUERIES = 12
HOME_QUERIES = 24  # a home asks one question a tile


@pytest.fixture
def sign_in(client):
    def as_user(user):
        client.force_login(user)
        return client

    return as_user


@pytest.fixture
def on_day(monkeypatch):
    """Screens read the clock; the situations stand in 2021."""

    def travel(day: str, hour: int = 9):
        moment = f.at(day, hour)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return travel


def page(client, name, *args, **query) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200, text(response)
    return text(response)


def act(client, name, *args, key, **fields):
    given = {"act": key, **{f"{key}-{k}": v for k, v in fields.items()}}
    return client.post(reverse(name, args=args), given)


CENTRE = ["centre_home", "centre_filings", "centre_staff", "centre_plans", "centre_batches", "centre_results",
          "centre_certificates", "centre_inspections", "centre_duties"]  # fmt: skip
ORGANIZATION = ["organization_home", "organization_filings", "organization_plans", "organization_registrations",
                "organization_results", "organization_certificates"]  # fmt: skip
CANDIDATE = ["candidate_home", "candidate_registrations", "candidate_open_plans", "candidate_results",
             "candidate_certificates"]  # fmt: skip


@pytest.mark.parametrize("role", ["province", "city", "county"])
@pytest.mark.parametrize("name", CENTRE)
def test_empty_pages_of_a_centre(sign_in, role, name):
    assert page(sign_in(getattr(f, role)()), name)


@pytest.mark.parametrize("name", ORGANIZATION)
def test_empty_pages_of_a_body(sign_in, name):
    assert page(sign_in(f.worker(f.body())), name)


@pytest.mark.parametrize("name", [*CANDIDATE, "supervisor_home", "supervisor_visits"])
def test_empty_pages_of_a_person(sign_in, name):
    assert page(sign_in(f.account(name.split("_")[0])), name)


@pytest.mark.parametrize("name", [*CENTRE, *ORGANIZATION, *CANDIDATE, "supervisor_visits"])
def test_no_page_is_open_to_a_stranger(client, name):
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", [*CENTRE[1:], *ORGANIZATION[1:], "supervisor_visits"])
def test_a_candidate_sees_no_offices_page(sign_in, name):
    assert sign_in(f.account("candidate")).get(reverse(name)).status_code == 403


@pytest.fixture
def full():
    """Two examined batches in Nanjing, one in Suzhou."""
    f.stock(), f.stock(region=f.OTHER_CITY)
    first = f.published(f.seated(count=4)).plan
    f.issue(first)
    f.published(f.seated(f.planned(first.body, sessions=f.sessions("2021-12-18")), count=4))
    elsewhere = f.published(f.seated(f.planned(f.body(region=f.OTHER_COUNTY), sessions=f.sessions("2021-12-19")))).plan
    f.issue(elsewhere)
    drawn([first])
    return first, elsewhere


@pytest.mark.parametrize("name", CENTRE)
def test_a_centres_lists_cost_few_queries(sign_in, full, name, django_assert_max_num_queries):
    client = sign_in(f.city())
    with django_assert_max_num_queries(HOME_QUERIES if name == "centre_home" else QUERIES):
        page(client, name)


@pytest.mark.parametrize("name", ORGANIZATION)
def test_a_bodys_lists_cost_few_queries(sign_in, full, name, django_assert_max_num_queries):
    client = sign_in(f.worker(full[0].body))
    with django_assert_max_num_queries(HOME_QUERIES if name == "organization_home" else QUERIES):
        page(client, name)


@pytest.mark.parametrize("name", CANDIDATE)
def test_a_candidates_pages_cost_few_queries(sign_in, full, name, django_assert_max_num_queries):
    client = sign_in(f.account_of(full[0].registrations.first().candidate))
    with django_assert_max_num_queries(QUERIES):
        page(client, name)


def things_of(plan) -> list[tuple[str, object]]:
    certificate = plan.registrations.filter(certificates__isnull=False).first().certificates.get()
    return [("filing", plan.filing.public_id), ("plan", plan.public_id), ("batch", plan.batches.first().public_id),
            ("result", plan.release.public_id), ("certificate", certificate.public_id)]  # fmt: skip


@pytest.mark.parametrize("number", range(5))
def test_a_thing_opens_for_its_own_and_for_nobody_else(sign_in, full, number):
    mine, elsewhere = full
    (kind, own), (_, other) = things_of(mine)[number], things_of(elsewhere)[number]
    for audience, user in (("centre", f.city()), ("centre", f.county()), ("organization", f.worker(mine.body))):
        client = sign_in(user)
        assert client.get(reverse(f"{audience}_{kind}", args=[own])).status_code == 200
        assert client.get(reverse(f"{audience}_{kind}", args=[other])).status_code == 404
    assert sign_in(f.province()).get(reverse(f"centre_{kind}", args=[other])).status_code == 200


def test_a_draft_of_a_filing_is_nobodys_but_the_bodys(sign_in):
    filing = f.drafted()
    assert sign_in(f.city()).get(reverse("centre_filing", args=[filing.public_id])).status_code == 404


# Filing, from the empty form to the confirmation


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "PNG")
    return SimpleUploadedFile("考场.png", out.getvalue())


def annex() -> dict:
    return {
        **{key: f"演示{label}" for key, label in {**PART_A, **PART_B}.items()}, "project": f.PROJECT,
        "places": f"{f.PROJECT} 30", "equipment": "显微镜 30", "instruments": "电子天平 10", "basis_documents": "规范 5",
        "staff": "演示管理员 40 女 主任 高级工程师", **{f"rule_{n}": f"制度{n}.pdf" for n in range(len(MANAGEMENT_RULES))},
        **dict.fromkeys(COMMITMENTS, "on"),
    }  # fmt: skip


def test_the_whole_form_goes_from_the_body_by_the_county_to_the_city(sign_in):
    body = f.body()
    client = sign_in(f.worker(body))
    new = reverse("organization_filing_new", args=["special_ability"])
    saved = client.post(new, {**annex(), "venue_picture": picture(), "equipment_picture": picture()})
    filing = Filing.objects.get()
    own = reverse("organization_filing", args=[filing.public_id])
    assert (saved.status_code, saved.url) == (302, own)
    assert [d.kind for d in filing.documents.all()] == ["venue_picture", "equipment_picture"]
    assert client.get(reverse("organization_filing_document", args=[filing.public_id, filing.documents.first().pk])).status_code == 200
    assert act(client, "organization_filing", filing.public_id, key="submit").status_code == 302
    county = sign_in(f.county())
    assert "备案确认" not in page(county, "centre_filing", filing.public_id)
    assert act(county, "centre_filing", filing.public_id, key="pass_on").status_code == 302
    city = sign_in(f.city())
    confirmation = {"opinion": "予以备案", "filing_number": "备1", "valid_from": "2021-09-10", "valid_to": "2024-09-09"}
    early = act(city, "centre_filing", filing.public_id, key="confirm", **confirmation)
    assert early.status_code == 409 and "主管部门尚未签署意见" in text(early) and "备1" in text(early)
    act(city, "centre_filing", filing.public_id, key="opinion", opinion="同意", given_on="2021-09-08")
    assert act(city, "centre_filing", filing.public_id, key="confirm", **confirmation).status_code == 302
    filing.refresh_from_db()
    assert (filing.state, str(filing.valid_to)) == ("confirmed", "2024-09-09")


def test_a_county_that_tries_to_confirm_is_refused(sign_in):
    filing = f.with_opinion(f.submitted())
    given = {"opinion": "予以备案", "filing_number": "备1", "valid_from": "2021-09-10", "valid_to": "2024-09-09"}
    assert act(sign_in(f.county()), "centre_filing", filing.public_id, key="confirm", **given).status_code == 403


def test_a_half_filled_form_is_kept_and_the_hand_in_names_what_is_missing(sign_in):
    client = sign_in(f.worker(f.body()))
    client.post(reverse("organization_filing_new", args=["special_ability"]), {"applicant": "演示", "project": f.PROJECT})
    filing = Filing.objects.get()
    no = act(client, "organization_filing", filing.public_id, key="submit")
    assert no.status_code == 409 and "三项承诺" in text(no) and "设施设备影像资料" in text(no)
    assert f.PROJECT in page(client, "organization_filing_edit", filing.public_id)


@pytest.mark.parametrize("change, words", [
    ({"places": "只有名称"}, "第 1 行应为"), ({"places": "甲 三十"}, "应为整数"), ({"project": ""}, "必填"),
    ({"venue_picture": SimpleUploadedFile("a.png", b"no picture")}, "图片")])  # fmt: skip
def test_a_faulty_form_keeps_what_was_typed(sign_in, change, words):
    client = sign_in(f.worker(f.body()))
    answer = client.post(reverse("organization_filing_new", args=["special_ability"]), {**annex(), **change})
    assert answer.status_code == 422 and "显微镜 30" in text(answer)
    assert words in text(answer) or words == "必填"
    assert not Filing.objects.exists()


def test_another_bodys_filing_is_not_edited(sign_in):
    client = sign_in(f.worker(f.body()))
    assert client.post(reverse("organization_filing_edit", args=[f.drafted().public_id]), annex()).status_code == 404


def test_levels_are_filed_a_line_each(sign_in):
    client = sign_in(f.worker(f.body("school")))
    client.post(reverse("organization_filing_new", args=["skill_level"]), {
        "contact": "演示 025", "student_count": 900, "scopes": "6-04-03-03 织布工 四级 30\n6-04-03-03 织布工 五级 30"})  # fmt: skip
    assert [s.level for s in Filing.objects.get().scopes.order_by("level")] == ["五级", "四级"]


# Plan and registration


def plan_fields(filing, **change) -> dict:
    return {
        "filing_scope": filing.scopes.get().pk, "standard": f.special_norm().pk, "plan_number": "ZX2021000001", "capacity": 20,
        "registration_closes_on": "2021-11-10", "theory_at": "2021-12-11T09:00", "theory_mode": "sheet",
        "theory_minutes": 90, "practical_at": "2021-12-11T14:00", "practical_mode": "task", "practical_minutes": 120,
        "rooms": "第一考场 20 演示路1号", **change,
    }  # fmt: skip


def test_a_plan_is_made_on_screen(sign_in):
    filing = f.confirmed()
    client = sign_in(f.worker(filing.body))
    made = client.post(reverse("organization_plan_new"), plan_fields(filing))
    plan = filing.plans.get()
    assert made.status_code == 302
    assert timezone.localtime(plan.sessions.get(subject="theory").starts_at).hour == 9
    assert "第一考场" in page(client, "organization_plan", plan.public_id)


def test_a_refused_plan_keeps_what_was_typed(sign_in):
    filing = f.confirmed()
    answer = sign_in(f.worker(filing.body)).post(reverse("organization_plan_new"), plan_fields(filing, capacity=21))
    assert answer.status_code == 409
    assert "座位（工位）只有 20 个" in text(answer) and "第一考场 20 演示路1号" in text(answer)


def test_another_bodys_scope_cannot_be_chosen(sign_in):
    client = sign_in(f.worker(f.confirmed().body))
    assert client.post(reverse("organization_plan_new"), plan_fields(f.confirmed())).status_code == 422


def upload(client, plan, rows, **more):
    book = SimpleUploadedFile("报名.xlsx", fill_template(rows))
    return client.post(reverse("organization_import", args=[plan.public_id]), {"workbook": book, **more})


def test_a_good_workbook_goes_in_and_is_handed_in(sign_in, on_day):
    f.calendar()
    plan = f.planned()
    client = sign_in(f.worker(plan.body))
    on_day("2021-11-01")
    template = client.get(reverse("organization_registration_template"))
    assert load_workbook(io.BytesIO(b"".join(template.streaming_content))).worksheets[0]["A1"].value == "姓名*"
    assert upload(client, plan, f.people(3)).status_code == 302
    batch = Batch.objects.get()
    assert "演示考生001" in page(client, "organization_batch", batch.public_id)
    assert act(client, "organization_batch", batch.public_id, key="submit").status_code == 302
    batch.refresh_from_db()
    assert str(batch.due_on) == "2021-11-15"


def test_a_faulty_workbook_comes_back_with_comments_in_its_cells(sign_in, on_day):
    plan = f.planned()
    client = sign_in(f.worker(plan.body))
    on_day("2021-11-01")
    rows = [f.people(1)[0], {**f.people(1, 2)[0], "phone": "12"}]
    answer = upload(client, plan, rows)
    assert answer.status_code == 422 and not Registration.objects.exists()
    marked = base64.b64decode(re.search(r"base64,([A-Za-z0-9+/=]+)", text(answer).replace("&#x3D;", "="))[1])
    assert "11 位手机号码" in load_workbook(io.BytesIO(marked)).worksheets[0]["C3"].comment.text
    accepted = upload(client, plan, rows, accept_valid="on")
    assert accepted.status_code == 200 and Registration.objects.count() == 1


def test_no_plan_of_another_body_takes_a_workbook(sign_in):
    assert upload(sign_in(f.worker(f.body())), f.planned(), f.people(1)).status_code == 404


# Review


def test_a_batch_is_reviewed_in_bulk_and_answered_once(sign_in, on_day):
    batch = f.handed_in(rows=f.people(6))
    on_day("2021-11-05")
    client = sign_in(f.city())
    shown = page(client, "centre_batch", batch.public_id)
    assert "演示考生006" in shown and f.people(1)[0]["identity_number"] not in shown
    done = act(client, "centre_batch", batch.public_id, key="review", refusals="2 照片不清\n4-5 工作年限不足", seen="on")
    assert done.status_code == 302
    states = list(Registration.objects.order_by("pk").values_list("state", "reason"))
    assert states[1] == ("rejected", "照片不清") and states[3] == states[4] == ("rejected", "工作年限不足")
    assert [s for s, _ in states].count("accepted") == 3
    before = page(sign_in(f.worker(batch.plan.body)), "organization_batch", batch.public_id)
    assert "照片不清" not in before
    client = sign_in(f.city())
    assert act(client, "centre_batch", batch.public_id, key="feed_back").status_code == 302
    assert "照片不清" in page(sign_in(f.worker(batch.plan.body)), "organization_batch", batch.public_id)
    assert act(sign_in(f.city()), "centre_batch", batch.public_id, key="feed_back").status_code == 409


@pytest.mark.parametrize("typed", ["7 不符", "0 不符", "3", "x 不符", "2-y 不符", "1,9 不符"])
def test_a_refusal_that_names_nobody_or_no_reason_is_returned_as_typed(sign_in, typed):
    batch = f.handed_in(rows=f.people(6))
    answer = act(sign_in(f.city()), "centre_batch", batch.public_id, key="review", refusals=typed, seen="on")
    assert answer.status_code == 422 and typed in text(answer)
    assert Batch.objects.get().state == "submitted"


def test_the_queue_shows_the_clock_and_says_what_is_late(sign_in, on_day):
    f.handed_in()
    on_day("2021-11-08")
    assert "剩余 7 天" in page(sign_in(f.city()), "centre_batches")
    on_day("2021-11-16")
    client = sign_in(f.city())
    assert "已逾期 1 天" in page(client, "centre_batches")
    assert "逾期不等于同意" in page(client, "centre_batch", Batch.objects.get().public_id)


def test_a_county_decides_nothing(sign_in):
    batch = f.handed_in()
    client = sign_in(f.county())
    assert "作出审核决定" not in page(client, "centre_batch", batch.public_id)
    assert act(client, "centre_batch", batch.public_id, key="review", seen="on").status_code == 403


# Places, panel, results, certificates


def test_places_are_assigned_and_tickets_printed(sign_in):
    batch = f.answered()
    client = sign_in(f.worker(batch.plan.body))
    early = client.get(reverse("organization_tickets", args=[batch.plan.public_id]))
    assert early.status_code == 409
    act(client, "organization_plan", batch.plan.public_id, key="places", seed="7")
    assert client.get(reverse("organization_tickets", args=[batch.plan.public_id])).getvalue().startswith(b"%PDF")


def test_a_site_check_needs_words_for_what_does_not_hold(sign_in):
    plan = f.seated()
    client = sign_in(f.worker(plan.body))
    assert act(client, "organization_plan", plan.public_id, key="site", signs="on").status_code == 409
    assert act(client, "organization_plan", plan.public_id, key="site", signs="on", remarks="正在补充").status_code == 302


def test_a_panel_is_drawn_from_the_register(sign_in):
    plan = f.planned()
    f.fit_cards()
    client = sign_in(f.city())
    given = {"beacon_source": "演示", "beacon_value": "1"}
    small = act(client, "centre_plan", plan.public_id, key="panel", size="2", **given)
    assert small.status_code == 409 and "不少于 3 人" in text(small)
    assert act(client, "centre_plan", plan.public_id, key="panel", size="3", **given).status_code == 302
    assert page(client, "centre_plan", plan.public_id).count("组员") == 2


def test_a_result_package_must_be_one(sign_in):
    plan = f.seated()
    package = SimpleUploadedFile("成绩.lcpk", b"not a package")
    answer = act(sign_in(f.city()), "centre_plan", plan.public_id, key="receive", package=package)
    assert answer.status_code in (409, 422) and not hasattr(type(plan).objects.get(pk=plan.pk), "release")


def test_results_are_checked_by_a_second_person_published_and_certified(sign_in, on_day):
    f.stock()
    release = f.received()
    first, second = sign_in(release.entered_by), f.city()
    assert act(first, "centre_result", release.public_id, key="check").status_code == 403
    client = sign_in(second)
    on_day("2021-12-16")
    for key in ("check", "publish"):
        assert act(client, "centre_result", release.public_id, key=key).status_code == 302
    for day, status in (("2021-12-23", 409), ("2021-12-24", 302)):  # the publication period ends on the 23rd
        on_day(day)
        client = sign_in(second)
        assert act(client, "centre_result", release.public_id, key="issue").status_code == status
    assert "ZX3201062021000003" in page(client, "centre_certificates")


def test_a_certificate_is_voided_with_a_reason(sign_in):
    certificate = f.issued()[0]
    client = sign_in(f.city())
    assert act(client, "centre_certificate", certificate.public_id, key="revoke", reason="").status_code == 422
    assert act(client, "centre_certificate", certificate.public_id, key="revoke", reason="冒名顶替").status_code == 302
    assert "冒名顶替" in page(client, "centre_certificate", certificate.public_id)
    assert client.get(reverse("centre_certificate_file", args=[certificate.public_id])).getvalue().startswith(b"%PDF")


# Candidates


def test_a_candidate_sees_only_what_is_ones_own(sign_in, full):
    plan, _ = full
    mine, neighbour = plan.registrations.select_related("candidate")[:2]
    client = sign_in(f.account_of(mine.candidate))
    for name, own, other in (
        ("candidate_registration", mine.public_id, neighbour.public_id),
        ("candidate_ticket", mine.public_id, neighbour.public_id),
        ("candidate_certificate", mine.certificates.get().public_id, neighbour.certificates.get().public_id),
    ):
        assert client.get(reverse(name, args=[own])).status_code == 200
        assert client.get(reverse(name, args=[other])).status_code == 404
    for name in CANDIDATE:
        assert neighbour.candidate.name not in page(client, name)


def test_a_decision_is_not_known_before_it_is_fed_back(sign_in):
    batch = f.handed_in()
    row = batch.registrations.select_related("candidate").first()
    f.review_batch(actor=f.city(), at=f.at("2021-11-05"), batch=batch, refusals={str(row.public_id): "照片不清"})
    client = sign_in(f.account_of(row.candidate))
    assert "照片不清" not in page(client, "candidate_registration", row.public_id)
    f.feed_back(actor=f.city(), at=f.at("2021-11-06"), batch=batch)
    assert "照片不清" in page(client, "candidate_registration", row.public_id)


def test_a_candidate_registers_of_free_will(sign_in, on_day):
    candidate = f.imported().registrations.first().candidate
    plan = f.planned(sessions=f.sessions("2021-12-18"))
    client = sign_in(f.account_of(candidate))
    on_day("2021-11-02")
    assert f.PROJECT in page(client, "candidate_open_plans")
    assert act(client, "candidate_register", plan.public_id, key="register", condition="满 2 年").status_code == 409
    assert act(client, "candidate_register", plan.public_id, key="register", consents="on").status_code == 302
    assert plan.plan_number in page(client, "candidate_registrations")


def test_a_score_review_is_asked_for_ones_own_score_only(sign_in, on_day):
    first, second = f.published().plan.registrations.select_related("candidate")[:2]
    client = sign_in(f.account_of(first.candidate))
    on_day("2021-12-17")
    ask = reverse("candidate_results")
    given = {"subject": "theory", "reason": "请复核"}
    assert client.post(ask, {**given, "registration": str(second.public_id)}).status_code == 404
    assert client.post(ask, {**given, "registration": "x"}).status_code == 404
    assert client.post(ask, {**given, "registration": str(first.public_id)}).status_code == 302
    assert client.post(ask, {**given, "registration": str(first.public_id)}).status_code == 409
    assert ScoreReview.objects.get().registration == first
    answer = act(sign_in(f.city()), "centre_result", first.plan.release.public_id, key="answer",
                 review=str(ScoreReview.objects.get().pk), answer="无误")  # fmt: skip
    assert answer.status_code == 302


# Supervision


def test_an_inspection_is_drawn_visited_and_published(sign_in, on_day):
    f.planned(), f.planned()
    supervisors()
    city = sign_in(f.city())
    on_day("2021-12-22")
    given = {"title": "演示抽查", "count": "1", "per_target": "2", "beacon_source": "演示", "beacon_value": "0.7"}
    assert act(city, "centre_inspections", key="draw", **given).status_code == 302
    inspection = Inspection.objects.get()
    visit = inspection.visits.get()
    record = city.get(reverse("centre_inspection_draw", args=[inspection.public_id]))
    assert json.loads(text(record))["beacon"]["value"] == "0.7"
    assert act(city, "centre_inspection", inspection.public_id, key="publish").status_code == 409
    drawn_one = sign_in(visit.inspectors.first().user)
    assert visit.plan.plan_number in page(drawn_one, "supervisor_visits")
    assert act(drawn_one, "supervisor_visit", visit.pk, key="record", signs="on", finding="座位未编号").status_code == 302
    assert sign_in(supervisors(1)[0].user).get(reverse("supervisor_visit", args=[visit.pk])).status_code == 404
    city = sign_in(f.city())
    assert "座位未编号" in page(city, "centre_inspection", inspection.public_id)
    assert act(city, "centre_inspection", inspection.public_id, key="publish").status_code == 302


def test_the_duty_log_holds_the_thirty_rows_with_their_articles(sign_in, on_day):
    rules = [r.id for r in policy().rules if r.status == "duty"]
    client = sign_in(f.city())
    on_day("2021-12-22")
    shown = page(client, "centre_duties")
    assert all(rule in shown for rule in rules) and shown.count("未登记") == len(rules)
    assert act(client, "centre_duties", key="duty", rule=rules[0], done_on="2021-12-20", note="已培训").status_code == 302
    assert "已培训" in page(client, "centre_duties") and Duty.objects.get().region_code == f.CITY
    assert "已培训" not in page(sign_in(f.city(f.OTHER_CITY)), "centre_duties")


def test_a_card_is_registered_and_a_wrong_one_kept_as_typed(sign_in):
    client = sign_in(f.city())
    given = {"number": "甲1", "holder_name": "演示考评员", "kind": "assessor", "scope": "甲、乙", "valid_from": "2021-01-01"}
    assert "甲、乙" in text(act(client, "centre_staff", key="card", **given, valid_to="2020-01-01"))
    assert act(client, "centre_staff", key="card", **given, valid_to="2024-01-01").status_code == 302
    assert "甲、乙" in page(client, "centre_staff")


def test_a_directory_is_published_from_the_list(sign_in, on_day):
    f.confirmed()
    on_day("2022-01-10")
    client = sign_in(f.city())
    assert act(client, "centre_filings", key="publish").status_code == 302
    assert act(client, "centre_filings", key="publish").status_code == 409


def test_a_body_without_an_account_of_its_own_is_told_so(sign_in):
    client = sign_in(f.account("body"))
    assert "尚未关联评价机构" in text(client.get(reverse("organization_plan_new")))


def test_lists_come_as_files(sign_in, full):
    client = sign_in(f.city())
    for name in ("centre_filings", "centre_batches", "centre_plans", "centre_certificates"):
        assert text(client.get(reverse(name), {"export": "csv"})).count("\n") > 1


def test_unknown_acts_and_filters_are_refused_in_words(sign_in):
    client = sign_in(f.city())
    assert client.get(reverse("centre_batches"), {"state": "x"}).status_code == 422
    assert client.post(reverse("centre_staff"), {"act": "x"}).status_code == 422


def test_a_sealed_package_of_results_is_received_and_another_plans_is_not(sign_in, on_day, tmp_path):
    plan, other = f.seated(), f.planned(sessions=f.sessions("2021-12-18"))
    f.answered(other, rows=f.people(2, 20))
    f.assign_places(actor=f.worker(other.body), at=f.at("2021-11-26"), plan=other, seed=1)
    on_day("2021-12-14")
    now = timezone.now()
    signer, key = station_key(PACKAGE, on=now.date(), owner="演示考场"), station_key(RECEIVER, on=now.date(), owner="办事大厅")
    rows = [{**row, "status": "present", "details": {}} for row in f.marks(plan)]
    files = {"results.json": json.dumps({"plan_number": plan.plan_number, "rows": rows}).encode()}
    manifest = Manifest(kind="results", sender="room", receiver="hall", session=plan.plan_number)
    seal(tmp_path / "sealed", files, manifest, [signer], receivers=[published_keys()[key.key_id]])
    client = sign_in(f.city())

    def hand_over(target):
        package = SimpleUploadedFile("成绩", (tmp_path / "sealed").read_bytes())
        return act(client, "centre_plan", target.public_id, key="receive", package=package)

    wrong = hand_over(other)
    assert wrong.status_code == 409 and f"属于计划 {plan.plan_number}" in text(wrong)
    assert hand_over(plan).status_code == 302
    assert "已录入待核对" in page(client, "centre_results")


def test_the_form_prints_for_its_own_and_for_nobody_else(sign_in):
    filing, elsewhere = f.confirmed(), f.confirmed(f.body(region=f.OTHER_COUNTY))
    for audience, user in (("organization", f.worker(filing.body)), ("centre", f.city())):
        client = sign_in(user)
        assert client.get(reverse(f"{audience}_filing_pdf", args=[filing.public_id])).getvalue().startswith(b"%PDF")
        assert client.get(reverse(f"{audience}_filing_pdf", args=[elsewhere.public_id])).status_code == 404
