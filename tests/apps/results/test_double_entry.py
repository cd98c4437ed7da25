"""Two persons enter independently; only what is equal goes on, what differs is settled by a third entry with reasons."""

import io

import pytest
from openpyxl import load_workbook

from liangcai.apps.results.actions.check_results import check_results
from liangcai.apps.results.actions.discard_entries import discard_entries
from liangcai.apps.results.actions.enter_scores import enter_scores
from liangcai.apps.results.actions.receive_results import receive_results
from liangcai.apps.results.actions.settle_differences import settle_differences
from liangcai.apps.results.double_entry import open_differences, roster_of, subjects_of
from liangcai.apps.results.models import Release, Score, ScoreSheet
from liangcai.apps.results.score_workbook import read_cells, template, with_errors
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused, RowErrors
from liangcai.kernel.spreadsheets import workbook_bytes

from . import factories as f

pytestmark = pytest.mark.django_db
BREACH = "违纪：夹带资料；取消本科成绩"


@pytest.fixture
def plan():
    return f.seated()


def lines(plan, **changed):
    """Every cell 80, but for those named `t0_theory` and the like."""
    return [(n, {"ticket_number": line.ticket_number, "name": line.name}
             | {s: changed.get(f"t{n}_{s}", "80") for s, _label in subjects_of(plan) if s not in line.given})
            for n, line in enumerate(roster_of(plan))]  # fmt: skip


def enter(plan, actor=None, rows=None, **changed):
    return enter_scores(actor=actor or f.city_of(plan), at=f.at("2021-12-14"), plan=plan,
                        lines=lines(plan, **changed) if rows is None else rows)  # fmt: skip


def settle(plan, settled, actor=None):
    return settle_differences(actor=actor or f.city_of(plan), at=f.at("2021-12-14", 15), plan=plan, settled=settled)


def test_two_equal_entries_go_on(plan):
    enter(plan)
    assert not Release.objects.exists() and not Score.objects.exists()
    enter(plan)
    release = Release.objects.get(plan=plan)
    assert (release.state, Score.objects.count(), f.entries("enter_scores")) == ("entered", 6, 2)
    assert release.plan.state == "held"


def test_the_same_person_does_not_enter_twice(plan):
    first = enter(plan)
    with pytest.raises(NotPermitted) as no:
        enter(plan, actor=first.entered_by)
    assert (no.value.code, ScoreSheet.objects.count(), f.entries("enter_scores")) == ("two_persons", 1, 1)


def test_the_same_mark_written_differently_is_no_difference(plan):
    enter(plan, t0_theory="80.50", t1_theory=BREACH)
    enter(plan, t0_theory="80.5", t1_theory="违纪: 夹带资料 ; 取消本科成绩")
    assert Release.objects.filter(plan=plan).exists()
    breach = Score.objects.get(status="breach")
    assert (breach.score, breach.details) == (None, {"kind": "夹带资料", "consequence": "取消本科成绩"})


def test_a_difference_stops_everything_until_it_is_settled_with_a_reason(plan):
    enter(plan, t0_theory="59.5")
    enter(plan, t0_theory="95.5", t2_practical="缺考")
    differing = open_differences(plan)
    assert [(d.subject, d.first, d.second) for d in differing] == [("theory", "59.5", "95.5"), ("practical", "80", "缺考")]
    assert not Release.objects.exists()
    a, b = (d.key for d in differing)
    for settled in ({}, {a: ("59.5", "原卷"), b: ("缺考", " ")}, {a: ("59.5", "原卷")}, {a: ("101", "原卷"), b: ("80", "原卷")}):
        with pytest.raises(RowErrors):
            settle(plan, settled)
    assert (Release.objects.exists(), ScoreSheet.objects.count(), f.entries("settle_differences")) == (False, 2, 0)
    settle(plan, {a: ("59.5", "原卷为 59.5"), b: ("缺考", "签到表无签名")})
    assert str(Score.objects.get(subject="theory", registration__place__ticket_number=differing[0].ticket_number).score) == "59.50"
    assert Score.objects.filter(status="absent", score=None).count() == 1
    kept = ScoreSheet.objects.get(plan=plan, turn=3).reasons[a]
    assert kept == {"first": "59.5", "second": "95.5", "settled": "59.5", "reason": "原卷为 59.5"}
    assert ScoreSheet.objects.get(plan=plan, turn=1).cells[differing[0].ticket_number]["theory"] == "59.5"


def test_nothing_is_settled_that_does_not_differ(plan):
    enter(plan)
    with pytest.raises(Refused) as no:
        settle(plan, {})
    assert no.value.code == "nothing_to_settle"


def test_who_entered_or_settled_does_not_check(plan):
    first = enter(plan, t0_theory="59.5").entered_by
    second = enter(plan).entered_by
    third = f.city_of(plan)
    release = settle(plan, {open_differences(plan)[0].key: ("60", "原卷")}, actor=third)
    for actor in (first, second, third):
        with pytest.raises(NotPermitted):
            check_results(actor=actor, at=f.at("2021-12-15"), release=release)
    assert check_results(actor=f.city_of(plan), at=f.at("2021-12-15"), release=release).state == "checked"


@pytest.mark.parametrize("cell", ["", "abc", "100.01", "-1", "59.996", "60分", "=60", "六十", "1e2", "NaN", "违纪", "违纪：夹带", "免考"])
def test_a_cell_that_cannot_be_read_refuses_the_whole_sheet(plan, cell):
    with pytest.raises(RowErrors) as no:
        enter(plan, t1_theory=cell)
    assert [(e["row"], e["field"]) for e in no.value.errors] == [(1, "theory")]
    assert not ScoreSheet.objects.exists()


def test_strangers_repetitions_swapped_names_and_gaps_are_named(plan):
    rows = lines(plan)
    with pytest.raises(RowErrors) as no:
        enter(plan, rows=[rows[0], rows[0], (3, {**rows[1][1], "name": "他人"}), (4, {"ticket_number": "X"})])
    assert [(e["row"], e["field"]) for e in no.value.errors] == [(0, "ticket_number"), (3, "name"), (4, "ticket_number"), (0, "ticket_number")]


def test_others_and_other_times_are_refused(plan):
    for actor in (f.county(), f.city(f.OTHER_CITY), f.worker(plan.body)):
        with pytest.raises(NotPermitted):
            enter(plan, actor=actor)
    with pytest.raises(Refused) as no:
        enter(f.planned(sessions=f.sessions("2021-12-18")))
    assert no.value.code == "not_held_yet"
    f.received(plan)
    with pytest.raises(Refused) as no:
        enter(plan)
    assert no.value.code == "results_there"


def test_a_package_and_double_entry_exclude_each_other_until_the_entries_are_given_up(plan):
    enter(plan)
    given = {"actor": f.city_of(plan), "at": f.at("2021-12-14"), "plan": plan}
    with pytest.raises(Refused) as no:
        receive_results(**given, rows=f.marks(plan))
    assert no.value.code == "being_entered"
    with pytest.raises(Refused):
        discard_entries(**given, reason=" ")
    assert discard_entries(**given, reason="考场补交密封包") == 1
    receive_results(**given, rows=f.marks(plan))
    with pytest.raises(Refused):
        discard_entries(**given, reason="再来")
    assert f.entries("discard_entries") == 1


# The workbook


def filled(plan, change=lambda sheet: None, score="80"):
    book = load_workbook(io.BytesIO(template(plan.plan_number, roster_of(plan), subjects_of(plan))))
    sheet = book.worksheets[0]
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, 4, score), sheet.cell(row, 5, score)
    change(sheet)
    return workbook_bytes(book)


def read(plan, data):
    return read_cells(data, plan.plan_number, subjects_of(plan))


def test_the_workbook_holds_the_roster_and_comes_back(plan):
    enter(plan, rows=read(plan, filled(plan)))
    enter(plan, rows=read(plan, filled(plan, score=80)))  # a number and a number as text are the same mark
    assert Score.objects.count() == 6


@pytest.mark.parametrize("value, read_as", [("８５．５", "85.5"), (" 85.50 ", "85.5"), (85.5, "85.5"), ("　缺考　", "缺考"), (0, "0"), (100.0, "100")])
def test_clumsy_cells_are_read_as_meant(plan, value, read_as):
    sheet = enter(plan, rows=read(plan, filled(plan, lambda s: s.cell(2, 4, value))))
    assert next(iter(sheet.cells.values()))["theory"] == read_as


@pytest.mark.parametrize("change, code", [
    (lambda s: s.cell(2, 4, "=1+1"), "formula"), (lambda s: s.cell(1, 4, "别的"), "template_heading"),
    (lambda s: s.delete_rows(2, 10), "no_rows"), (lambda s: setattr(s.parent.properties, "identifier", "liangcai-scores-0:X"), "template_version"),
    (lambda s: setattr(s.parent.properties, "identifier", "liangcai-scores-1:别的计划"), "other_plan"),
])  # fmt: skip
def test_hostile_and_mistaken_workbooks_are_refused(plan, change, code):
    with pytest.raises(BadInput) as no:
        read(plan, filled(plan, change))
    assert no.value.code == code


def test_what_is_no_workbook_is_refused(plan):
    for data in (b"", b"PK\x03\x04rest", b"score,80"):
        with pytest.raises(BadInput):
            read(plan, data)


def test_a_hidden_sheet_in_front_is_not_read_for_the_roster(plan):
    def hide(sheet):
        front = sheet.parent.create_sheet("隐藏", 0)
        front.sheet_state = "hidden"

    with pytest.raises(BadInput) as no:
        read(plan, filled(plan, hide))
    assert no.value.code == "template_heading"


def test_merged_cells_leave_a_gap_that_is_named(plan):
    with pytest.raises(RowErrors) as no:
        enter(plan, rows=read(plan, filled(plan, lambda s: s.merge_cells("D2:D3"))))
    assert [(e["row"], e["field"]) for e in no.value.errors] == [(3, "theory")]


def test_faults_come_back_in_the_very_cells(plan):
    data = filled(plan, lambda s: s.cell(3, 5, "一百"))
    with pytest.raises(RowErrors) as no:
        enter(plan, rows=read(plan, data))
    sheet = load_workbook(io.BytesIO(with_errors(data, subjects_of(plan), no.value.errors))).worksheets[0]
    assert "一百" in sheet["E3"].comment.text and sheet["D3"].comment is None
