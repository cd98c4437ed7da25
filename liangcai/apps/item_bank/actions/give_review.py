from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.item_bank.enums import ItemState, ReviewStep
from liangcai.apps.item_bank.models import Item, ItemReview
from liangcai.apps.item_bank.opinions import open_opinion, seal_opinion
from liangcai.apps.item_bank.permissions import require_reviewer
from liangcai.apps.item_bank.states import ITEM
from liangcai.kernel.refusals import NotPermitted, Refused


@action
def give_review(*, actor: User, at: datetime, review: ItemReview, verdict: str, comment: str, key: bytes) -> Item:
    """A reviewer's own opinion, once, sealed until both are in: the log holds that it was given, not what it says.
    Where both say the same the item moves on; where they differ it waits for a third person."""
    item = Item.objects.select_for_update().get(pk=review.item_id)
    review = ItemReview.objects.select_for_update().get(pk=review.pk)
    require_reviewer(actor, at.date(), item)
    if review.reviewer_id != actor.pk or review.step != ReviewStep.REVIEW:
        raise NotPermitted("not_assigned", "这份审题任务没有分派给您。")
    if review.given_at is not None:
        raise Refused("already_given", "您的意见已提交，不能更改。")
    if item.state != ItemState.IN_REVIEW or item.version != review.version:
        raise Refused("review_over", f"试题 {item.item_number} 已有新的版次或状态，这份审题任务已失效。")
    seal_opinion(review, verdict, comment, at, key)
    review.save()
    given = item.reviews.filter(version=item.version, step=ReviewStep.REVIEW, given_at__isnull=False)
    verdicts = {open_opinion(one, key)["verdict"] for one in given}
    agreed = len(given) == 2 and len(verdicts) == 1
    if agreed:
        item.state = ITEM.step(item.state, verdict)
        item.save(update_fields=["state"])
    record(actor=actor, at=at, action="give_review", subject=item,
           facts={"item_number": item.item_number, "version": item.version, "given": len(given),
                  "state": item.state if agreed else None})  # fmt: skip
    return item
