"""The proctor's day: opening, start, end, reading, marking, sealing."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liangcai.apps.accounts.models import User
from liangcai.apps.marking.models import ResultPackage, SheetRead
from liangcai.apps.sittings.models import Sitting
from liangcai.apps.station.signing import publish
from liangcai.engines.sealing.keys import generate_receiver_key, public_of
from tests.apps.custody.factories import account
from tests.apps.marking.factories import ended_on_sheets, scans, scored
from tests.apps.papers.factories import OPENS, PLAN, sealed
from tests.apps.sittings.factories import ARRIVES, ENDS, STARTS, opened, practical, roster, running
from tests.web.client import signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("liangcai.config.urls.room")]
HEAD = "准考证号,姓名,证件号码后四位,座位号,卷别"


def listed(rows=None, encoding="utf-8") -> SimpleUploadedFile:
    lines = [HEAD, *(",".join(row.values()) for row in rows or roster())]
    return SimpleUploadedFile("名单.csv", "\n".join(lines).encode(encoding))


PASSWORD = "Demo-12345"


def arrive(proctor) -> tuple[str, dict[str, str]]:
    """A package taken in on the screen: its page, and what two persons type there on the day."""
    dispatch = sealed()
    file = SimpleUploadedFile("papers.lcp", Path(dispatch.package.path).read_bytes())
    answer = proctor.post("/proctor/opening/", {"package": file})
    beside = account("invigilator")
    beside.set_password(PASSWORD)
    beside.save()
    one, two = ("\n".join(shares) for shares in dispatch.typed)
    return answer.url, {"mode": "screen", "first_shares": one, "second_shares": two, "second_name": beside.username,
                        "second_password": PASSWORD}  # fmt: skip


def page_of(sitting: Sitting) -> str:
    return f"/proctor/sittings/{sitting.public_id}/"


@pytest.fixture
def proctor() -> Client:
    return signed_in("invigilator")


def test_the_first_page_of_a_new_room_says_what_to_do(proctor):
    assert "上传密封包" in text(proctor.get("/proctor/"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_package_arrives_shut_is_opened_by_two_with_its_list_and_gives_both_receipts(proctor, clock, encoding):
    clock(ARRIVES)
    page, typed = arrive(proctor)
    words = text(proctor.get(page))
    assert "3 人中的 2 人" in words and "到时由省级保管人放行份额" in words and not Sitting.objects.exists()
    assert json.loads(text(proctor.get(f"{page}receipt.json")))["state"] == "received"
    clock(OPENS)
    proctor.force_login(User.objects.filter(role="invigilator").first())
    answer = proctor.post(page, typed | {"roster": listed(encoding=encoding)})
    sitting = Sitting.objects.get()
    assert answer.url == page_of(sitting) and sitting.seats.count() == 2
    receipt = json.loads(text(proctor.get(f"{page_of(sitting)}receipt.json")))
    assert sitting.package_sha256 in json.dumps(receipt) and receipt["state"] == "opened"


def test_a_package_stays_shut_before_its_time_and_the_page_says_so(proctor, clock):
    clock(OPENS - timedelta(seconds=1))
    page, typed = arrive(proctor)
    answer = proctor.post(page, typed | {"roster": listed()})
    assert answer.status_code == 409 and "refusal" in text(answer) and not Sitting.objects.exists()


@pytest.mark.parametrize("changes", [{"second_password": "wrong"}, {"second_shares": ""}, {"first_shares": "错"}, {"second_name": "nobody"}])
def test_without_the_second_person_and_both_shares_it_stays_shut(proctor, clock, changes):
    clock(OPENS)
    page, typed = arrive(proctor)
    answer = proctor.post(page, typed | {"roster": listed()} | changes)
    assert answer.status_code in (409, 422) and not Sitting.objects.exists() and answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("content", "word"), [
    (b"", "空文件"), (b" ", "缺少列"),
    (b"\xff\x00\xff", "编码"), ("姓名,座位\n甲,1".encode(), "缺少列"), (HEAD.encode(), "0 名考生"),
    (f"{HEAD}\n1,甲,001,1,A\n1,乙,0002,,B".encode(), "3 处"), (f'{HEAD}\n"1,甲'.encode(), "不是合格的 CSV"),
])  # fmt: skip
def test_a_list_that_cannot_be_used_is_refused_with_its_places(proctor, clock, content, word):
    clock(OPENS)
    page, typed = arrive(proctor)
    answer = proctor.post(page, typed | {"roster": SimpleUploadedFile("a.csv", content)})
    assert answer.status_code == 422 and word in text(answer) and not Sitting.objects.exists()


def test_something_else_than_a_package_is_refused_with_words(proctor):
    answer = proctor.post("/proctor/opening/", {"package": SimpleUploadedFile("x.lcp", b"PK?")})
    assert answer.status_code in (409, 422) and "refusal" in text(answer)


@pytest.mark.parametrize(("criteria", "status"), [
    ("操作规范 40\n作业质量 60", 302), ("操作规范 40\n作业质量 59", 409), ("操作规范 四十", 409), ("操作规范", 422),
    ("甲 50\n甲 50", 422),
])  # fmt: skip
def test_a_practical_session_needs_criteria_that_total_a_hundred(proctor, criteria, status):
    given = {"plan_number": PLAN, "title": "演示", "minutes": "60", "mode": "workpiece", "criteria": criteria}
    answer = proctor.post("/proctor/opening/practical/", given | {"roster": listed()})
    assert answer.status_code == status and Sitting.objects.exists() is (status == 302)


def test_start_and_end_ask_first(proctor, clock):
    sitting = opened()
    clock(STARTS)
    assert "立即计时" in text(proctor.get(f"{page_of(sitting)}start/"))
    assert Sitting.objects.get().state == "prepared"
    proctor.post(f"{page_of(sitting)}start/", {"confirmed": "yes"})
    assert Sitting.objects.get().state == "running"
    clock(ENDS - timedelta(minutes=10))
    proctor = signed_in("invigilator")  # eighty minutes without a page end a session
    assert "还有 10 分钟" in text(proctor.get(f"{page_of(sitting)}end/"))
    proctor.post(f"{page_of(sitting)}end/", {"confirmed": "yes"})
    assert Sitting.objects.get().state == "ended"
    again = proctor.post(f"{page_of(sitting)}start/", {"confirmed": "yes"})
    assert again.status_code == 409 and "refusal" in text(again)


def test_progress_costs_the_same_for_many(proctor, django_assert_max_num_queries):
    sitting = running(roster=roster(40))
    proctor.get("/proctor/")
    with django_assert_max_num_queries(5):
        page = text(proctor.get(page_of(sitting)))
    assert "演示考生040" in page
    with django_assert_max_num_queries(4):
        proctor.get("/proctor/")


def test_sheets_are_printed_read_settled_and_marked(proctor, tmp_path, clock):
    sitting = ended_on_sheets()
    clock(ENDS)
    assert b"".join(proctor.get(f"{page_of(sitting)}sheets.pdf").streaming_content).startswith(b"%PDF")
    files = [SimpleUploadedFile(f.name, f.read_bytes()) for f in scans(sitting, tmp_path, {1: "AB", 2: "C"})]
    files.append(SimpleUploadedFile("nothing.png", files[0].read()[:50]))
    files[0].seek(0)
    assert proctor.post(f"{page_of(sitting)}scans/", {"scans": files}).url == page_of(sitting)
    page = text(proctor.get(page_of(sitting)))
    assert "nothing.png" in page and str(tmp_path) not in page and "逐处确认" in page
    refused = proctor.post(f"{page_of(sitting)}mark/", {"confirmed": "yes"})
    assert refused.status_code == 409 and "待人工确认" in text(refused)
    while SheetRead.objects.filter(doubtful__gt=0).exists():
        sheet = SheetRead.objects.filter(doubtful__gt=0).order_by("seat__seat").first()
        page = text(proctor.get(f"{page_of(sitting)}doubtful/"))
        assert f'name="sheet" value="{sheet.pk}"' in page and "多填" in page
        scan = page.split('<img src="')[1].split('"')[0]
        assert proctor.get(scan).status_code == 200
        assert proctor.post(f"{page_of(sitting)}doubtful/", {"sheet": sheet.pk, "question": 1}).status_code == 422
        proctor.post(f"{page_of(sitting)}doubtful/", {"sheet": sheet.pk, "question": 1, "none": "yes"})
    assert proctor.post(f"{page_of(sitting)}mark/", {"confirmed": "yes"}).url == page_of(sitting)
    assert "成绩" in text(proctor.get(page_of(sitting)))


@pytest.mark.parametrize("files", [[], [SimpleUploadedFile("a.exe", b"x")]])
def test_what_is_no_scan_is_refused_with_words(proctor, files):
    sitting = ended_on_sheets()
    answer = proctor.post(f"{page_of(sitting)}scans/", {"scans": files})
    assert answer.status_code == 422 and "refusal" in text(answer)


@pytest.mark.parametrize("name", ["x.png", "..%2F..%2Froom.db", "..%252Froom.db"])
def test_only_scans_of_the_sitting_are_shown(proctor, name):
    assert proctor.get(f"{page_of(ended_on_sheets())}scans/{name}").status_code == 404


def test_marks_are_sealed_to_the_hall_once_every_subject_is_marked(proctor):
    sitting = practical()
    for n, leader in (("1", True), ("2", False), ("3", False)):
        scored(sitting.seats.get(), card=f"演示-0{n}", is_leader=leader)
    proctor.post(f"{page_of(sitting)}end/")
    proctor.post(f"{page_of(sitting)}mark/")
    assert "没有办事大厅的接收公钥" in text(proctor.get("/proctor/sealing/"))
    publish(public_of(generate_receiver_key("hall-receiver-1"), "办事大厅", date(2021, 1, 1)))
    given = {"plan": PLAN, "receiver": "hall-receiver-1"}
    theory = Sitting.objects.create(plan_number=PLAN, subject="theory", mode="screen", title="演示", starts_at=STARTS, minutes=90)
    assert proctor.post("/proctor/sealing/", given).status_code == 409 and not ResultPackage.objects.exists()
    theory.delete()
    assert proctor.post("/proctor/sealing/", given).status_code == 302
    made = ResultPackage.objects.get()
    page = text(proctor.get("/proctor/sealing/"))
    assert made.sha256 in page
    assert b"".join(proctor.get(f"/proctor/sealing/{made.public_id}/").streaming_content)
    assert proctor.post("/proctor/sealing/", given).status_code == 422


@pytest.mark.parametrize("role", ["assessor", "system_admin"])
@pytest.mark.parametrize("page", ["", "opening/", "opening/practical/", "opening/{}/", "clock/", "sealing/", "sittings/{}/",
                                  "sittings/{}/start/", "sittings/{}/sheets.pdf", "sittings/{}/receipt.json",
                                  "sittings/{}/doubtful/"])  # fmt: skip
def test_only_the_proctor_sees_these_pages(role, page):
    url = "/proctor/" + page.format("00000000-0000-0000-0000-000000000000")
    assert signed_in(role).get(url).status_code == 403
    assert User.objects.count() == 1
