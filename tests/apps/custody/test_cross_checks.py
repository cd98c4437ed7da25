from __future__ import annotations

from datetime import date, timedelta

import pytest

from liangcai.apps.custody.actions.record_ledger_entry import record_ledger_entry
from liangcai.apps.custody.selectors import (
    assembly_without_computer,
    computer_without_room,
    copies_that_differ,
    disc_without_computer,
)
from tests.apps.custody.factories import AT, custodian

pytestmark = pytest.mark.django_db
MONTH = (date(2021, 10, 1), date(2021, 10, 31))


def on_record(kind, at=AT, **given):
    return record_ledger_entry(actor=custodian(), at=at, kind=kind, persons=["甲"], purpose="演示", **given)


def test_a_day_with_room_computer_and_assembly_shows_no_slip():
    for kind in ("room", "computer", "assembly", "disc"):
        on_record(kind)
    assert not [*assembly_without_computer(*MONTH), *computer_without_room(*MONTH), *disc_without_computer(*MONTH)]


def test_papers_made_without_computer_use_are_found():
    row = on_record("assembly")
    on_record("computer", at=AT + timedelta(days=1))
    assert assembly_without_computer(*MONTH) == [row]


def test_computer_use_without_entry_to_the_room_is_found():
    row = on_record("computer")
    assert computer_without_room(*MONTH) == [row]


def test_a_stay_over_midnight_covers_the_next_day():
    on_record("room", ended_at=AT + timedelta(days=1))
    on_record("computer", at=AT + timedelta(days=1))
    assert computer_without_room(*MONTH) == []


def test_a_disc_that_left_without_computer_use_is_found():
    row = on_record("disc")
    assert disc_without_computer(*MONTH) == [row]


def test_another_months_slip_is_not_this_months():
    on_record("computer", at=AT + timedelta(days=31))
    assert computer_without_room(*MONTH) == []


@pytest.mark.parametrize(("copies", "printed", "found"), [(30, 30, 0), (30, 31, 1), (30, 29, 1)])
def test_copies_printed_must_be_the_copies_registered(copies, printed, found):
    on_record("assembly", facts={"copies": copies, "printed": printed})
    assert len(copies_that_differ(*MONTH)) == found
