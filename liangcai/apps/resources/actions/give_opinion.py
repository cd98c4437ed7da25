from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.models import StaffCard
from liangcai.apps.resources.enums import SECRET_KINDS, Verdict
from liangcai.apps.resources.models import DevelopmentProject, Opinion, Review
from liangcai.apps.resources.permissions import require_own_opinion
from liangcai.apps.station.secrets import station_secret
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused


@action
def give_opinion(
    *, actor: User, at: datetime, review: Review, expert: StaffCard, verdict: str, text: str
) -> Opinion:
    """An expert's own opinion (form 9), once, sealed until all are in: the log holds a keyed seal of it until the
    conclusion opens them together. Reviewing a bank needs a signed pledge (002-036)."""
    project = DevelopmentProject.objects.select_for_update().get(pk=review.project_id)
    opinion = (
        Opinion.objects.select_for_update().select_related("expert", "review__project__applicant")
        .filter(review=review, expert=expert).first()
    )  # fmt: skip
    if opinion is None:
        raise NotPermitted("not_drawn", f"{expert.holder_name}不是本次评审抽中的专家。")
    require_own_opinion(actor, opinion)
    if verdict not in Verdict.values:
        raise BadInput("bad_verdict", f"没有“{verdict}”这种意见。", where="verdict", hint="可用：pass、revise、fail。")
    if opinion.given_at:
        raise Refused("opinion_given", "评审意见已提交，不能再改。", hint="如需更正，请在评审会上由组长记录。")
    if opinion.review.concluded_at:
        raise Refused("review_concluded", "本轮评审已作出结论。")
    if verdict != Verdict.PASS and not text.strip():
        raise Refused("opinion_text", "不通过或需修改的，须写明问题与修改要求。", citation=Citation(S002, "附件", "002-048"))
    if project.kind in SECRET_KINDS and not _has_pledge(project, expert):
        raise Refused("no_pledge", f"{expert.holder_name}尚未签订保密责任书，不能评审题库（卷库）。",
                      citation=Citation(S002, "三(五)", "002-036"), hint="请先登记其承担“评审”的保密责任书。")  # fmt: skip
    opinion.verdict, opinion.text, opinion.given_at = verdict, text.strip(), at
    opinion.save(update_fields=["verdict", "text", "given_at"])
    record(actor=actor, at=at, action="give_opinion", subject=project,
           facts={"review": review, "expert": expert.number, "seal": seal_of(opinion)})  # fmt: skip
    return opinion


def _has_pledge(project: DevelopmentProject, expert: StaffCard) -> bool:
    return any(
        p.person_name == expert.holder_name or (expert.user_id is not None and p.user_id == expert.user_id)
        for p in project.pledges.all()
    )


def seal_of(opinion: Opinion) -> str:
    """Keyed, because three possible verdicts could be tried against a plain digest."""
    message = "\t".join((str(opinion.review.public_id), opinion.expert.number, opinion.verdict, opinion.text))
    return hmac.new(station_secret("review-seal"), message.encode(), hashlib.sha256).hexdigest()
