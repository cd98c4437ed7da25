"""The plan of an examination room: seats as they stand, seen from the door list's side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liangcai.engines.typesetting.compile import compile_pdf, refuse_nothing
from liangcai.engines.typesetting.plain import plain
from liangcai.kernel.refusals import BadInput


@dataclass(frozen=True, slots=True)
class PlannedSeat:
    """`row` counts from the front, `column` from the left as one faces the front; both from 1."""

    row: int
    column: int
    place: str
    ticket_number: str = ""
    candidate: str = ""
    paper_code: str = ""


@dataclass(frozen=True, slots=True)
class RoomPlan:
    exam_title: str
    site: str
    room: str
    subject: str
    seats: tuple[PlannedSeat, ...]
    front: str = "讲　台"


def render(*plans: RoomPlan, watermark: str = "") -> bytes:
    """One landscape sheet a room; seats without a ticket number are drawn empty."""
    refuse_nothing(plans)
    return compile_pdf("room_plan", {"plans": [_face(room_plan) for room_plan in plans]}, watermark=watermark)


def _face(room_plan: RoomPlan) -> dict[str, Any]:
    standing = {(seat.row, seat.column): seat for seat in room_plan.seats}
    if len(standing) < len(room_plan.seats) or any(row < 1 or column < 1 for row, column in standing):
        raise BadInput("bad_seats", f"{room_plan.room}：座位的行列号须从 1 起且不得重复。", where=room_plan.room)
    rows = range(1, 1 + max((row for row, _ in standing), default=0))
    columns = range(1, 1 + max((column for _, column in standing), default=0))
    seats = [[plain(standing.get((row, column))) for column in columns] for row in rows]
    taken = sum(bool(seat.ticket_number) for seat in room_plan.seats)
    return {**plain(room_plan), "seats": seats, "taken": taken}
