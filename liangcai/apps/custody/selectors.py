"""Reads of the custody ledgers, discs and posts: each chain's state, and what one ledger says against another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from liangcai.apps.accounts.models import User
from liangcai.apps.custody.models import BankKey, Custodian, LedgerRow
from liangcai.apps.station.selectors import setting_on
from liangcai.engines.ledger.chain import ChainReport, verify_chain
from liangcai.engines.ledger.cross_checks import Finding, LedgerLine, cross_check


def rows_of(kind: str) -> QuerySet[LedgerRow]:
    return LedgerRow.objects.filter(kind=kind).order_by("sequence")


def chain_state(kind: str) -> ChainReport:
    """Whether a ledger is whole; the first row that is not is named."""
    return verify_chain(chain_entries(kind))


def chain_entries(kind: str) -> Iterator[dict[str, Any]]:
    """The rows as `append_row` hashed them, and as `liangcai ledger verify` reads them."""
    for row in rows_of(kind).iterator(chunk_size=2000):
        facts = {key: value for key, value in row.facts.items() if key != "actor"}
        ended = row.ended_at and row.ended_at.astimezone(UTC).isoformat(timespec="microseconds")
        yield {
            "sequence": row.sequence, "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": row.facts.get("actor", ""), "action": row.kind, "subject": f"custody:{row.kind}",
            "facts": {"persons": row.persons, "purpose": row.purpose, "ended_at": ended, **facts},
            "previous": row.previous, "hash": row.hash,
        }  # fmt: skip


def findings(first: date, last: date, on: date) -> list[Finding]:
    """What the four ledgers say against each other in the days `first` to `last`, as known on the day `on`."""
    return cross_check([line_of(row) for row in LedgerRow.objects.order_by("kind", "sequence")], first, last, on)


def line_of(row: LedgerRow) -> LedgerLine:
    ended = timezone.localtime(row.ended_at) if row.ended_at else None
    return LedgerLine(row.kind, row.sequence, timezone.localtime(row.at), ended, tuple(row.persons), row.purpose, row.facts)


def key_in_force() -> BankKey | None:
    return BankKey.objects.filter(retired_at__isnull=True).first()


def holders_gone(on: date) -> list[str]:
    """Who holds a share of the key in force and is no longer on the post: the key must be changed."""
    ring = key_in_force()
    gone = Custodian.objects.filter(user__username__in=ring.holders if ring else [], left_on__lte=on)
    return list(gone.values_list("user__display_name", flat=True))


def on_duty(on: date) -> QuerySet[Custodian]:
    """Custodians on the post under a pledge in force on the day."""
    return Custodian.objects.filter(pledged_on__lte=on).exclude(left_on__lte=on).exclude(pledge_ended_on__lt=on)


def pledge_state(post: Custodian, on: date) -> str:
    """left, missing, ended, ending (within the days of the setting) or valid."""
    if post.left_on is not None and post.left_on <= on:
        return "left"
    if post.pledged_on is None or post.pledged_on > on:
        return "missing"
    if post.pledge_ended_on is None:
        return "valid"
    if post.pledge_ended_on < on:
        return "ended"
    return "ending" if post.pledge_ended_on <= on + timedelta(days=setting_on("pledge_warning_days", on)) else "valid"


def custodian_accounts() -> QuerySet[User]:
    return User.objects.filter(role="custodian", is_active=True).order_by("username")
