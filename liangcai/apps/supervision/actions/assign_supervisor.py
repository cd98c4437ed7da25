from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import CENTRES
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.organizations.enums import StaffKind
from liangcai.apps.organizations.models import StaffCard
from liangcai.apps.supervision.models import SupervisorDuty
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import Refused


@action
def assign_supervisor(*, actor: User, at: datetime, plan: ExamPlan, card: StaffCard) -> SupervisorDuty:
    """Send a supervisor to a batch. Each of the three levels may (004-039); the card is a supervisor's, valid on
    every day of the examination (004-042), and not the examined body's own."""
    require_role(actor, *CENTRES)
    require_jurisdiction(actor, plan.region_code)
    days = [localdate(s.starts_at) for s in plan.sessions.all()]
    if card.kind != StaffKind.SUPERVISOR:
        raise Refused("not_a_supervisor", f"{card} 不是质量督导员。", citation=Citation(S004, "三(二)6", "004-042"))
    if any(not card.valid_from <= day <= card.valid_to for day in days):
        raise Refused("card_expired", f"证卡有效期 {card.valid_from} 至 {card.valid_to} 不含考核日。",
                      citation=Citation(S004, "三(二)6", "004-042"))  # fmt: skip
    if card.employer and card.employer == plan.body.name:
        raise Refused("own_supervisor", "督导员与考核机构同一单位，应回避。")
    if SupervisorDuty.objects.filter(plan=plan, card=card).exists():
        raise Refused("supervisor_sent", f"{card} 已派往该批次。")
    duty = SupervisorDuty.objects.create(plan=plan, card=card, sent_by=actor.display_name)
    record(actor=actor, at=at, action="assign_supervisor", subject=plan, facts={"card": card.number})
    return duty
