"""Each check of the custody ledgers finds its slip and keeps quiet beside it."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from liangcai.engines.ledger.cross_checks import CHECKS, LedgerLine, cross_check, folded

CHINA = timezone(timedelta(hours=8))
NINE = datetime(2021, 10, 21, 9, tzinfo=CHINA)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONTH = (date(2021, 10, 1), date(2021, 10, 31))
BOTH = ("甲", "乙")


def line(kind, sequence=1, at=NINE, hours=8.0, persons=BOTH, **facts):
    ended = at + timedelta(hours=hours) if hours else None
    return LedgerLine(kind, sequence, at, ended, persons, "演示", facts)


def a_good_day():
    return [line("room"), line("computer", at=NINE + HOUR, hours=4), line("assembly", at=NINE + 2 * HOUR, copies=3, printed=3),
            line("disc", at=NINE + 3 * HOUR, direction="out", sha256="ab")]  # fmt: skip


def found(lines, on=date(2021, 10, 21), month=MONTH):
    return [(f.check, f.lines[0].kind, f.lines[0].sequence) for f in cross_check(lines, *month, on)]


def test_a_day_on_which_everything_is_entered_shows_nothing():
    assert found(a_good_day()) == []


@pytest.mark.parametrize(("missing", "expected"), [
    ("computer", [("assembly_without_computer", "assembly", 1), ("disc_without_computer", "disc", 1)]),
    ("room", [("computer_without_room", "computer", 1)]),
])  # fmt: skip
def test_a_ledger_without_its_row_is_found(missing, expected):
    assert found([one for one in a_good_day() if one.kind != missing]) == expected


@pytest.mark.parametrize(("minutes", "slips"), [(0, 0), (-1, 0), (1, 1)])
def test_the_computer_must_be_in_use_at_that_moment_and_not_only_on_that_day(minutes, slips):
    computer = line("computer", hours=1)
    printed = line("assembly", at=NINE + HOUR + timedelta(minutes=minutes))
    assert len(found([line("room"), computer, printed])) == slips


@pytest.mark.parametrize(("persons", "slip"), [(("甲",), True), (BOTH, False), (("甲", "乙", "丙"), False)])
def test_one_person_alone_at_the_computer_is_found(persons, slip):
    found_here = cross_check([line("room", persons=persons), line("computer", at=NINE + HOUR)], *MONTH, MONTH[1])
    assert [f.check for f in found_here] == (["alone"] if slip else [])
    if slip:
        assert found_here[0].detail == "登记在场：甲" and [x.kind for x in found_here[0].lines] == ["computer", "room"]


def test_two_rows_of_one_person_each_make_two_and_one_who_left_no_longer_counts():
    first, second = line("room", persons=("甲",)), line("room", 2, persons=("乙",), hours=1)
    assert found([first, second, line("computer", at=NINE + HOUR / 2)]) == []
    assert found([first, second, line("computer", at=NINE + 2 * HOUR)]) == [("alone", "computer", 1)]


@pytest.mark.parametrize(("copies", "printed", "slip"), [(30, 30, False), (30, 31, True), (30, 29, True), (30, None, False)])
def test_copies_printed_must_be_the_copies_registered(copies, printed, slip):
    row = line("assembly", at=NINE + HOUR, copies=copies, **({} if printed is None else {"printed": printed}))
    assert [c for c, *_ in found([line("room"), line("computer"), row])] == (["copies"] if slip else [])


@pytest.mark.parametrize(("on", "heard", "slip"), [
    (date(2021, 11, 5), None, False), (date(2021, 11, 6), None, True), (date(2021, 11, 6), "receipt", False),
    (date(2021, 11, 6), "destroyed", False), (date(2021, 11, 6), "out", True),
])  # fmt: skip
def test_a_disc_of_which_nothing_was_heard_by_its_day_is_found(on, heard, slip):
    lines = [*a_good_day()[:2], line("disc", at=NINE + HOUR, direction="out", sha256="ab", due_on="2021-11-05")]
    if heard:
        lines.append(line("disc", 2, at=NINE + 20 * DAY, direction=heard, sha256="ab"))
    assert [c for c, *_ in found(lines, on)] == (["disc_not_back"] if slip else [])


def test_a_row_earlier_than_the_one_before_it_is_found():
    assert found([line("room", 1, at=NINE + HOUR), line("room", 2, at=NINE)]) == [("order", "room", 2)]


@pytest.mark.parametrize(("on", "slip"), [(NINE.date(), False), (NINE.date() + DAY, True)])
def test_who_came_in_and_never_left_is_found_the_next_day(on, slip):
    assert found([line("room", hours=0)], on) == ([("left_open", "room", 1)] if slip else [])


def test_a_closing_row_ends_the_stay():
    lines = [line("room", hours=0), line("room", 2, at=NINE + HOUR, hours=0, closes=1)]
    assert folded(lines)[0].ended_at == NINE + HOUR and found(lines, NINE.date() + DAY) == []
    assert found([*lines, line("computer", at=NINE + 2 * HOUR)]) == [("computer_without_room", "computer", 1)]


def test_a_correction_stands_in_the_place_of_what_it_corrects_and_leaves_it_there():
    wrong = line("assembly", at=NINE + HOUR, copies=30, printed=31)
    right = line("assembly", 2, at=NINE + DAY, corrects=1, reason="清点有误", instead={"printed": 30, "persons": ["丙"]})
    standing = [x for x in folded([wrong, right]) if x.kind == "assembly"]
    assert [(x.sequence, x.facts["printed"], x.persons) for x in standing] == [(1, 30, ("丙",))]
    assert found([line("room"), line("computer"), wrong, right]) == []


def test_another_months_slip_is_not_this_months():
    assert found([line("computer", at=NINE + 31 * DAY)]) == []
    assert found([line("room", at=NINE - DAY, hours=30), line("computer", at=NINE)], month=(NINE.date(), NINE.date())) == []


def test_every_check_says_what_to_do():
    assert all(title and to_do.endswith("。") for title, to_do in CHECKS.values())
