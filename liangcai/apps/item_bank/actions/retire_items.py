from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_bank.moving import move_items
from liangcai.kernel.refusals import Refused


@action
def retire_items(*, actor: User, at: datetime, items: Iterable[Item], reason: str) -> int:
    """Take items out of use for good, with the reason; their versions stay."""
    if not reason.strip():
        raise Refused("reason_missing", "停用须写明理由。")
    rows = move_items(actor, at, items, "retire")
    record(actor=actor, at=at, action="retire_items", subject=rows[0].bank,
           facts={"items": sorted(i.item_number for i in rows), "reason": reason})  # fmt: skip
    return len(rows)
