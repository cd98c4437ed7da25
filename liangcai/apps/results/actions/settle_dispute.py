from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.models import ExamPlan, PanelMember
from liangcai.apps.exams.permissions import require_can_run
from liangcai.apps.organizations.models import StaffCard
from liangcai.apps.results.models import Ruling
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import Refused


@action
def settle_dispute(
    *, actor: User, at: datetime, plan: ExamPlan, leader: StaffCard, question: str, ruling: str,
) -> Ruling:  # fmt: skip
    """Record the leader's ruling on a technical dispute. Nobody but the leader of this plan's panel rules, and a
    question is ruled on once (004-036)."""
    require_can_run(actor, plan)
    if not question.strip() or not ruling.strip():
        raise Refused("ruling_incomplete", "争议事项和裁决都应写明。")
    if not PanelMember.objects.filter(panel__plan=plan, card=leader, is_leader=True).exists():
        raise Refused("not_the_leader", f"{leader} 不是本计划的考评组长，无权裁决。",
                      citation=Citation(S004, "三(二)5", "004-036"))  # fmt: skip
    if Ruling.objects.filter(plan=plan, question=question).exists():
        raise Refused("ruled_already", "该争议已裁决，裁决为最终。", citation=Citation(S004, "三(二)5", "004-036"))
    made = Ruling.objects.create(plan=plan, question=question, ruling=ruling, leader_number=leader.number, ruled_at=at)
    record(actor=actor, at=at, action="settle_dispute", subject=made,
           facts={"plan": plan.plan_number, "leader": leader.number, "question": question, "ruling": ruling})  # fmt: skip
    return made
