from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.applicable_standard import require_standard
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.exams.selectors import first_session
from liangcai.apps.exams.states import PLAN
from liangcai.apps.organizations.permissions import require_member
from liangcai.apps.resources.models import ItemBankRecord, Standard
from liangcai.kernel.refusals import Refused


@action
def resume_plan(
    *, actor: User, at: datetime, plan: ExamPlan, standard: Standard, bank: ItemBankRecord | None = None,
) -> ExamPlan:  # fmt: skip
    """Resume a halted plan on the standard that applies now, with a bank built to it where one is required
    (002-005, 002-007, 002-012). Refused once its first session has begun: then it is withdrawn and planned anew."""
    plan = ExamPlan.objects.select_for_update(of=("self",)).select_related("body", "standard", "bank").get(pk=plan.pk)
    require_member(actor, plan.body)
    state = PLAN.step(plan.state, "resume")
    begins_at = first_session(plan)
    if begins_at is None or begins_at <= at:
        raise Refused("session_past", "该计划的首场考核时间已过，不能恢复。", hint="请撤回后另行编制计划。")
    for thing in (standard, bank):
        if thing is not None and (thing.occupation_code, thing.occupation_name) != (plan.occupation_code,
                                                                                    plan.occupation_name):  # fmt: skip
            raise Refused("other_occupation", f"{thing}不是 {plan.occupation_name} 的标准或题库。")
    was = {"standard": plan.standard, "bank": plan.bank}
    own_students = bool(plan.applicability.get("facts", {}).get("own_students"))
    plan.applicability = require_standard(plan.body, standard, bank, plan.kind, plan.occupation_code, plan.level,
                                          localdate(begins_at), own_students)  # fmt: skip
    plan.standard, plan.bank, plan.state = standard, bank, state
    plan.save(update_fields=["standard", "bank", "state", "applicability"])
    record(actor=actor, at=at, action="resume_plan", subject=plan,
           facts={"was": was, "standard": standard, "bank": bank, "applicability": plan.applicability})  # fmt: skip
    return plan
