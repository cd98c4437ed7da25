from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil

from django.utils.timezone import localdate

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.models import ExamPlan, ExamRoom, RoomDuty
from liangcai.apps.exams.permissions import require_can_run
from liangcai.apps.organizations.enums import StaffKind
from liangcai.apps.organizations.models import StaffCard
from liangcai.apps.station.selectors import setting_on
from liangcai.kernel.refusals import Refused


@action
def assign_invigilators(
    *, actor: User, at: datetime, plan: ExamPlan, assignments: Mapping[str, Sequence[StaffCard]],
) -> list[RoomDuty]:  # fmt: skip
    """Say who invigilates where: `assignments` maps a room's name to cards. Each room needs as many as the settings
    ask (so many seats an invigilator, a least number a room); a card is an invigilator's, valid on every day, and
    in one room only. Replaces what was assigned before."""
    plan = ExamPlan.objects.select_for_update().get(pk=plan.pk)
    require_can_run(actor, plan)
    rooms, days = list(plan.rooms.all()), [localdate(s.starts_at) for s in plan.sessions.all()]
    faults = [f"没有考场“{name}”" for name in set(assignments) - {r.name for r in rooms}]
    faults += [f"{room.name}：{fault}" for room in rooms for fault in _faults(room, assignments.get(room.name, ()), days)]
    everyone = [card.number for cards in assignments.values() for card in cards]
    faults += [f"{number} 同时派往两个考场" for number in sorted({n for n in everyone if everyone.count(n) > 1})]
    if faults:
        raise Refused("invigilators_short", f"监考安排不符合要求：{'；'.join(faults)}。", facts={"faults": faults})
    RoomDuty.objects.filter(room__plan=plan).delete()
    duties = RoomDuty.objects.bulk_create(RoomDuty(room=r, card=c) for r in rooms for c in assignments[r.name])
    record(actor=actor, at=at, action="assign_invigilators", subject=plan,
           facts={name: [c.number for c in cards] for name, cards in assignments.items()})  # fmt: skip
    return duties


def _faults(room: ExamRoom, cards: Sequence[StaffCard], days: Sequence) -> list[str]:
    least = max(setting_on("invigilators_per_room", days[0]),
                ceil(room.seats / setting_on("candidates_per_invigilator", days[0])))  # fmt: skip
    found = [f"应有 {least} 名监考员，安排了 {len(cards)} 名"] if len(cards) < least else []
    found += [f"{c.number} 不是监考员" for c in cards if c.kind != StaffKind.INVIGILATOR]
    return found + [f"{c.number} 的证卡在考核日无效" for c in cards
                    if any(not c.valid_from <= day <= c.valid_to for day in days)]  # fmt: skip
