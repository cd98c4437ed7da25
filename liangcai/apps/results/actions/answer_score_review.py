from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.results.models import ScoreReview
from liangcai.kernel.refusals import Refused


@action
def answer_score_review(*, actor: User, at: datetime, review: ScoreReview, answer: str) -> ScoreReview:
    """Answer a candidate's request; a change of the score is a correction of its own."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    review = ScoreReview.objects.select_for_update().get(pk=review.pk)
    require_jurisdiction(actor, review.registration.plan.region_code)
    if review.state != "asked":
        raise Refused("answered_already", "该复核申请已答复。")
    if not answer.strip():
        raise Refused("answer_needed", "复核结论应写明。")
    review.state, review.answer = "answered", answer
    review.save(update_fields=["state", "answer"])
    record(actor=actor, at=at, action="answer_score_review", subject=review, facts={"answer": answer})
    return review
