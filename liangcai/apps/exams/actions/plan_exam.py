from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.applicable_standard import require_standard
from liangcai.apps.exams.enums import PracticalMode, Subject
from liangcai.apps.exams.models import ExamPlan, ExamRoom, ExamSession
from liangcai.apps.organizations.models import Body, FilingScope
from liangcai.apps.organizations.permissions import require_member
from liangcai.apps.resources.models import ItemBankRecord, Standard
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import Refused


@action
def plan_exam(
    *, actor: User, at: datetime, body: Body, filing_scope: FilingScope, standard: Standard,
    bank: ItemBankRecord | None, plan_number: str, kind: str, occupation_code: str, occupation_name: str, level: str,
    registration_closes_on: date, capacity: int, sessions: Sequence[Mapping[str, Any]],
    rooms: Sequence[Mapping[str, Any]], own_students: bool = False,
) -> ExamPlan:  # fmt: skip
    """Plan a batch of examinations. Refused unless the filing covers the occupation and level on every day of
    the examination, the applicable standard is the one named, the bank rule is met, and places suffice
    (004-019, 004-073, 002-005, 002-007, X-11). `sessions`: {subject, theory_mode | practical_mode,
    mode_reason, starts_at, minutes}; `rooms`: {name, seats, address}."""
    require_member(actor, body)
    held_on = sorted(localdate(s["starts_at"]) for s in sessions)
    if not held_on:
        raise Refused("no_session", "计划至少应有一个科目的场次。")
    _require_filing(filing_scope, body, kind, occupation_name, level, held_on)
    if registration_closes_on >= held_on[0]:
        raise Refused("closes_after_exam", f"报名截止日 {registration_closes_on} 应早于首场考核日 {held_on[0]}。")
    _require_places(capacity, rooms, filing_scope)
    _require_modes(sessions)
    decision = require_standard(body, standard, bank, kind, occupation_code, level, held_on[0], own_students)
    if ExamPlan.objects.filter(plan_number=plan_number).exists():
        raise Refused("plan_number_taken", f"计划编号 {plan_number} 已使用。")
    plan = ExamPlan.objects.create(
        plan_number=plan_number, body=body, filing=filing_scope.filing, kind=kind, occupation_code=occupation_code,
        occupation_name=occupation_name, level=level, standard=standard, bank=bank,
        region_code=filing_scope.filing.region_code, state="open", registration_closes_on=registration_closes_on,
        capacity=capacity, applicability=decision,
    )  # fmt: skip
    ExamSession.objects.bulk_create(ExamSession(plan=plan, **session) for session in sessions)
    ExamRoom.objects.bulk_create(ExamRoom(plan=plan, **room) for room in rooms)
    record(actor=actor, at=at, action="plan_exam", subject=plan,
           facts={"plan_number": plan_number, "occupation": occupation_name, "level": level, "capacity": capacity,
                  "filing": filing_scope.filing, "standard": standard, "bank": bank, "applicability": decision,
                  "sessions": [dict(s) for s in sessions], "rooms": [dict(r) for r in rooms]})  # fmt: skip
    return plan


def _require_filing(scope: FilingScope, body: Body, kind: str, name: str, level: str, days: list[date]) -> None:
    filing = scope.filing
    covers = (filing.body_id, filing.kind, scope.occupation_name, scope.level) == (body.pk, kind, name, level)
    valid = filing.state == "confirmed" and filing.valid_from <= days[0] and days[-1] <= filing.valid_to
    if covers and valid:
        return
    found = f"{filing.valid_from} 至 {filing.valid_to}" if filing.valid_from else "未备案"
    raise Refused(
        "filing_not_valid",
        f"{body.name} 的备案不覆盖 {name}{level} 在 {days[0]} 至 {days[-1]} 的考核（备案范围："
        f"{scope.occupation_name}{scope.level}，有效期：{found}）。",
        citation=Citation(S004, "三(二)1", "004-019"),
        hint="请先办理备案、变更或续期。",
        facts={"valid_from": filing.valid_from, "valid_to": filing.valid_to, "days": [days[0], days[-1]]},
    )


def _require_places(capacity: int, rooms: Sequence[Mapping[str, Any]], scope: FilingScope) -> None:
    seats = sum(int(r["seats"]) for r in rooms)
    if capacity > seats:
        raise Refused("places_short", f"计划 {capacity} 人，考场座位（工位）只有 {seats} 个。",
                      citation=Citation(S004, "附件2", "004-065"), facts={"capacity": capacity, "seats": seats})  # fmt: skip
    if scope.places and any(int(r["seats"]) > scope.places for r in rooms):
        raise Refused("places_over_filing", f"单个考场座位数超过备案考位数 {scope.places}。",
                      citation=Citation(S004, "附件2", "004-065"))  # fmt: skip


def _require_modes(sessions: Sequence[Mapping[str, Any]]) -> None:
    for session in sessions:
        if session["subject"] == Subject.THEORY and not session.get("theory_mode"):
            raise Refused("theory_mode", "理论知识考试须选定填涂答题卡或上机考试。",
                          citation=Citation(S004, "三(二)4", "004-029"))  # fmt: skip
        if session["subject"] == Subject.PRACTICAL and not session.get("practical_mode"):
            raise Refused("practical_mode", "操作技能考试须选定考核方式。",
                          citation=Citation(S004, "三(二)4", "004-030"))  # fmt: skip
        if session.get("practical_mode") == PracticalMode.OTHER and not session.get("mode_reason"):
            raise Refused("mode_reason", "采用其他操作方式须说明理由。", citation=Citation(S004, "三(二)4", "004-030"))
