"""What is printed of a seated plan: each sheet with its key, its document and a digest of what it shows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.utils.timezone import localtime

from liangcai.apps.accounts.identity import open_number
from liangcai.apps.exams.enums import Subject
from liangcai.apps.exams.models import ExamPlan, ExamRoom, ExamSession
from liangcai.apps.registrations.enums import SheetKind
from liangcai.apps.registrations.models import Candidate, Place, PrintedSheet
from liangcai.engines.typesetting import (
    admission_ticket,
    attendance_sheet,
    door_list,
    preparation_notice,
    room_plan,
    seat_labels,
)
from liangcai.kernel.identity_numbers import mask

SEATS_ACROSS = 6
PARTS: dict[str, int] = {SheetKind.TICKET: 240, SheetKind.LABEL: 480}  # sheets a step; one room or session otherwise
ROOMS_A_PART = 20


@dataclass(frozen=True)
class Sheet:
    """`key` is a registration's public id, a room and subject, or a subject; `label` names it for people."""

    key: str
    label: str
    document: Any
    photo: str = ""

    @property
    def digest(self) -> str:
        """Of everything on the sheet; a new photo has a new name."""
        return hashlib.sha256(f"{self.document!r}\n{self.photo}".encode()).hexdigest()


@dataclass(frozen=True)
class Stale:
    """What changed since a kind was last printed: sheets to print again, keys whose sheets are to be taken back."""

    kind: str
    printed: int
    changed: tuple[Sheet, ...]
    gone: tuple[str, ...]


def sheets_of(plan: ExamPlan, kind: str, *, authority: str) -> list[Sheet]:
    """All sheets of a kind, by ticket number or room. A fixed number of queries whatever the number of candidates."""
    places = list(
        Place.objects.filter(room__plan=plan).select_related("registration__candidate", "room").order_by("ticket_number")
    )
    sessions = list(plan.sessions.all())
    makers: dict[str, Callable[[], Iterable[Sheet]]] = {
        SheetKind.TICKET: lambda: (ticket(plan, sessions, place, authority) for place in places),
        SheetKind.LABEL: lambda: (label(plan, place) for place in places),
        SheetKind.DOOR: lambda: (door(plan, *one) for one in rooms_and_sessions(places, sessions)),
        SheetKind.ROOM_PLAN: lambda: (seats(plan, *one) for one in rooms_and_sessions(places, sessions)),
        SheetKind.ATTENDANCE: lambda: (attendance(plan, *one) for one in rooms_and_sessions(places, sessions)),
        SheetKind.NOTICE: lambda: (notice(plan, s, places) for s in sessions if s.subject == Subject.PRACTICAL),
    }
    return list(makers[kind]())


def stale_of(plan: ExamPlan, kind: str, sheets: Sequence[Sheet]) -> Stale:
    """Compared with the newest prints, by digest. A kind never printed is all changed."""
    before = dict(PrintedSheet.objects.filter(plan=plan, kind=kind).values_list("key", "digest"))
    now = {sheet.key for sheet in sheets}
    changed = tuple(sheet for sheet in sheets if before.get(sheet.key) != sheet.digest)
    return Stale(kind, len(before), changed, tuple(sorted(set(before) - now)))


def pdf_of(kind: str, sheets: Sequence[Sheet], watermark: str) -> bytes:
    """The sheets as one PDF; photos are read now, for these sheets only."""
    documents = [sheet.document for sheet in sheets]
    if kind == SheetKind.TICKET:
        return admission_ticket.tickets_pdf([with_photo(sheet) for sheet in sheets], watermark=watermark)
    if kind == SheetKind.LABEL:
        return seat_labels.render(documents, watermark=watermark)
    if kind == SheetKind.NOTICE:
        return preparation_notice.render(documents[0], watermark=watermark)
    makers = {SheetKind.DOOR: door_list, SheetKind.ROOM_PLAN: room_plan, SheetKind.ATTENDANCE: attendance_sheet}
    return makers[SheetKind(kind)].render(*documents, watermark=watermark)


def part_size(kind: str) -> int:
    return PARTS.get(kind, 1 if kind == SheetKind.NOTICE else ROOMS_A_PART)


def with_photo(sheet: Sheet) -> admission_ticket.AdmissionTicket:
    if not sheet.photo:
        return sheet.document
    with Candidate._meta.get_field("photo").storage.open(sheet.photo, "rb") as file:
        return replace(sheet.document, photo=file.read())


def ticket(plan: ExamPlan, sessions: Sequence[ExamSession], place: Place, authority: str) -> Sheet:
    row, person = place.registration, place.registration.candidate
    number = open_number(person.identity_sealed, str(person.public_id))
    sittings = tuple(
        admission_ticket.TicketSitting(str(s.get_subject_display()), *span(s), place.room.name, f"{place.seat:02d}")
        for s in sessions if s.subject not in row.exempt_subjects
    )  # fmt: skip
    document = admission_ticket.AdmissionTicket(
        authority=authority, ticket_number=place.ticket_number, candidate=person.name,
        sex="男" if int(number[16]) % 2 else "女", document_number=mask(number), target=plan.occupation_name,
        level=plan.level, organization=plan.body.name, site=plan.body.name, address=place.room.address, sittings=sittings,
    )  # fmt: skip
    return Sheet(str(row.public_id), f"{place.ticket_number} {person.name}", document, person.photo.name or "")


def label(plan: ExamPlan, place: Place) -> Sheet:
    person = place.registration.candidate
    document = seat_labels.SeatLabel(f"{place.seat:02d}", place.ticket_number, person.name, target(plan), place.room.name,
                                     place.paper_code)  # fmt: skip
    return Sheet(str(place.registration.public_id), f"{place.room.name} {place.seat:02d} {person.name}", document)


def door(plan: ExamPlan, room: ExamRoom, session: ExamSession, places: Sequence[Place]) -> Sheet:
    seated = tuple(door_list.Seated(f"{p.seat:02d}", p.ticket_number, p.registration.candidate.name) for p in places)
    document = door_list.DoorList(str(plan), plan.body.name, room.name, str(session.get_subject_display()), *span(session), seated)
    return room_sheet(room, session, document)


def attendance(plan: ExamPlan, room: ExamRoom, session: ExamSession, places: Sequence[Place]) -> Sheet:
    present = tuple(
        attendance_sheet.Attendee(f"{p.seat:02d}", p.ticket_number, c.name, mask(open_number(c.identity_sealed, str(c.public_id))))
        for p in places for c in (p.registration.candidate,)
    )  # fmt: skip
    document = attendance_sheet.AttendanceSheet(str(plan), plan.body.name, room.name, str(session.get_subject_display()),
                                                *span(session), present)  # fmt: skip
    return room_sheet(room, session, document)


def seats(plan: ExamPlan, room: ExamRoom, session: ExamSession, places: Sequence[Place]) -> Sheet:
    held = {p.seat: p for p in places}
    drawn = []
    for n in range(1, room.seats + 1):
        row, column = (n - 1) // SEATS_ACROSS + 1, (n - 1) % SEATS_ACROSS + 1
        place = held.get(n)
        drawn.append(
            room_plan.PlannedSeat(row, column, f"{n:02d}", place.ticket_number, place.registration.candidate.name, place.paper_code)
            if place else room_plan.PlannedSeat(row, column, f"{n:02d}")
        )  # fmt: skip
    document = room_plan.RoomPlan(str(plan), plan.body.name, room.name, str(session.get_subject_display()), tuple(drawn))
    return room_sheet(room, session, document)


def notice(plan: ExamPlan, session: ExamSession, places: Sequence[Place]) -> Sheet:
    """Places, times and numbers; lists of equipment come with the practical paper and are added there."""
    needed = sum(session.subject not in p.registration.exempt_subjects for p in places)
    document = preparation_notice.PreparationNotice(
        f"{plan.plan_number}-准备", plan.occupation_name, plan.level, "以启封试卷为准", plan.body.name,
        localtime(session.starts_at), session.minutes, needed,
        requirements=("工位编号与座位标签一致，考前一天布置完毕。", "设备、材料、工具按试卷所附清单备齐并有备件。"),
    )  # fmt: skip
    return Sheet(session.subject, str(session.get_subject_display()), document)


def room_sheet(room: ExamRoom, session: ExamSession, document: Any) -> Sheet:
    return Sheet(f"{room.pk}-{session.subject}", f"{room.name} {session.get_subject_display()}", document)


def rooms_and_sessions(places: Sequence[Place], sessions: Sequence[ExamSession]) -> list[tuple[ExamRoom, ExamSession, list[Place]]]:
    """Every room with those who sit the subject in it; a room where nobody does has no sheet."""
    rooms: dict[int, ExamRoom] = {place.room_id: place.room for place in places}
    found = []
    for room in sorted(rooms.values(), key=lambda one: one.name):
        held = sorted((p for p in places if p.room_id == room.pk), key=lambda p: p.seat)
        for session in sessions:
            sitting = [p for p in held if session.subject not in p.registration.exempt_subjects]
            if sitting:
                found.append((room, session, sitting))
    return found


def span(session: ExamSession) -> tuple[Any, Any]:
    begins = localtime(session.starts_at)
    return begins, begins + timedelta(minutes=session.minutes)


def target(plan: ExamPlan) -> str:
    return f"{plan.occupation_name}{plan.level}"

