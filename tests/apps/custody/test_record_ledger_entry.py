from __future__ import annotations

from datetime import timedelta

import pytest

from liangcai.apps.custody.actions.record_ledger_entry import record_ledger_entry
from liangcai.apps.custody.models import LedgerRow
from liangcai.apps.custody.selectors import chain_state
from liangcai.kernel.refusals import NotPermitted, Refused
from tests.apps.custody.factories import AT, account, custodian

pytestmark = pytest.mark.django_db


def entered(kind="room", **given):
    given = {"actor": given.pop("actor", None) or custodian(), "at": AT, "persons": ["甲"], "purpose": "入库"} | given
    return record_ledger_entry(kind=kind, **given)


def test_each_ledger_is_a_chain_of_its_own():
    rows = [entered("room"), entered("computer"), entered("room")]
    assert [(r.kind, r.sequence) for r in rows] == [("room", 1), ("computer", 1), ("room", 2)]
    assert rows[2].previous == rows[0].hash and rows[1].previous == rows[0].previous
    assert chain_state("room").ok and chain_state("room").count == 2


def test_a_changed_row_is_named():
    for _ in range(3):
        entered("room", ended_at=AT + timedelta(hours=1))
    LedgerRow.objects.filter(sequence=2).update(persons=["乙"])
    assert (chain_state("room").ok, chain_state("room").first_bad) == (False, 2)


def test_a_removed_row_is_named():
    for _ in range(3):
        entered("room")
    LedgerRow.objects.get(sequence=2).delete()
    assert (chain_state("room").ok, chain_state("room").first_bad) == (False, 2)


@pytest.mark.parametrize("given", [{"persons": []}, {"purpose": "  "}, {"ended_at": AT - timedelta(seconds=1)}])
def test_a_row_without_person_or_purpose_or_ending_before_it_began_is_refused(given):
    with pytest.raises(Refused):
        entered(**given)


def test_a_stay_may_end_the_moment_it_began():
    assert entered(ended_at=AT).sequence == 1


def test_an_unknown_ledger_is_refused():
    with pytest.raises(Refused, match="没有名为"):
        entered("visitors")


def test_nobody_but_custodians_writes():
    with pytest.raises(NotPermitted):
        entered(actor=account("system_admin"))
