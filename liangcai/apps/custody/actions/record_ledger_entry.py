from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, plain, record
from liangcai.apps.custody.models import LedgerRow
from liangcai.apps.custody.permissions import require_custodian
from liangcai.engines.ledger.chain import START, entry_hash
from liangcai.kernel.refusals import Refused


@action
def record_ledger_entry(
    *, actor: User, at: datetime, kind: str, persons: Sequence[str], purpose: str,
    facts: Mapping[str, Any] | None = None, ended_at: datetime | None = None,
) -> LedgerRow:  # fmt: skip
    """Add a row to one of the custody ledgers: `room` entry, `computer` use, `assembly`, `disc` (002-045). Each
    kind is a chain of its own; nothing is ever changed."""
    require_custodian(actor, at.date())
    if kind not in dict(LedgerRow.KINDS):
        raise Refused("ledger_kind", f"没有名为 {kind} 的台账。")
    if not persons or not purpose.strip():
        raise Refused("ledger_fields", "台账须写明人员与事由。")
    if ended_at is not None and ended_at < at:
        raise Refused("ledger_times", "结束时间早于开始时间。")
    row = append_row(kind, actor.get_username(), at, persons, purpose, facts or {}, ended_at)
    record(actor=actor, at=at, action="record_ledger_entry", subject=f"custody.LedgerRow:{kind}-{row.sequence}",
           facts={"persons": list(persons), "purpose": purpose, "hash": row.hash})  # fmt: skip
    return row


def append_row(
    kind: str, actor: str, at: datetime, persons: Sequence[str], purpose: str, facts: Mapping[str, Any],
    ended_at: datetime | None = None,
) -> LedgerRow:  # fmt: skip
    """The next row of a ledger's chain, in the caller's transaction."""
    last = LedgerRow.objects.select_for_update().filter(kind=kind).order_by("-sequence").first()
    sequence, previous = (last.sequence + 1, last.hash) if last else (1, START)
    content = plain({"persons": list(persons), "purpose": purpose, "ended_at": ended_at, **facts})
    digest = entry_hash(previous, sequence, at.astimezone(UTC).isoformat(timespec="microseconds"), actor, kind,
                        f"custody:{kind}", content)  # fmt: skip
    return LedgerRow.objects.create(kind=kind, sequence=sequence, at=at, ended_at=ended_at, persons=list(persons),
                                    purpose=purpose, facts={"actor": actor, **plain(facts)}, previous=previous,
                                    hash=digest)  # fmt: skip
