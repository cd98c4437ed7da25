from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.exams.permissions import require_can_run
from liangcai.apps.exams.states import PLAN
from liangcai.kernel.refusals import Refused


@action
def withdraw_plan(*, actor: User, at: datetime, plan: ExamPlan, reason: str) -> ExamPlan:
    """Call an examination off before it is held, by the body or the centre of its jurisdiction. Registrations stay as
    they are, explained by the plan's state; `registrations.actions.call_off_exam` tells the candidates."""
    plan = ExamPlan.objects.select_for_update(of=("self",)).select_related("body").get(pk=plan.pk)
    require_can_run(actor, plan)
    if not reason.strip():
        raise Refused("reason_needed", "撤回计划须写明理由。", hint="理由会告知机构和考生。")
    plan.state = PLAN.step(plan.state, "withdraw")
    plan.save(update_fields=["state"])
    record(actor=actor, at=at, action="withdraw_plan", subject=plan, facts={"reason": reason.strip()})
    return plan
