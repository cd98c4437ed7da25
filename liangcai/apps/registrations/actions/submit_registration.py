from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.organizations.enums import BodyKind
from liangcai.apps.registrations.eligibility import decision_of, exempt_of
from liangcai.apps.registrations.models import Batch, Candidate, Registration
from liangcai.apps.registrations.row_checks import LEGAL_WORKING_AGE, clash_of, why_not
from liangcai.kernel.citations import S003, S004, Citation
from liangcai.kernel.identity_numbers import age_on
from liangcai.kernel.refusals import NotPermitted, Refused


@action
def submit_registration(
    *, actor: User, at: datetime, plan: ExamPlan, consents: bool, condition: str = "", dispatched_to: str = "",
    studies_at: str = "", claims: Mapping[str, Any] | None = None,
) -> Registration:  # fmt: skip
    """A candidate registers by oneself, of free will and of working age (004-004, 004-005). An enterprise takes its
    own staff, dispatched workers included (003-044); a school its own students (003-048). What is claimed is decided
    by the standard's conditions; only a plain no is refused, what is unknown waits for evidence. The registration
    joins the body's open batch, which the body hands in."""
    require_role(actor, Role.CANDIDATE)
    candidate = Candidate.objects.filter(user=actor).first()
    if candidate is None:
        raise NotPermitted("no_candidate", "该账号尚未核对考生身份。", hint="请携证件到评价机构核对。")
    plan = ExamPlan.objects.select_for_update(of=("self",)).select_related("body", "standard").get(pk=plan.pk)
    if plan.state != "open" or localdate(at) > plan.registration_closes_on:
        raise Refused("registration_closed", f"计划 {plan.plan_number} 报名已于 {plan.registration_closes_on} 截止。")
    if not consents:
        raise Refused("voluntary", "参加考核出于自愿，须由本人确认。", citation=Citation(S004, "一", "004-005"))
    age = age_on(candidate.born_on, localdate(at))
    if age < LEGAL_WORKING_AGE:
        raise Refused("under_age", f"报名时 {age} 周岁，未达法定劳动年龄 {LEGAL_WORKING_AGE} 周岁。",
                      citation=Citation(S004, "一", "004-004"), facts={"age": age})  # fmt: skip
    _require_belongs(plan, candidate, dispatched_to, studies_at)
    if clash := clash_of(candidate.identity_index, plan):
        raise Refused("same_time", f"您{clash}，同一时间只能参加一场。")
    live = plan.registrations.exclude(state__in=("rejected", "withdrawn")).count()
    if live >= plan.capacity:
        raise Refused("over_capacity", f"计划 {plan.capacity} 人，已报满。")
    said = {**(claims or {}), "born_on": candidate.born_on.isoformat()}
    decision = decision_of(said, plan, localdate(at))
    if decision["decision"] == "not_eligible":
        raise Refused("not_eligible", f"按{decision['rule_set']}，所填情况不符合{plan.level}的申报条件。",
                      hint=why_not(decision), facts={"reasons": decision["reasons"]})  # fmt: skip
    batch = plan.batches.filter(state="draft").first() or Batch.objects.create(plan=plan, number=plan.batches.count() + 1)
    facts = {"born_on": said["born_on"], "dispatched_to": dispatched_to, "studies_at": studies_at, "claims": said}
    subjects = set(plan.sessions.values_list("subject", flat=True))
    made = Registration.objects.create(plan=plan, batch=batch, candidate=candidate, condition=condition, consent_at=at,
                                       facts=facts, decision=decision, said=decision["decision"],
                                       route=decision["by"], exempt_subjects=exempt_of(decision, subjects))  # fmt: skip
    record(actor=actor, at=at, action="submit_registration", subject=made,
           facts={"plan": plan.plan_number, **facts, "decision": decision["decision"], "by": decision["by"],
                  "policy_version": decision["policy_version"]})  # fmt: skip
    return made


def _require_belongs(plan: ExamPlan, candidate: Candidate, dispatched_to: str, studies_at: str) -> None:
    name = plan.body.name
    if plan.body.kind == BodyKind.EMPLOYER and name not in (candidate.employer, dispatched_to):
        raise Refused("own_staff", f"{name} 只评价本单位职工（含劳务派遣人员），登记的单位是“{candidate.employer or '（无）'}”。",
                      citation=Citation(S003, "(二十)", "003-044"), hint="劳务派遣人员请填写用工单位。")  # fmt: skip
    if plan.body.kind == BodyKind.SCHOOL and studies_at != name:
        raise Refused("own_students", f"{name} 只评价本校学生。", citation=Citation(S003, "(二十一)", "003-048"))
