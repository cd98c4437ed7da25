from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.record_ledger_entry import append_row
from liangcai.apps.custody.models import LedgerRow
from liangcai.apps.custody.permissions import require_custodian
from liangcai.kernel.refusals import BadInput, Refused

FIELDS = {"at", "ended_at", "persons", "purpose", "copies", "printed"}


@action
def correct_ledger_entry(
    *, actor: User, at: datetime, row: LedgerRow, reason: str, instead: Mapping[str, Any],
) -> LedgerRow:  # fmt: skip
    """What a row should have said, as a new row with the reason; the wrong one stays in its place (002-045).
    `instead`: the fields that were wrong (moments as datetimes, persons as a list, copies and printed as counts)."""
    require_custodian(actor, at.date())
    if not reason.strip():
        raise BadInput("reason_needed", "须写明更正原因。", where="reason")
    if not instead or not set(instead) <= FIELDS:
        raise BadInput("nothing_to_correct", "须至少更正一栏。", where="instead")
    if "closes" in row.facts or "corrects" in row.facts:
        raise Refused("not_an_entry", "离开登记和更正本身不能再更正。", hint="请更正原来的那一条。")
    begins, ends = instead.get("at", row.at), instead.get("ended_at", row.ended_at)
    if ends is not None and ends < begins:
        raise Refused("ledger_times", "结束时间早于开始时间。")
    made = append_row(row.kind, actor.get_username(), at, [actor.display_name], f"更正第 {row.sequence} 条：{reason.strip()}"[:200],
                      {"corrects": row.sequence, "reason": reason.strip(), "instead": dict(instead)})  # fmt: skip
    record(actor=actor, at=at, action="correct_ledger_entry", subject=f"custody.LedgerRow:{row.kind}-{made.sequence}",
           facts={"corrects": row.sequence, "reason": reason.strip(), "instead": dict(instead), "hash": made.hash})  # fmt: skip
    return made
