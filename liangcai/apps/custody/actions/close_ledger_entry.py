from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.record_ledger_entry import append_row
from liangcai.apps.custody.models import LedgerRow
from liangcai.apps.custody.permissions import require_custodian
from liangcai.kernel.refusals import Refused

CLOSED = ("room", "computer")


@action
def close_ledger_entry(*, actor: User, at: datetime, row: LedgerRow) -> LedgerRow:
    """Somebody left the room or the computer: a row of its own that closes the entry, which stays as it is (002-045)."""
    require_custodian(actor, at.date())
    if row.pk not in {one.pk for one in open_rows(row.kind)}:
        raise Refused("not_open", f"{row.get_kind_display()} 第 {row.sequence} 条没有待登记的离开。")
    closing = closing_row(row, actor.get_username(), at)
    record(actor=actor, at=at, action="close_ledger_entry", subject=f"custody.LedgerRow:{row.kind}-{closing.sequence}",
           facts={"closes": row.sequence, "hash": closing.hash})  # fmt: skip
    return closing


def closing_row(row: LedgerRow, actor: str, at: datetime) -> LedgerRow:
    words = "离开" if row.kind == "room" else "停止使用"
    return append_row(row.kind, actor, at, row.persons, f"{words}（第 {row.sequence} 条）", {"closes": row.sequence})


def open_rows(kind: str) -> list[LedgerRow]:
    """Entries of the room or the computer that nobody has closed yet, oldest first."""
    if kind not in CLOSED:
        return []
    rows = list(LedgerRow.objects.filter(kind=kind).order_by("sequence"))
    closed = {row.facts["closes"] for row in rows if "closes" in row.facts}
    own = ("closes", "corrects")
    return [row for row in rows if row.ended_at is None and row.sequence not in closed and not any(k in row.facts for k in own)]
