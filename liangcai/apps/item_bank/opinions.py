"""Opinions at rest: verdict and comment sealed under the bank key, bound to the item, the step and the reviewer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from liangcai.apps.item_bank.enums import Verdict
from liangcai.apps.item_bank.models import ItemReview
from liangcai.apps.item_bank.sealing import open_content, seal_content
from liangcai.kernel.refusals import BadInput


def seal_opinion(review: ItemReview, verdict: str, comment: str, at: datetime, key: bytes) -> None:
    """Writes the opinion into the review, which the caller saves. A verdict other than yes needs its reason."""
    if verdict not in Verdict.values:
        raise BadInput("verdict", f"没有“{verdict}”这一意见。")
    if verdict != Verdict.ACCEPT and not comment.strip():
        raise BadInput("reason_missing", "退回或不采用须写明理由。", where="说明")
    review.given_at = at
    review.sealed_opinion = seal_content({"verdict": verdict, "comment": comment.strip()}, key, bound_to(review))


def open_opinion(review: ItemReview, key: bytes) -> dict[str, Any]:
    assert review.sealed_opinion is not None
    return open_content(review.sealed_opinion, key, bound_to(review))


def bound_to(review: ItemReview) -> str:
    return f"{review.item.public_id}/{review.version}/{review.step}/{review.reviewer_id}"
