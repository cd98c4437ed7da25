from __future__ import annotations

import pytest

from liangcai.apps.audit.models import Entry
from liangcai.apps.marking.actions.mark_sitting import mark_sitting
from liangcai.apps.marking.actions.read_sheets import read_sheets
from liangcai.apps.marking.actions.settle_answer import settle_answer
from liangcai.apps.marking.models import MarkedResult, SheetRead
from liangcai.apps.sittings.models import Seat
from liangcai.kernel.refusals import NotPermitted, Refused
from tests.apps.custody.factories import account
from tests.apps.marking.factories import ended_on_sheets, scans
from tests.apps.sittings.factories import ENDS, proctor, running

pytestmark = pytest.mark.django_db
ANSWERS = {q: "AB"[q % 2] for q in range(1, 17)}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_ROOT = tmp_path


def read(sitting, files, actor=None):
    return read_sheets(actor=actor or proctor(), at=ENDS, sitting=sitting, scans=files)


def doubtful(sitting, tmp_path):
    """Question 3 of everybody's sheet has two marks."""
    return read(sitting, scans(sitting, tmp_path, ANSWERS | {3: "AB"}))["read"][0]


def test_sheets_are_read_as_they_were_filled(tmp_path):
    sitting = ended_on_sheets()
    outcome = read(sitting, scans(sitting, tmp_path, ANSWERS))
    assert outcome["problems"] == [] and len(outcome["read"]) == 2
    assert {a["question"]: a["answer"] for a in outcome["read"][0].answers} == ANSWERS
    assert set(sitting.seats.values_list("status", flat=True)) == {"present"}


def test_a_ticket_that_is_not_on_the_list_is_returned_with_the_reason(tmp_path):
    sitting = ended_on_sheets()
    outcome = read(sitting, scans(sitting, tmp_path, ANSWERS, ticket_number="20219999"))
    assert outcome["read"] == [] and "20219999 不在本场名单" in outcome["problems"][0]["message"]


def test_a_sheet_of_the_other_paper_is_not_marked_by_the_wrong_key(tmp_path):
    sitting = ended_on_sheets()
    outcome = read(sitting, scans(sitting, tmp_path, ANSWERS, paper_code="A"))
    assert outcome["read"] == [] and "A 卷" in outcome["problems"][0]["message"]


def test_a_sheet_with_a_page_missing_does_not_count_as_blanks(tmp_path, monkeypatch):
    from liangcai.apps.marking.actions import read_sheets as module
    from liangcai.engines.omr.layout import SheetLayout

    sitting = ended_on_sheets()
    files = scans(sitting, tmp_path, ANSWERS)
    one = SheetLayout.from_json(sitting.sheet_layout)

    class TwoPages:
        pages = (*one.pages, *one.pages)

    monkeypatch.setattr(module.SheetLayout, "from_json", lambda text: TwoPages())
    monkeypatch.setattr(module, "read_scans", lambda found, layout: __import__(
        "liangcai.engines.omr.read", fromlist=["read_sheets"]).read_sheets(found, one))
    outcome = read(sitting, files)
    assert outcome["read"] == [] and "缺第 2 页" in outcome["problems"][0]["message"]
    assert not SheetRead.objects.exists()


def test_a_file_that_is_no_picture_is_returned_with_the_reason(tmp_path):
    (tmp_path / "x.png").write_bytes(b"no picture")
    outcome = read(ended_on_sheets(), [tmp_path / "x.png"])
    assert outcome["read"] == [] and len(outcome["problems"]) == 1


def test_reading_again_replaces_and_does_not_double(tmp_path):
    sitting = ended_on_sheets()
    files = scans(sitting, tmp_path, ANSWERS)
    read(sitting, files)
    read(sitting, files)
    assert SheetRead.objects.count() == 2


def test_sheets_are_not_read_while_the_examination_runs(tmp_path):
    sitting = running(mode="sheet")
    with pytest.raises(Refused, match="结束后"):
        read(sitting, [])


def test_an_answer_with_two_marks_blocks_marking_until_a_person_settles_it(tmp_path):
    sitting = ended_on_sheets()
    doubtful(sitting, tmp_path)
    with pytest.raises(Refused, match="待人工确认"):
        mark_sitting(actor=proctor(), at=ENDS, sitting=sitting)
    assert not MarkedResult.objects.exists()
    for sheet in SheetRead.objects.all():
        settle_answer(actor=proctor(), at=ENDS, sheet=sheet, question=3, answer="a")
    mark_sitting(actor=proctor(), at=ENDS, sitting=sitting)
    assert MarkedResult.objects.count() == 2


def test_a_doubtful_answer_knows_the_picture_it_came_from(tmp_path):
    sheet = doubtful(ended_on_sheets(), tmp_path)
    unsure = [a for a in sheet.answers if a["state"] not in ("read", "blank")]
    assert [(a["question"], a["sheet_page"]) for a in unsure] == [(3, 1)] and unsure[0]["source"]


@pytest.mark.parametrize(("answer", "lawful"), [("A", True), ("", True), ("E", False), ("AB", False)])
def test_only_the_questions_own_letters_settle_it(tmp_path, answer, lawful):
    sheet = doubtful(ended_on_sheets(), tmp_path)
    if lawful:
        assert settle_answer(actor=proctor(), at=ENDS, sheet=sheet, question=3, answer=answer).doubtful == 0
    else:
        with pytest.raises(Refused, match="没有"):
            settle_answer(actor=proctor(), at=ENDS, sheet=sheet, question=3, answer=answer)


@pytest.mark.parametrize("question", [1, 99])
def test_what_was_read_surely_cannot_be_changed_by_hand(tmp_path, question):
    sheet = doubtful(ended_on_sheets(), tmp_path)
    with pytest.raises(Refused, match="没有待人工确认"):
        settle_answer(actor=proctor(), at=ENDS, sheet=sheet, question=question, answer="C")


def test_who_neither_sat_down_nor_left_a_sheet_is_absent_and_not_nought(tmp_path):
    sitting = ended_on_sheets()
    read(sitting, scans(sitting, tmp_path, ANSWERS)[:1])
    marked = mark_sitting(actor=proctor(), at=ENDS, sitting=sitting, without_sheets="一人缺考")
    results = {r.seat.ticket_number: (r.status, r.score) for r in marked}
    assert results["20210001"][0] == "present" and results["20210002"] == ("absent", None)


def test_a_blank_sheet_is_present_with_nought(tmp_path):
    sitting = ended_on_sheets()
    read(sitting, scans(sitting, tmp_path, {}))
    assert {(r.status, r.score) for r in mark_sitting(actor=proctor(), at=ENDS, sitting=sitting)} == {("present", 0)}


def test_nobody_but_the_invigilator_reads_or_settles(tmp_path):
    sitting = ended_on_sheets()
    with pytest.raises(NotPermitted):
        read(sitting, [], actor=account("assessor"))
    sheet = doubtful(sitting, tmp_path)
    with pytest.raises(NotPermitted):
        settle_answer(actor=account("assessor"), at=ENDS, sheet=sheet, question=3, answer="A")
    assert Seat.objects.count() == 2


@pytest.mark.parametrize(("scanned", "why", "lawful"), [
    (0, "", False), (1, "", False), (1, "  ", False), (1, "一人缺考，见记录单", True), (2, "", True),
])  # fmt: skip
def test_marking_waits_for_every_sheet_unless_somebody_says_why(tmp_path, scanned, why, lawful):
    sitting = ended_on_sheets()
    if scanned:
        read(sitting, scans(sitting, tmp_path, ANSWERS)[:scanned])
    if lawful:
        mark_sitting(actor=proctor(), at=ENDS, sitting=sitting, without_sheets=why)
        facts = Entry.objects.get(action="mark_sitting").facts
        assert (facts["why"], len(facts["without_sheet"])) == (why, 2 - scanned)
    else:
        with pytest.raises(Refused, match="尚未识读"):
            mark_sitting(actor=proctor(), at=ENDS, sitting=sitting, without_sheets=why)
        assert not MarkedResult.objects.exists()
