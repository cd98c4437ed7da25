from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.item_bank.enums import ItemState, ReviewStep
from liangcai.apps.item_bank.models import Item, ItemReview
from liangcai.apps.item_bank.opinions import seal_opinion
from liangcai.apps.item_bank.permissions import may_settle, require_reviewer
from liangcai.apps.item_bank.states import ITEM
from liangcai.kernel.refusals import NotPermitted, Refused


@action
def settle_item(*, actor: User, at: datetime, item: Item, verdict: str, comment: str, key: bytes) -> Item:
    """A third reviewer decides where the two opinions differ."""
    item = Item.objects.select_for_update().get(pk=item.pk)
    require_reviewer(actor, at.date(), item)
    if item.state != ItemState.IN_REVIEW:
        raise Refused("not_open", f"试题 {item.item_number} 当前为“{item.get_state_display()}”，没有待裁定的意见。")
    if item.reviews.filter(version=item.version, reviewer=actor, step=ReviewStep.REVIEW).exists():
        raise NotPermitted("third_person", "意见不一致的试题须由第三人裁定。")
    if not may_settle(actor, item):
        raise Refused("reviews_missing", f"试题 {item.item_number} 的两份意见尚未齐备。")
    review = ItemReview(item=item, reviewer=actor, version=item.version, step=ReviewStep.SETTLE, assigned_at=at)
    seal_opinion(review, verdict, comment, at, key)
    review.save()
    item.state = ITEM.step(item.state, verdict)
    item.save(update_fields=["state"])
    record(actor=actor, at=at, action="settle_item", subject=item,
           facts={"item_number": item.item_number, "version": item.version, "verdict": verdict})  # fmt: skip
    return item
