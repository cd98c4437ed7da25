from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.enums import RecusalKind
from liangcai.apps.exams.models import ExamPlan, PanelMember, RecusalDeclaration
from liangcai.apps.organizations.models import StaffCard
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused


@action
def declare_recusal(
    *, actor: User, at: datetime, card: StaffCard, plan: ExamPlan, kind: str, note: str, whole_body: bool = False,
) -> RecusalDeclaration:  # fmt: skip
    """Declare why an assessor does not judge the candidates of a plan, or of its body at all (`whole_body`): kin, has
    trained them, another interest: the texts name no reasons, this is common practice. By the holder of the card, or by the centre of the plan's jurisdiction from
    the holder's word. Who already sits on the plan's panel cannot be recused silently: refused, naming the panel."""
    if card.user_id is None or card.user_id != actor.pk:
        require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
        require_jurisdiction(actor, plan.region_code)
    if kind not in RecusalKind.values:
        raise BadInput("bad_recusal", f"没有“{kind}”这种回避事由。", where="kind", hint=f"可用：{'、'.join(RecusalKind.values)}。")
    if not note.strip():
        raise Refused("note_needed", "回避须写明具体关系。")
    if PanelMember.objects.filter(panel__plan=plan, card=card).exists():
        raise NotPermitted("on_the_panel", f"{card} 已在该计划的考评小组中，不能只作申报。",
                           hint="请由派遣的中心更换考评小组。")  # fmt: skip
    made = RecusalDeclaration.objects.create(card=card, body=plan.body, plan=None if whole_body else plan, kind=kind,
                                             note=note.strip(), declared_at=at)  # fmt: skip
    record(actor=actor, at=at, action="declare_recusal", subject=plan,
           facts={"card": card.number, "kind": str(kind), "note": note.strip(), "whole_body": whole_body})  # fmt: skip
    return made
