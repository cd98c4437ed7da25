from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.catalogue.selectors import work_calendar
from liangcai.apps.registrations.models import Registration
from liangcai.apps.results.models import ScoreReview
from liangcai.apps.station.selectors import setting_on
from liangcai.kernel.refusals import NotPermitted, Refused
from liangcai.kernel.working_days import add_working_days


@action
def ask_score_review(*, actor: User, at: datetime, registration: Registration, subject: str, reason: str) -> ScoreReview:
    """A candidate asks for one's own published score to be looked at again; once a subject, within the publication
    period. The days for the answer are a setting: the texts give none."""
    require_role(actor, Role.CANDIDATE)
    if registration.candidate.user_id != actor.pk:
        raise NotPermitted("not_yours", "只能申请复核本人的成绩。")
    release = getattr(registration.plan, "release", None)
    if release is None or release.state != "published":
        raise Refused("not_published", "成绩尚未公布。")
    today = localdate(at)
    if release.objections_until and today > release.objections_until:
        raise Refused("objections_over", f"公示期已于 {release.objections_until} 结束，今日 {today} 不再受理复核申请。",
                      hint="确有错误的，可向考核所在地鉴定中心反映。")  # fmt: skip
    if not registration.scores.filter(subject=subject).exists():
        raise Refused("no_score", "该科目没有成绩。")
    if not reason.strip():
        raise Refused("reason_needed", "请写明申请复核的理由。")
    if registration.score_reviews.filter(subject=subject).exists():
        raise Refused("asked_already", "该科目已申请过复核。")
    due = add_working_days(today, setting_on("score_review_days", today), work_calendar())
    made = ScoreReview.objects.create(registration=registration, subject=subject, reason=reason, asked_at=at, due_on=due)
    record(actor=actor, at=at, action="ask_score_review", subject=made,
           facts={"subject": subject, "reason": reason, "due_on": due})  # fmt: skip
    return made
