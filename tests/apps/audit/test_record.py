"""One accepted act, one entry, in the same transaction; what was changed afterwards is found."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from liangcai.apps.audit.models import Entry, Head
from liangcai.apps.audit.record import action, record
from liangcai.apps.audit.selectors import export_lines
from liangcai.engines.ledger.chain import verify_chain
from liangcai.kernel.refusals import Refused

AT = datetime(2021, 6, 1, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@action
def act(*, actor: str, at: datetime, entries: int = 1, refuse: bool = False) -> None:
    for n in range(entries):
        record(actor=actor, at=at, action="act", subject=f"thing:{n}", facts={"n": n, "share": 0.5})
    if refuse:
        raise Refused("no", "不行")


def write(count: int) -> None:
    for _ in range(count):
        act(actor="somebody", at=AT)


def test_an_accepted_act_leaves_exactly_one_entry():
    act(actor="somebody", at=AT)
    assert Entry.objects.count() == 1
    assert Head.objects.get().sequence == 1


@pytest.mark.parametrize("entries", [0, 2])
def test_an_action_with_no_entry_or_two_is_a_programming_error_and_writes_nothing(entries):
    with pytest.raises(RuntimeError):
        act(actor="somebody", at=AT, entries=entries)
    assert not Entry.objects.exists()


def test_a_refused_act_leaves_no_entry_and_the_head_where_it_was():
    write(1)
    head = Head.objects.get().hash
    with pytest.raises(Refused):
        act(actor="somebody", at=AT, refuse=True)
    assert Entry.objects.count() == 1
    assert Head.objects.get().hash == head


def test_a_transaction_that_is_rolled_back_takes_the_entry_with_it():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        act(actor="somebody", at=AT)
        raise ZeroDivisionError
    assert not Entry.objects.exists()


def test_the_chain_verifies_and_numbers_run_without_gaps():
    write(20)
    report = verify_chain(export_lines())
    assert report.ok and report.count == 20
    assert list(Entry.objects.values_list("sequence", flat=True)) == list(range(1, 21))


@pytest.mark.parametrize(
    "tamper",
    [
        lambda rows: rows.filter(sequence=5).update(actor="another"),
        lambda rows: rows.filter(sequence=5).update(facts={"n": 1}),
        lambda rows: rows.filter(sequence=5).update(at=datetime(2021, 6, 2, tzinfo=UTC)),
        lambda rows: rows.filter(sequence=5).delete(),
        lambda rows: rows.filter(sequence=5).update(hash="0" * 64),
    ],
    ids=["actor", "facts", "moment", "removed", "hash"],
)
def test_the_first_entry_that_was_changed_or_removed_is_named(tamper):
    write(8)
    tamper(Entry.objects)
    report = verify_chain(export_lines())
    assert not report.ok and report.first_bad == 5


def test_two_entries_exchanged_are_found():
    write(6)
    third, fourth = Entry.objects.get(sequence=3), Entry.objects.get(sequence=4)
    Entry.objects.filter(pk=third.pk).update(sequence=100)
    Entry.objects.filter(pk=fourth.pk).update(sequence=3)
    Entry.objects.filter(pk=third.pk).update(sequence=4)
    report = verify_chain(export_lines())
    assert not report.ok and report.first_bad == 3
