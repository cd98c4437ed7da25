from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.actions.withdraw_plan import withdraw_plan
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.notices.write_notices import write_notices
from liangcai.apps.organizations.selectors import workers_of
from liangcai.apps.registrations.states import STANDING


@action
def call_off_exam(*, actor: User, at: datetime, plan: ExamPlan, reason: str) -> int:
    """Withdraw a plan that was not held and tell the body and every candidate with an account whose registration
    stands. Returns how many candidates were told; the others learn it from their body."""
    plan = withdraw_plan(actor=actor, at=at, plan=plan, reason=reason)
    words = f"考核计划 {plan.plan_number}（{plan.occupation_name}{plan.level}，{plan.body.name}）已撤回。理由：{reason.strip()}"
    candidates = list(User.objects.filter(candidate__registrations__plan=plan,
                                          candidate__registrations__state__in=STANDING).distinct())  # fmt: skip
    for users, page in ((candidates, "candidate_registrations"), (workers_of(plan.body), "organization_plans")):
        write_notices(at=at, to=users, key=f"call_off_exam:{plan.public_id}", page=page, subject="考核计划已撤回", text=words)
    standing = plan.registrations.filter(state__in=STANDING).count()
    record(actor=actor, at=at, action="call_off_exam", subject=plan,
           facts={"reason": reason.strip(), "registrations": standing, "told": len(candidates)})  # fmt: skip
    return len(candidates)
