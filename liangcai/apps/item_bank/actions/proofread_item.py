from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.item_bank.enums import ReviewStep, Verdict
from liangcai.apps.item_bank.models import Item, ItemReview
from liangcai.apps.item_bank.opinions import seal_opinion
from liangcai.apps.item_bank.permissions import require_reviewer
from liangcai.apps.item_bank.states import ITEM
from liangcai.kernel.refusals import BadInput


@action
def proofread_item(*, actor: User, at: datetime, item: Item, verdict: str, comment: str, key: bytes) -> Item:
    """The last look at words, figures and pictures, by somebody other than the author: accepted it may be used, with
    a fault (`revise`) it goes back to its author."""
    item = Item.objects.select_for_update().get(pk=item.pk)
    require_reviewer(actor, at.date(), item)
    if verdict not in (Verdict.ACCEPT, Verdict.REVISE):
        raise BadInput("verdict", "校对只能通过或退回修改。")
    item.state = ITEM.step(item.state, "proofread" if verdict == Verdict.ACCEPT else "return")
    review = ItemReview(item=item, reviewer=actor, version=item.version, step=ReviewStep.PROOFREAD, assigned_at=at)
    seal_opinion(review, verdict, comment, at, key)
    review.save()
    item.save(update_fields=["state"])
    record(actor=actor, at=at, action="proofread_item", subject=item,
           facts={"item_number": item.item_number, "version": item.version, "verdict": verdict})  # fmt: skip
    return item
