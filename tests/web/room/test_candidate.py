"""A candidate before the screen: in, answers, out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from liangcai.apps.sittings.actions.end_sitting import end_sitting
from liangcai.apps.sittings.models import Answer, Seat
from tests.apps.sittings.factories import ENDS, STARTS, opened, proctor, running
from tests.web.client import signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("liangcai.config.urls.room")]
TICKET = {"ticket_number": "20210001", "identity_last4": "0001"}


def seated(clock, sitting=None) -> Client:
    sitting = sitting or running()
    client = Client()
    clock(STARTS)
    assert client.post("/sit/", TICKET).url == "/sit/paper/"
    return client


def stored() -> dict[int, str]:
    return dict(Answer.objects.values_list("question", "answer"))


def test_a_candidate_enters_sees_the_paper_without_its_key_and_the_time_left(clock):
    client = seated(clock)
    page = text(client.get("/sit/paper/"))
    assert "演示考生001" in page and 'data-seconds="5400"' in page and 'name="q10"' in page and 'name="q11"' not in page
    assert page.count("<fieldset") == 10 and "answer_keys" not in page


@pytest.mark.parametrize(("given", "word"), [
    (TICKET | {"identity_last4": "0002"}, "不在本场名单中"),
    (TICKET | {"ticket_number": "99999999"}, "不在本场名单中"),
    (TICKET | {"ticket_number": "1;2"}, "由数字和字母组成"),
    ({}, "进入考试"),
])  # fmt: skip
def test_whoever_is_not_on_the_list_stays_out_with_words_and_keeps_what_was_typed(clock, given, word):
    running()
    clock(STARTS)
    answer = Client().post("/sit/", given)
    assert answer.status_code in (200, 409, 422) and word in text(answer)
    if "ticket_number" in given:
        assert f'value="{given["ticket_number"]}"' in text(answer)


def test_nobody_enters_before_the_start_or_after_the_time(clock):
    sitting = opened()
    clock(STARTS)
    assert "尚未开始" in text(Client().post("/sit/", TICKET))
    sitting.state, sitting.starts_at = "running", STARTS
    sitting.save()
    clock(ENDS + timedelta(seconds=1))
    assert "时间已到" in text(Client().post("/sit/", TICKET))


def test_guessing_the_four_digits_is_stopped(clock):
    running()
    clock(STARTS)
    client = Client()
    for n in range(1000, 1010):
        assert client.post("/sit/", TICKET | {"identity_last4": str(n)}).status_code == 409
    assert client.post("/sit/", TICKET).status_code == 429


def test_entering_signs_out_whoever_used_the_browser_before(clock):
    running()
    clock(STARTS)
    client = signed_in("invigilator")
    client.post("/sit/", TICKET)
    assert "_auth_user_id" not in client.session


def test_a_page_sent_is_stored_and_leads_to_the_question_asked_for(clock):
    client = seated(clock)
    clock(STARTS + timedelta(minutes=1))
    answer = client.post("/sit/paper/?block=1", {"q1": "A", "q2": "B", "go": "11"})
    assert answer.url == "/sit/paper/?block=2#q11" and stored() == {1: "A", 2: "B"}
    assert 'value="A" checked' in text(client.get("/sit/paper/"))


def test_an_older_page_taken_up_again_changes_only_what_it_says(clock):
    client = seated(clock)
    for minute, given in enumerate(({"q1": "A", "q2": "B"}, {"q1": "C"}), start=1):
        clock(STARTS + timedelta(minutes=minute))
        client.post("/sit/paper/?block=1", given)
    assert stored() == {1: "C", 2: "B"}


def test_only_questions_of_the_page_are_taken_from_it(clock):
    client = seated(clock)
    client.post("/sit/paper/?block=1", {"q11": "A"})
    assert stored() == {}


def test_a_letter_the_question_does_not_have_is_refused_with_words(clock):
    client = seated(clock)
    answer = client.post("/sit/paper/?block=1", {"q1": "Z"})
    assert answer.status_code == 409 and "没有这个选项" in text(answer) and stored() == {}


def test_the_script_is_told_what_is_stored_and_when_to_leave(clock):
    client = seated(clock)
    clock(STARTS + timedelta(minutes=80))
    answer = client.post("/sit/paper/?block=1", {"q3": "A"}, headers={"X-Autosave": "1"})
    assert answer.json() == {"answered": [3], "seconds_left": 600}
    refused = client.post("/sit/paper/?block=1", {"q3": "Z"}, headers={"X-Autosave": "1"})
    assert refused.status_code == 409 and "选项" in refused.json()["message"]
    clock(ENDS + timedelta(seconds=1))
    late = client.post("/sit/paper/?block=1", {"q3": "B"}, headers={"X-Autosave": "1"})
    assert late.json() == {"go": "/sit/end/"} and stored() == {3: "A"}


def test_handing_in_asks_first_names_what_is_unanswered_and_is_final(clock):
    client = seated(clock)
    client.post("/sit/paper/?block=1", {"q1": "A", "go": "hand-in"})
    page = text(client.get("/sit/hand-in/"))
    assert "#q2" in page and "#q1\"" not in page and Seat.objects.filter(submitted_at=None).count() == 2
    client.post("/sit/hand-in/")
    assert Seat.objects.filter(submitted_at=None).count() == 2
    assert client.post("/sit/hand-in/", {"confirmed": "yes"}).url == "/sit/end/"
    assert "共保存 1 题作答" in text(client.get("/sit/end/"))
    assert client.get("/sit/paper/").url == "/sit/end/"
    assert client.post("/sit/paper/?block=1", {"q1": "B"}).url == "/sit/end/" and stored() == {1: "A"}
    assert "已交卷" in text(client.post("/sit/", TICKET))


@pytest.mark.parametrize(("late", "target"), [(timedelta(), None), (timedelta(milliseconds=1), "/sit/end/")])
def test_the_paper_is_shown_to_the_last_moment(clock, late, target):
    client = seated(clock)
    clock(ENDS + late)
    answer = client.get("/sit/paper/")
    assert getattr(answer, "url", None) == target
    if target:
        assert "考试时间已到" in text(client.get("/sit/end/"))


def test_the_invigilators_end_closes_the_paper(clock):
    sitting = running()
    client = seated(clock, sitting)
    end_sitting(actor=proctor(), at=STARTS, sitting=sitting)
    assert client.get("/sit/paper/").url == "/sit/end/"


def test_another_computer_takes_the_seat_over(clock):
    sitting = running()
    first = seated(clock, sitting)
    first.post("/sit/paper/?block=1", {"q1": "A"})
    second = seated(clock, sitting)
    assert first.get("/sit/paper/").url == "/sit/" and 'value="A" checked' in text(second.get("/sit/paper/"))


@pytest.mark.parametrize("page", ["/sit/paper/", "/sit/hand-in/", "/sit/end/"])
def test_nobody_sees_a_paper_without_a_seat(page):
    assert Client().get(page).url == "/sit/"


def test_a_paper_costs_three_reads_however_long(clock, django_assert_max_num_queries):
    client = seated(clock)
    with django_assert_max_num_queries(3):
        client.get("/sit/paper/?block=2")
