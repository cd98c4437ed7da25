from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.models import ExamPlan, SiteCheck
from liangcai.apps.exams.permissions import require_can_run
from liangcai.apps.exams.site_points import SITE_POINTS
from liangcai.kernel.refusals import Refused


@action
def check_site(*, actor: User, at: datetime, plan: ExamPlan, answers: Mapping[str, bool], remarks: str = "") -> SiteCheck:
    """Record the check of a site; it is ready only when every point holds (004-023…004-027). The record may be
    renewed until the site is ready; what does not hold needs words."""
    plan = ExamPlan.objects.select_for_update().get(pk=plan.pk)
    require_can_run(actor, plan)
    unanswered = [label for key, (_, label) in SITE_POINTS.items() if not isinstance(answers.get(key), bool)]
    if unanswered:
        raise Refused("site_unanswered", f"尚有 {len(unanswered)} 项未检查：{'；'.join(unanswered)}。")
    failing = [key for key in SITE_POINTS if not answers[key]]
    if failing and not remarks.strip():
        raise Refused("site_remarks", "有不符合项时须说明情况。", facts={"failing": failing})
    found, _ = SiteCheck.objects.update_or_create(plan=plan, defaults={
        "answers": {key: answers[key] for key in SITE_POINTS}, "remarks": remarks, "ready": not failing, "checked_at": at,
    })  # fmt: skip
    record(actor=actor, at=at, action="check_site", subject=plan,
           facts={"answers": found.answers, "ready": found.ready, "remarks": remarks,
                  "rules": [rule for rule, _ in SITE_POINTS.values()]})  # fmt: skip
    return found
