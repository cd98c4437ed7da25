from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.results.models import Release, ScoreSheet
from liangcai.apps.results.taking_in import take_in
from liangcai.kernel.refusals import Refused


@action
def receive_results(
    *, actor: User, at: datetime, plan: ExamPlan, rows: Sequence[Mapping[str, Any]], package_sha256: str = "",
) -> Release:  # fmt: skip
    """Take in the marks of a plan as a room sealed them. `rows`: {ticket_number, subject, score, status,
    details}; every candidate must have every subject of the plan, scores 0–100 (004-031, 004-032).
    All rows or none."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    plan = ExamPlan.objects.select_for_update().get(pk=plan.pk)
    require_jurisdiction(actor, plan.region_code)
    if ScoreSheet.objects.filter(plan=plan).exists():
        raise Refused("being_entered", f"计划 {plan.plan_number} 的成绩正在双人录入。", hint="如改用成绩密封包，请先作废已录入的成绩。")
    release, count = take_in(plan, rows, entered_by=actor, at=at, package_sha256=package_sha256)
    record(actor=actor, at=at, action="receive_results", subject=release,
           facts={"plan": plan.plan_number, "package": package_sha256, "scores": count})  # fmt: skip
    return release
