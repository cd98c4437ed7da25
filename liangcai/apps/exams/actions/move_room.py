from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.models import ExamPlan, ExamRoom
from liangcai.apps.exams.permissions import require_can_run
from liangcai.apps.exams.selectors import first_session
from liangcai.kernel.refusals import Refused


@action
def move_room(*, actor: User, at: datetime, room: ExamRoom, name: str, address: str, reason: str) -> ExamRoom:
    """The candidates of a room sit somewhere else, seat for seat: its name or address changes, with the reason,
    before the first session. What was printed of the room is stale then."""
    plan = ExamPlan.objects.select_for_update().get(pk=room.plan_id)
    require_can_run(actor, plan)
    room = ExamRoom.objects.select_for_update().get(pk=room.pk)
    name, address = name.strip(), address.strip()
    begins = first_session(plan)
    if plan.state not in ("open", "closed") or (begins is not None and at >= begins):
        raise Refused("exam_begun", "考核已经开始或计划已停止，不能变更考场。")
    if not name or not reason.strip():
        raise Refused("reason_needed", "变更考场须写明新考场名称和原因。")
    if (name, address) == (room.name, room.address):
        raise Refused("nothing_changed", "考场名称和地址都没有变化。")
    if plan.rooms.filter(name=name).exclude(pk=room.pk).exists():
        raise Refused("room_taken", f"本计划已有考场“{name}”。")
    before = {"name": room.name, "address": room.address}
    room.name, room.address = name, address
    room.save(update_fields=["name", "address"])
    record(actor=actor, at=at, action="move_room", subject=plan,
           facts={"before": before, "after": {"name": name, "address": address}, "reason": reason.strip()})  # fmt: skip
    return room
