"""Why a card may not sit on a panel, each reason in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.timezone import localdate

from liangcai.apps.exams.clashes import overlap
from liangcai.apps.exams.models import ExamPlan, ExamSession, PanelMember, RecusalDeclaration
from liangcai.apps.exams.states import STILL_TO_COME
from liangcai.apps.organizations.enums import StaffKind
from liangcai.apps.organizations.models import StaffCard
from liangcai.apps.station.selectors import setting_on
from liangcai.kernel.working_days import add_months


@dataclass(frozen=True)
class Engagements:
    """What the register knows about the cards and this plan, read at once. By card id: the plan that takes place at
    the same time, the declared reasons, how often sent to this body in the rotation period."""

    elsewhere: Mapping[int, str]
    declared: Mapping[int, str]
    sent: Mapping[int, int]
    most_times: int  # 0: no limit
    months: int


def engagements(plan: ExamPlan) -> Engagements:
    """Five queries, however many cards."""
    sessions = list(plan.sessions.all())
    first = min((localdate(s.starts_at) for s in sessions), default=None)
    times, months = (setting_on(name, first) if first else 0 for name in ("assessor_rotation_times", "assessor_rotation_months"))
    declared = RecusalDeclaration.objects.filter(Q(plan=plan) | Q(plan=None, body=plan.body))
    return Engagements(
        _elsewhere(plan, sessions), {d.card_id: f"{d.get_kind_display()}（{d.note}）" for d in declared},
        _sent(plan, first, months) if times and first else {}, times, months,
    )  # fmt: skip


def _elsewhere(plan: ExamPlan, sessions: Sequence[ExamSession]) -> dict[int, str]:
    days = {localdate(s.starts_at) for s in sessions}
    others = ExamSession.objects.filter(starts_at__date__in=days, plan__state__in=STILL_TO_COME).exclude(plan=plan)
    taken = {o.plan_id for o in others if any(overlap(o, s) for s in sessions)}
    members = PanelMember.objects.filter(panel__plan__in=taken).values_list("card", "panel__plan__plan_number")
    return dict(members) if taken else {}


def _sent(plan: ExamPlan, on: date, months: int) -> Counter[int]:
    since = add_months(on, -months)
    members = PanelMember.objects.filter(panel__plan__body=plan.body, panel__plan__sessions__starts_at__date__gte=since)
    members = members.exclude(panel__plan=plan).exclude(panel__plan__state="withdrawn")
    return Counter(card for card, _plan in members.values_list("card", "panel__plan").distinct())


def objections(card: StaffCard, plan: ExamPlan, known: Engagements) -> list[str]:
    """Kind, validity on every day, scope, same employer as the body, (004-033, 004-038); declared relations, engaged at
    the same time, sent to this body too often by the settings. Empty: fit."""
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
    if card.pk in known.declared:
        found.append(f"已申报回避：{known.declared[card.pk]}")
    if card.pk in known.elsewhere:
        found.append(f"同一时间已派往计划 {known.elsewhere[card.pk]}")
    if known.most_times and known.sent.get(card.pk, 0) >= known.most_times:
        found.append(f"{known.months} 个月内已派往该机构 {known.sent[card.pk]} 次，轮换上限 {known.most_times} 次")
    return found
