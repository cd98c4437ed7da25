"""Responses leave the room without anything that tells whose they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from liangcai.apps.accounts.actions.set_setting import set_setting
from liangcai.apps.marking.actions.mark_sitting import mark_sitting
from liangcai.apps.marking.actions.seal_responses import seal_responses
from liangcai.apps.marking.models import ResponsePackage
from liangcai.apps.marking.responses import anonymous_rows
from liangcai.apps.sittings.actions.end_sitting import end_sitting
from liangcai.apps.sittings.actions.save_answers import save_answers
from liangcai.apps.sittings.models import Seat
from liangcai.apps.station.signing import published_keys
from liangcai.engines.sealing.keys import generate_receiver_key, public_of
from liangcai.engines.sealing.packages import open_package
from liangcai.kernel.refusals import NotPermitted, Refused
from tests.apps.custody.factories import AT, account
from tests.apps.sittings.factories import ENDS, STARTS, entered, practical, proctor, roster, running

pytestmark = pytest.mark.django_db
KEY = generate_receiver_key("vault-receiver-1")
VAULT = public_of(KEY, "演示题库工作站", AT.date())


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_ROOT = tmp_path


def answered(count=6):
    sitting = running(roster=roster(count))
    for n in range(1, count + 1):
        seat = entered(sitting, n)
        questions = sitting.papers[seat.paper_code]
        save_answers(at=STARTS, seat=seat, client_sequence=1, answers={
            q["position"]: "AB"[(n + q["position"]) % 2] for q in questions if q["position"] != 2})  # fmt: skip
    return sitting


def marked(sitting):
    mark_sitting(actor=proctor(), at=ENDS, sitting=end_sitting(actor=proctor(), at=ENDS, sitting=sitting))
    return sitting


def sealed_now(sitting, **given):
    return seal_responses(sitting=sitting, **({"actor": proctor(), "at": ENDS, "receiver_key": VAULT} | given))


def content_of(package):
    return open_package(Path(package.file.path), KEY, published_keys(), ENDS)["responses.json"].decode()


def test_a_package_holds_papers_and_letters_and_nothing_of_a_person():
    sitting = marked(answered())
    text = content_of(sealed_now(sitting))
    given = json.loads(text)
    assert set(given) == {"package_sha256", "held_on", "rows"} and given["package_sha256"] == sitting.package_sha256
    assert len(given["rows"]) == 6 and all(set(row) == {"paper", "answers"} for row in given["rows"])
    for seat in Seat.objects.filter(sitting=sitting):
        assert not any(word in text for word in (seat.ticket_number, seat.name, f'"{seat.identity_last4}"'))


def test_every_answer_stands_at_its_position_and_none_is_empty_for_no_answer():
    rows = anonymous_rows(answered())
    assert all(len(row["answers"]) == 16 and row["answers"][1] == "" and row["answers"][0] in "AB" for row in rows)


def test_the_order_of_rows_tells_nothing_of_the_seats():
    sitting = answered()
    first = anonymous_rows(sitting)
    seats = list(sitting.seats.all())
    for seat, name in zip(seats, reversed([s.ticket_number for s in seats]), strict=True):
        Seat.objects.filter(pk=seat.pk).update(ticket_number=f"x{name}")
    assert first == anonymous_rows(sitting) == sorted(first, key=lambda row: (row["paper"], row["answers"]))


def test_written_answers_stay_in_the_room():
    sitting = answered()
    for code in sitting.papers:
        sitting.papers[code][0]["type"] = "short_answer"
    assert {row["answers"][0] for row in anonymous_rows(sitting)} == {""}


@pytest.mark.parametrize(("least", "lawful"), [(6, True), (7, False)])
def test_too_few_candidates_could_be_known_again(least, lawful):
    set_setting(actor=account("system_admin"), at=AT, name="responses_least", value=str(least), from_on=AT.date(), source="演示")
    sitting = marked(answered())
    if lawful:
        assert sealed_now(sitting).sha256
    else:
        with pytest.raises(Refused, match="辨认"):
            sealed_now(sitting)


def test_they_are_sealed_after_marking_once_and_by_the_proctor():
    sitting = answered()
    with pytest.raises(Refused, match="评分完成后"):
        sealed_now(sitting)
    marked(sitting)
    with pytest.raises(NotPermitted):
        sealed_now(sitting, actor=account("assessor"))
    sealed_now(sitting)
    with pytest.raises(Refused, match="已经封装"):
        sealed_now(sitting)
    assert ResponsePackage.objects.count() == 1


def test_a_practical_sitting_has_no_responses():
    with pytest.raises(Refused, match="理论科目"):
        sealed_now(practical())
