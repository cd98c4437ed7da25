from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from liangcai.apps.sittings.models import Answer, Seat, Sitting

pytestmark = pytest.mark.urls("liangcai.config.urls.room")
QUESTION = {"type": "single_choice", "options": ["甲", "乙", "丙", "丁"]}
TICKET = "2611230001"


@pytest.fixture
def sitting(db):
    made = Sitting.objects.create(plan_number="P1", subject="theory", mode="screen", title="织布工四级理论",
                                  starts_at=timezone.now() - timedelta(minutes=5), minutes=90, state="running",
                                  papers={"A": [QUESTION] * 3})  # fmt: skip
    for number, ticket in enumerate((TICKET, "2611230002")):
        Seat.objects.create(sitting=made, ticket_number=ticket, name=f"演示考生00{number}", identity_last4="123X",
                            seat=str(number), paper_code="A")  # fmt: skip
    return made


def start(client, ticket=TICKET, last4="123x"):
    return client.post("/api/v1/sitting/start", {"ticket_number": ticket, "identity_last4": last4},
                       content_type="application/json")  # fmt: skip


def put(client, token, question=1, answer="A", sequence=1):
    return client.put(f"/api/v1/sitting/answers/{question}", {"answer": answer, "client_sequence": sequence},
                      content_type="application/json", headers={"Authorization": f"Bearer {token}"})  # fmt: skip


def submit(client, token):
    return client.post("/api/v1/sitting/submit", headers={"Authorization": f"Bearer {token}"})


def test_enter_answer_and_hand_in(client, sitting):
    entered = start(client).json()
    assert entered["questions"] == 3 and entered["name"] == "演示考生000"
    assert put(client, entered["token"]).json() == {"question": 1, "client_sequence": 1}
    done = submit(client, entered["token"])
    assert done.status_code == 200 and len(done.json()["sha256"]) == 64
    late = put(client, entered["token"], sequence=2)
    assert late.status_code == 409 and late.json()["code"] == "handed_in"
    assert submit(client, entered["token"]).status_code == 409


def test_a_repeated_answer_changes_nothing_and_an_older_one_never_wins(client, sitting):
    token = start(client).json()["token"]
    put(client, token, answer="B", sequence=7)
    assert put(client, token, answer="B", sequence=7).json()["client_sequence"] == 7
    assert put(client, token, answer="C", sequence=3).json()["client_sequence"] == 7
    assert Answer.objects.get().answer == "B"


def test_wrong_last_four_and_a_stranger_are_refused(client, sitting):
    assert start(client, last4="0000").json()["code"] == "not_on_the_list"
    assert start(client, ticket="2699999999").json()["code"] == "not_on_the_list"


def test_no_token_and_a_neighbours_old_token_are_turned_away(client, sitting):
    first = start(client).json()["token"]
    second = start(client).json()["token"]
    assert put(client, first).status_code == 401 and put(client, first).json()["code"] == "token_needed"
    assert put(client, second).status_code == 200
    assert client.post("/api/v1/sitting/submit").status_code == 401


def test_a_question_beyond_the_paper_and_a_broken_body_are_refused(client, sitting):
    token = start(client).json()["token"]
    assert put(client, token, question=3).status_code == 200
    assert put(client, token, question=4).json()["code"] == "no_such_question"
    broken = client.put("/api/v1/sitting/answers/1", b'{"answer": NaN}', content_type="application/json",
                        headers={"Authorization": f"Bearer {token}"})  # fmt: skip
    assert broken.status_code == 422 and "NaN" in broken.json()["message"]
    incomplete = client.put("/api/v1/sitting/answers/1", {"answer": "A"}, content_type="application/json",
                            headers={"Authorization": f"Bearer {token}"})  # fmt: skip
    assert incomplete.status_code == 422 and "client_sequence" in incomplete.json()["where"]


def test_after_the_time_nothing_is_stored(client, sitting):
    token = start(client).json()["token"]
    Sitting.objects.update(starts_at=timezone.now() - timedelta(minutes=91))
    assert put(client, token).json()["code"] == "time_is_up"
    assert not Answer.objects.exists()


def test_guessing_the_last_four_stops_after_ten_tries_here_and_at_the_screen(client, sitting):
    from django.core.cache import cache

    cache.clear()
    answers = [start(client, last4=f"{n:04d}") for n in range(11)]
    assert [a.status_code for a in answers] == [409] * 10 + [429]
    assert start(client).status_code == 429
    screen = client.post("/sit/", {"ticket_number": TICKET, "identity_last4": "123X"})
    assert screen.status_code == 429
    cache.clear()
