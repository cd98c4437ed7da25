from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_bank.moving import move_items


@action
def rest_items(*, actor: User, at: datetime, items: Iterable[Item]) -> int:
    """Take items in use out of papers for a while; a rested item may be revised."""
    rows = move_items(actor, at, items, "rest")
    record(actor=actor, at=at, action="rest_items", subject=rows[0].bank,
           facts={"items": sorted(i.item_number for i in rows)})  # fmt: skip
    return len(rows)
