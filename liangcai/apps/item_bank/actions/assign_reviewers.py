from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.enums import ItemState
from liangcai.apps.item_bank.models import Item, ItemReview
from liangcai.apps.item_bank.permissions import require_reviewer
from liangcai.kernel.refusals import NotPermitted, Refused


@action
def assign_reviewers(*, actor: User, at: datetime, items: Sequence[Item], reviewers: Sequence[User]) -> int:
    """Give submitted items to two reviewers, who learn neither the author nor of each other. Refused unless both are
    pledged, they are two, and neither wrote any of the items."""
    require_custodian(actor, at.date())
    if len({r.pk for r in reviewers}) != 2:
        raise NotPermitted("two_reviewers", "盲审须由两名不同的审题员进行。")
    rows = list(Item.objects.select_for_update().filter(pk__in=[i.pk for i in items]))
    if not rows:
        raise Refused("nothing_to_assign", "没有待分派的试题。")
    for item in rows:
        if item.state != ItemState.IN_REVIEW or item.reviews.filter(version=item.version).exists():
            raise Refused("not_waiting", f"试题 {item.item_number} 不在待分派之列（{item.get_state_display()}，或已分派）。")
        for reviewer in reviewers:
            require_reviewer(reviewer, at.date(), item)
    ItemReview.objects.bulk_create(ItemReview(item=item, reviewer=reviewer, version=item.version, assigned_at=at)
                                   for item in rows for reviewer in reviewers)  # fmt: skip
    record(actor=actor, at=at, action="assign_reviewers", subject=rows[0].bank,
           facts={"items": sorted(i.item_number for i in rows), "reviewers": sorted(r.get_username() for r in reviewers)})  # fmt: skip
    return len(rows)
