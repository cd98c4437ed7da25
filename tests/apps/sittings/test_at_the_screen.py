from __future__ import annotations

from datetime import timedelta

import pytest

from liangcai.apps.audit.models import Entry
from liangcai.apps.sittings.actions.end_sitting import end_sitting
from liangcai.apps.sittings.actions.enter_room import enter_room
from liangcai.apps.sittings.actions.hand_in import hand_in
from liangcai.apps.sittings.actions.save_answers import save_answers
from liangcai.apps.sittings.actions.start_sitting import start_sitting
from liangcai.apps.sittings.models import Answer
from liangcai.kernel.refusals import NotPermitted, Refused
from tests.apps.custody.factories import account
from tests.apps.sittings.factories import ENDS, STARTS, entered, opened, proctor, running

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_ROOT = tmp_path


def stored(seat):
    return dict(seat.answers.values_list("question", "answer"))


def save(seat, answers, sequence=1, at=STARTS):
    return save_answers(at=at, seat=seat, answers=answers, client_sequence=sequence)


def test_repeating_a_request_changes_nothing():
    seat = entered()
    assert [save(seat, {1: "A", 2: "B"}, 5) for _ in range(3)] == [5, 5, 5]
    assert stored(seat) == {1: "A", 2: "B"} and Answer.objects.count() == 2


def test_an_older_request_that_arrives_late_never_overwrites():
    seat = entered()
    save(seat, {1: "B"}, 7)
    assert save(seat, {1: "A", 2: "A"}, 6) == 7
    assert stored(seat) == {1: "B", 2: "A"}


def test_a_newer_answer_replaces_and_an_empty_one_clears():
    seat = entered()
    save(seat, {1: "A"}, 1)
    save(seat, {1: "C"}, 2)
    assert stored(seat) == {1: "C"}
    save(seat, {1: ""}, 3)
    assert stored(seat) == {1: ""}


@pytest.mark.parametrize(("late", "saved"), [(timedelta(), True), (timedelta(milliseconds=1), False)])
def test_answers_count_to_the_last_moment_and_no_longer(late, saved):
    seat = entered()
    if saved:
        save(seat, {1: "A"}, at=ENDS + late)
    else:
        with pytest.raises(Refused, match="时间已到"):
            save(seat, {1: "A"}, at=ENDS + late)
    assert stored(seat) == ({1: "A"} if saved else {})


def test_nothing_is_saved_after_hand_in():
    seat = entered()
    hand_in(actor="candidate", at=STARTS, seat=seat)
    with pytest.raises(Refused, match="已交卷"):
        save(seat, {1: "A"})


def test_nothing_is_saved_after_the_invigilator_ended_the_sitting():
    sitting = running()
    seat = entered(sitting)
    end_sitting(actor=proctor(), at=STARTS, sitting=sitting)
    with pytest.raises(Refused):
        save(seat, {1: "A"})


@pytest.mark.parametrize(("question", "known"), [(0, False), (1, True), (16, True), (17, False), (-1, False)])
def test_only_questions_of_the_paper_are_answered(question, known):
    seat = entered()
    if known:
        save(seat, {question: "A"})
    else:
        with pytest.raises(Refused, match="题号"):
            save(seat, {question: "A", 2: "A"})
        assert stored(seat) == {}


@pytest.mark.parametrize(("question", "answer", "lawful"), [
    (1, "D", True), (1, "E", False), (1, "AB", False), (16, "B", True), (16, "C", False),
])  # fmt: skip
def test_only_the_questions_own_letters_are_taken(question, answer, lawful):
    seat = entered()
    if lawful:
        save(seat, {question: answer})
    else:
        with pytest.raises(Refused, match="选项"):
            save(seat, {question: answer})


def test_handing_in_twice_is_refused_and_the_first_time_stands():
    seat = entered()
    save(seat, {1: "A"})
    first = hand_in(actor="candidate", at=STARTS, seat=seat)
    with pytest.raises(Refused):
        hand_in(actor="candidate", at=ENDS, seat=seat)
    seat.refresh_from_db()
    assert (seat.submitted_at, seat.submit_hash) == (STARTS, first.submit_hash)


def test_hand_in_is_logged_with_the_digest_of_the_answers_not_with_them():
    seat = entered()
    save(seat, {1: "A"})
    done = hand_in(actor="candidate", at=STARTS, seat=seat)
    assert Entry.objects.get(action="hand_in").facts == {"answers": 1, "sha256": done.submit_hash}


@pytest.mark.parametrize(("ticket", "last4"), [("20210001", "0002"), ("20219999", "0001"), ("20210001", "")])
def test_a_wrong_ticket_or_number_does_not_enter(ticket, last4):
    sitting = running()
    with pytest.raises(Refused, match="不符"):
        enter_room(actor="candidate", at=STARTS, sitting=sitting, ticket_number=ticket, identity_last4=last4)


def test_nobody_enters_before_the_start():
    sitting = opened()
    with pytest.raises(Refused, match="尚未开始"):
        entered(sitting)


@pytest.mark.parametrize(("at", "enters"), [(ENDS, True), (ENDS + timedelta(seconds=1), False)])
def test_nobody_enters_after_the_time_is_up(at, enters):
    sitting = running()
    given = {"actor": "candidate", "at": at, "sitting": sitting, "ticket_number": "20210001", "identity_last4": "0001"}
    if enters:
        assert enter_room(**given)[0].status == "present"
    else:
        with pytest.raises(Refused, match="时间已到"):
            enter_room(**given)


def test_entering_again_keeps_the_answers_and_the_time_of_the_first_entry():
    sitting = running()
    seat = entered(sitting)
    save(seat, {1: "A"})
    again, token = enter_room(actor="candidate", at=STARTS + timedelta(minutes=9), sitting=sitting,
                              ticket_number="20210001", identity_last4="0001")  # fmt: skip
    assert again.started_at == STARTS and stored(again) == {1: "A"} and again.token_hash != seat.token_hash


def test_nobody_enters_after_hand_in():
    sitting = running()
    hand_in(actor="candidate", at=STARTS, seat=entered(sitting))
    with pytest.raises(Refused, match="已交卷"):
        entered(sitting)


def test_a_sitting_starts_once():
    sitting = running()
    with pytest.raises(Refused):
        start_sitting(actor=proctor(), at=STARTS, sitting=sitting)


def test_an_assessor_does_not_start_a_sitting():
    with pytest.raises(NotPermitted):
        start_sitting(actor=account("assessor"), at=STARTS, sitting=opened())
