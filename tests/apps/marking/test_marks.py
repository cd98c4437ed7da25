from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from liangcai.apps.marking.actions.mark_sitting import mark_sitting
from liangcai.apps.marking.actions.seal_results import seal_results
from liangcai.apps.marking.models import AssessorScore, MarkedResult
from liangcai.apps.marking.scoring import objective_score, panel_score
from liangcai.apps.sittings.actions.end_sitting import end_sitting
from liangcai.apps.sittings.actions.save_answers import save_answers
from liangcai.apps.station.signing import published_keys
from liangcai.engines.sealing.keys import generate_receiver_key, public_of
from liangcai.engines.sealing.packages import open_package
from liangcai.kernel.refusals import NotPermitted, Refused
from tests.apps.custody.factories import AT, account
from tests.apps.marking.factories import scored
from tests.apps.sittings.factories import ENDS, STARTS, entered, practical, proctor, running


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_ROOT = tmp_path


def panel(seat, leaders=1, size=3):
    for n in range(size):
        scored(seat, card=f"演示-{n:02d}", is_leader=n < leaders)


def marked(sitting):
    return mark_sitting(actor=proctor(), at=ENDS, sitting=end_sitting(actor=proctor(), at=ENDS, sitting=sitting))


@pytest.mark.parametrize(("scores", "mean"), [
    (("59.99", "60.00", "59.998"), "59.99"), (("60", "60", "60"), "60.00"), (("59.99", "60", "60"), "59.99"),
    (("60", "60", "60.01"), "60.00"), (("0", "0", "0"), "0.00"), (("100", "100", "100"), "100.00"),
])  # fmt: skip
def test_the_mean_is_cut_and_never_rounded_up_to_a_pass(scores, mean):
    assert panel_score([Decimal(s) for s in scores]) == Decimal(mean)


def test_several_choice_counts_only_when_complete_and_without_a_wrong_letter():
    key = {"1": {"answer": "ACD", "score": "2"}, "2": {"answer": "B", "score": "1"}}
    given = [objective_score({1: letters, 2: "B"}, key) for letters in ("ACD", "dca", "AC", "ABCD", "")]
    assert given == [Decimal("100.00"), Decimal("100.00"), *[Decimal("33.33")] * 3]


@pytest.mark.django_db
@pytest.mark.parametrize(("size", "leaders", "lawful"), [(2, 1, False), (3, 1, True), (4, 1, True), (3, 2, False), (3, 0, False)])
def test_a_panel_has_at_least_three_assessors_and_one_leader(size, leaders, lawful):
    sitting = practical()
    panel(sitting.seats.get(), leaders, size)
    if lawful:
        assert marked(sitting)[0].score == 70
    else:
        with pytest.raises(Refused, match="组长"):
            marked(sitting)
        assert not MarkedResult.objects.exists()


@pytest.mark.django_db
def test_an_assessor_scores_a_candidate_once():
    seat = practical().seats.get()
    scored(seat)
    with pytest.raises(Refused, match="已对该考生评分"):
        scored(seat, 操作规范="40")
    assert AssessorScore.objects.get().score == 70


@pytest.mark.django_db
@pytest.mark.parametrize(("mark", "lawful"), [
    ("40", True), ("40.01", False), ("0", True), ("-0.01", False), ("39.99", True), ("39.999", False), ("NaN", False),
    ("Infinity", False), ("优", False), ("", False),
])  # fmt: skip
def test_a_criterion_is_marked_within_its_full_marks_and_to_two_places(mark, lawful):
    seat = practical().seats.get()
    if lawful:
        assert scored(seat, 操作规范=mark).criteria["操作规范"] == mark
    else:
        with pytest.raises(Refused):
            scored(seat, 操作规范=mark)
        assert not AssessorScore.objects.exists()


@pytest.mark.django_db
def test_every_criterion_is_marked_and_no_other():
    seat = practical().seats.get()
    with pytest.raises(Refused, match="评分项"):
        scored(seat, 另加分="5")


@pytest.mark.django_db
def test_after_the_marks_are_worked_out_no_score_is_entered():
    sitting = practical()
    panel(sitting.seats.get())
    marked(sitting)
    with pytest.raises(Refused, match="不在评分中"):
        scored(sitting.seats.get(), card="演示-09")


@pytest.mark.django_db
def test_theory_is_not_scored_by_assessors():
    with pytest.raises(Refused, match="操作技能"):
        scored(running().seats.first())


@pytest.mark.django_db
def test_an_invigilator_does_not_score():
    with pytest.raises(NotPermitted):
        scored(practical().seats.get(), actor=account("invigilator"))


@pytest.mark.django_db
def test_answers_at_the_screen_are_marked_by_the_papers_own_key():
    sitting = running()
    seat = entered(sitting)
    key = {int(q): k["answer"] for q, k in sitting.answer_keys[seat.paper_code].items()}
    save_answers(at=STARTS, seat=seat, client_sequence=1, answers=key | {1: "AB"["AB".index(key[1]) - 1]})
    results = {r.seat.ticket_number: r for r in marked(sitting)}
    assert (results["20210001"].score, results["20210002"].status) == (Decimal(95), "absent")


@pytest.mark.django_db
def test_marking_again_replaces_the_marks():
    sitting = practical()
    panel(sitting.seats.get())
    marked(sitting)
    mark_sitting(actor=proctor(), at=ENDS, sitting=sitting)
    assert MarkedResult.objects.count() == 1


def seal(sittings, key):
    return seal_results(actor=proctor(), at=ENDS, sittings=sittings, receiver_key=public_of(key, "hall", AT.date()))


@pytest.mark.django_db
def test_sealed_results_hold_every_mark_and_the_answers_they_rest_on():
    key, sitting = generate_receiver_key("hall-receiver"), practical()
    panel(sitting.seats.get())
    marked(sitting)
    package = seal([sitting], key)
    rows = json.loads(open_package(Path(package.file.path), key, published_keys(), ENDS)["results.json"])["rows"]
    assert [(r["ticket_number"], r["score"], r["status"]) for r in rows] == [("20210001", "70.00", "present")]


@pytest.mark.django_db
def test_results_are_sealed_after_marking_and_once():
    key, sitting = generate_receiver_key("hall-receiver"), practical()
    panel(sitting.seats.get())
    with pytest.raises(Refused):
        seal([sitting], key)
    marked(sitting)
    seal([sitting], key)
    with pytest.raises(Refused):
        seal([sitting], key)


@pytest.mark.django_db
def test_a_package_without_a_sitting_is_refused():
    with pytest.raises(Refused, match="同一计划"):
        seal([], generate_receiver_key("hall-receiver"))
