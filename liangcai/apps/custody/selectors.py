"""Reads of the custody ledgers: each chain's state, and what one ledger says against another (002-045)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from liangcai.apps.custody.models import LedgerRow
from liangcai.engines.ledger.chain import ChainReport, verify_chain


def rows_of(kind: str) -> QuerySet[LedgerRow]:
    return LedgerRow.objects.filter(kind=kind).order_by("sequence")


def chain_state(kind: str) -> ChainReport:
    """Whether a ledger is whole; the first row that is not is named."""
    return verify_chain(chain_entries(kind))


def chain_entries(kind: str) -> Iterator[dict[str, Any]]:
    """The rows as `append_row` hashed them."""
    for row in rows_of(kind).iterator(chunk_size=2000):
        facts = {key: value for key, value in row.facts.items() if key != "actor"}
        ended = row.ended_at and row.ended_at.astimezone(UTC).isoformat(timespec="microseconds")
        yield {
            "sequence": row.sequence, "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": row.facts.get("actor", ""), "action": row.kind, "subject": f"custody:{row.kind}",
            "facts": {"persons": row.persons, "purpose": row.purpose, "ended_at": ended, **facts},
            "previous": row.previous, "hash": row.hash,
        }  # fmt: skip


def assembly_without_computer(first: date, last: date) -> list[LedgerRow]:
    """Papers made on a day on which the computer was not entered as used."""
    return without("assembly", "computer", first, last)


def computer_without_room(first: date, last: date) -> list[LedgerRow]:
    """Use of the computer on a day on which nobody was entered as in the room."""
    return without("computer", "room", first, last)


def disc_without_computer(first: date, last: date) -> list[LedgerRow]:
    """A disc in or out on a day on which the computer was not entered as used."""
    return without("disc", "computer", first, last)


def without(kind: str, needed: str, first: date, last: date) -> list[LedgerRow]:
    there: set[date] = set()
    for at, ended in LedgerRow.objects.filter(kind=needed).values_list("at", "ended_at"):
        day, end = timezone.localdate(at), timezone.localdate(ended or at)
        there.update(day + timedelta(days=n) for n in range((end - day).days + 1))
    days = ((timezone.localdate(row.at), row) for row in rows_of(kind))
    return [row for day, row in days if first <= day <= last and day not in there]


def copies_that_differ(first: date, last: date) -> list[LedgerRow]:
    """Assembly rows whose printed copies are not the registered ones."""
    rows = (row for row in rows_of("assembly") if first <= timezone.localdate(row.at) <= last)
    return [r for r in rows if r.facts.get("printed", r.facts.get("copies")) != r.facts.get("copies")]
