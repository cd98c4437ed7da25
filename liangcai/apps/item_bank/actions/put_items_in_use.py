from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_bank.moving import move_items


@action
def put_items_in_use(*, actor: User, at: datetime, items: Iterable[Item]) -> int:
    """Let reviewed or rested items into papers."""
    rows = move_items(actor, at, items, "use")
    record(actor=actor, at=at, action="put_items_in_use", subject=rows[0].bank,
           facts={"items": sorted(i.item_number for i in rows)})  # fmt: skip
    return len(rows)
