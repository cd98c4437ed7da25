"""Several items moved by one act of a custodian: locked, stepped, all or none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_bank.states import ITEM
from liangcai.kernel.refusals import Refused


def move_items(actor: User, at: datetime, items: Iterable[Item], verb: str) -> list[Item]:
    """In the caller's transaction; the caller records. Refused when none is given or one is in another state."""
    require_custodian(actor, at.date())
    rows = list(Item.objects.select_for_update().defer("sealed_content").filter(pk__in=[i.pk for i in items]))
    if not rows:
        raise Refused("no_items", "没有选中试题。")
    for item in rows:
        item.state = ITEM.step(item.state, verb)
    Item.objects.filter(pk__in=[i.pk for i in rows]).update(state=rows[0].state)
    return rows
