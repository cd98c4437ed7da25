from __future__ import annotations

from collections import Counter
from datetime import datetime
from fractions import Fraction

from django.utils.timezone import localdate

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.notices.write_notices import write_notices
from liangcai.apps.organizations.selectors import workers_of
from liangcai.apps.resources.enums import Verdict
from liangcai.apps.resources.models import DevelopmentProject, Review
from liangcai.apps.resources.permissions import require_handler
from liangcai.apps.resources.states import DEVELOPMENT
from liangcai.apps.station.selectors import setting_on
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import Refused


@action
def conclude_review(*, actor: User, at: datetime, review: Review) -> Review:
    """Open all opinions together and conclude by majority: pass, revise or fail. The share a verdict must exceed is
    a setting (no text names it) and is recorded with the votes. A result counts on the day of the meeting that
    passed it (000-003) and enters the provincial system with it (000-018)."""
    project = DevelopmentProject.objects.select_for_update().get(pk=review.project_id)
    review = Review.objects.select_for_update().get(pk=review.pk)
    require_handler(actor, project, "review")
    if review.concluded_at:
        raise Refused("review_concluded", f"本轮评审已于 {localdate(review.concluded_at)} 作出结论。")
    if localdate(at) < review.held_on:
        raise Refused("review_not_held", f"评审会定于 {review.held_on}，尚未召开。")
    opinions = list(review.opinions.select_related("expert"))
    waiting = [o.expert.holder_name for o in opinions if not o.given_at]
    if waiting:
        raise Refused("opinions_missing", f"还有 {len(waiting)} 位专家未提交意见：{'、'.join(waiting)}。",
                      citation=Citation(S002, "附件", "002-048"), facts={"given": len(opinions) - len(waiting)})  # fmt: skip
    share = Fraction(setting_on("review_pass_share", review.held_on))
    votes = Counter(o.verdict for o in opinions)
    review.conclusion, review.concluded_at = majority(votes, share), at
    review.save(update_fields=["conclusion", "concluded_at"])
    project.state = DEVELOPMENT.step(project.state, review.conclusion)
    if review.conclusion == Verdict.PASS:
        project.passed_on = review.held_on
    project.save(update_fields=["state", "passed_on"])
    record(actor=actor, at=at, action="conclude_review", subject=project, facts={
        "review": review, "conclusion": review.conclusion, "votes": dict(votes), "must_exceed": str(share),
        "opinions": [{"expert": o.expert.number, "verdict": o.verdict, "text": o.text} for o in opinions],
        "checks": project.checks, "rules": ["002-024", "002-033", "000-018"],
    })  # fmt: skip
    write_notices(
        at=at, to=workers_of(project.applicant), key=f"conclude_review:{review.pk}", page="organization_project",
        page_key=project.public_id, subject=f"评审结论：{project}",
        text=f"{project}第 {review.round} 轮评审结论：{Verdict(review.conclusion).label}。各位专家意见见项目页面。",
    )  # fmt: skip
    return review


def majority(votes: Counter[str], share: Fraction) -> str:
    """The verdict whose votes exceed the share; without one the draft goes back to be revised."""
    needed = share * votes.total()
    return next((v.value for v in (Verdict.PASS, Verdict.FAIL) if votes[v] > needed), Verdict.REVISE.value)
