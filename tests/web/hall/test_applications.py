from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liangcai.apps.bridging.models import Application
from liangcai.apps.bridging.selectors import applications_to_decide
from tests.apps.bridging import factories as f
from tests.web.hall.test_career import PERSON

pytestmark = pytest.mark.django_db


def at_screen(user):
    client = Client()
    client.force_login(user)
    return client


def page(user, address):
    return at_screen(user).get(address)


def pdf(name):
    return SimpleUploadedFile(f"{name}.pdf", b"%PDF-1.7 " + name.encode())


def ask(user, body, **changes):
    sent = PERSON | {
        "honours": ["全国技术能手"], "target": "direct_recognition", "outcome": "一级", "body": str(body.public_id),
        "region_code": "320505", "file_skills": pdf("证书"), "file_skill_work": pdf("履历"),
        "file_appraisals": pdf("考核"), "file_honours": pdf("荣誉"), "on": "",
    } | changes  # fmt: skip
    return at_screen(user).post("/candidate/applications/new/", sent)


@pytest.fixture
def place():
    from liangcai.apps.catalogue.models import Region

    Region.objects.create(code="320505", name="演示区", kind="district", parent="320500", source="演示")
    return f.filed_body()


def test_from_the_form_to_the_decision(place):
    body, checker = place
    user = f.candidate()
    sent = ask(user, body)
    assert sent.status_code == 302
    made = Application.objects.get()
    assert "待核验" in page(user, sent.url).content.decode()
    check = {"act": "check"}
    for one in made.evidence.all():
        check |= {f"check-agrees_{one.pk}": "yes"}
    address = f"/organization/applications/{made.public_id}/"
    assert at_screen(checker).post(address, check).status_code == 302
    decision = {"act": "decide", "decide-granted": "yes", "decide-words": "符合", "decide-result_number": "JD1"}
    address = f"/centre/applications/{made.public_id}/"
    assert at_screen(f.city()).post(address, decision).status_code == 403
    assert at_screen(f.province()).post(address, decision).status_code == 302
    made.refresh_from_db()
    assert made.state == "granted" and made.result_number == "JD1"


def test_what_lacks_is_said_and_what_was_typed_stays(place):
    got = ask(f.candidate(), place[0], honours=[], file_honours="")
    words = got.content.decode()
    assert got.status_code == 409 and "还不能支持" in words and "6-31-01-10" in words
    assert not Application.objects.exists()


def test_each_list_and_page_ends_at_its_border():
    made = f.submitted()
    inside = [(made.candidate, "candidate"), (f.checker(made), "organization"), (f.city(), "centre"),
              (f.province(), "centre")]  # fmt: skip
    outside = [(f.candidate(), "candidate"), (f.body()[1], "organization"), (f.city("320600"), "centre")]
    for user, where in inside:
        assert "直接认定：一级" in page(user, f"/{where}/applications/").content.decode()
        assert page(user, f"/{where}/applications/{made.public_id}/").status_code == 200
    one = made.evidence.first()
    for user, where in outside:
        assert "直接认定：一级" not in page(user, f"/{where}/applications/").content.decode()
        assert page(user, f"/{where}/applications/{made.public_id}/").status_code == 409
        assert page(user, f"/{where}/applications/{made.public_id}/{one.public_id}/").status_code == 409
    assert b"".join(page(f.city(), f"/centre/applications/{made.public_id}/{one.public_id}/")).startswith(b"%PDF")


def test_a_list_of_many_costs_no_more_queries(django_assert_max_num_queries):
    for _ in range(5):
        f.submitted()
    client = at_screen(f.province())
    with django_assert_max_num_queries(12):
        assert client.get("/centre/applications/").status_code == 200


def test_the_centre_registers_a_notice_and_is_warned():
    sent = {"act": "publish", "publish-year": 2022, "publish-series": "工程", "publish-document_number": "演示1号",
            "publish-cut_off_on": "2022-09-30", "publish-published_on": "2022-03-01",
            "publish-hard_conditions": "大专以上学历\n在一线"}  # fmt: skip
    got = at_screen(f.province()).post("/centre/review-notices/", sent, follow=True).content.decode()
    assert "演示1号" in got and "001-018" in got


def test_the_desk_of_the_authority_says_what_waits_for_its_decision():
    f.checked()
    assert "待决定的贯通与认定申请" in at_screen(f.province()).get("/desk/", follow=True).content.decode()
    assert applications_to_decide(f.province()).count() == 1 and applications_to_decide(f.city()).count() == 0
