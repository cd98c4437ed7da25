from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.organizations.models import StaffCard
from liangcai.apps.supervision.models import Inspection, Visit
from liangcai.engines.draw.method import Assignment, DrawInputs, Reveal
from liangcai.engines.draw.record import draw


@action
def draw_inspection(
    *, actor: User, at: datetime, title: str, plans: Sequence[ExamPlan], count: int, inspectors: Sequence[StaffCard],
    per_target: int, announced_at: datetime, beacon_source: str, beacon_value: str,
    commitments: Mapping[str, str] | None = None, reveals: Mapping[str, Reveal] | None = None,
) -> Inspection:  # fmt: skip
    """Double-random: draw `count` of the batches, and `per_target` inspectors for each, none from the inspected
    body (003-062, 004-040). The record replays from list, commitments and beacon; it is published afterwards."""
    require_role(actor, Role.PROVINCE_CENTRE, Role.CITY_CENTRE)
    for plan in plans:
        require_jurisdiction(actor, plan.region_code)
    cards = {c.number: c for c in inspectors}
    conflicts = frozenset((p.plan_number, c.number) for p in plans for c in inspectors if c.employer == p.body.name)
    result = draw(DrawInputs(
        title=title, rule="003-062、004-040：双随机一公开", members=tuple(("批次", p.plan_number) for p in plans),
        quota={"批次": count}, announced_at=announced_at.isoformat(), beacon_source=beacon_source,
        beacon_at=at.isoformat(), beacon_value=beacon_value, commitments=dict(commitments or {}),
        reveals=dict(reveals or {}), assignment=Assignment(tuple(cards), conflicts, per_target),
    ))  # fmt: skip
    inspection = Inspection.objects.create(title=title, region_code=actor.region_code, draw=result, drawn_at=at)
    by_number = {p.plan_number: p for p in plans}
    for number, drawn in result["assignment"]["result"].items():
        visit = Visit.objects.create(inspection=inspection, plan=by_number[number])
        visit.inspectors.set(cards[c] for c in drawn)
    record(actor=actor, at=at, action="draw_inspection", subject=inspection, facts={"draw": result})
    return inspection
