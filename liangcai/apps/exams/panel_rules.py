"""Why a card may not sit on a panel, each reason in words."""

from __future__ import annotations

from django.utils.timezone import localdate

from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.organizations.enums import StaffKind
from liangcai.apps.organizations.models import StaffCard


def objections(card: StaffCard, plan: ExamPlan) -> list[str]:
    """Kind, validity on every day, scope, same employer as the body (004-033, 004-038). Empty: fit."""
    days = [localdate(s.starts_at) for s in plan.sessions.all()]
    found = []
    if card.kind not in (StaffKind.ASSESSOR, StaffKind.LEAD_ASSESSOR):
        found.append("不是考评员或考评组长")
    if any(not card.valid_from <= day <= card.valid_to for day in days):
        found.append(f"证卡有效期 {card.valid_from} 至 {card.valid_to} 不含考核日")
    if plan.occupation_name not in card.scope:
        found.append(f"考评范围不含{plan.occupation_name}")
    if card.employer and card.employer == plan.body.name:
        found.append("与考核机构同一单位，应回避")
    return found
