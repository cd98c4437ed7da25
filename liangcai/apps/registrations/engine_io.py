"""Rows ↔ what is printed about registrations."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localtime

from liangcai.apps.accounts.identity import open_number
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.registrations.models import Registration
from liangcai.engines.typesetting.admission_ticket import AdmissionTicket, TicketSitting
from liangcai.kernel.identity_numbers import mask


def tickets_of(plan: ExamPlan, *, authority: str, only: Registration | None = None) -> list[AdmissionTicket]:
    """The admission tickets of all seated candidates (or of one), by ticket number. Three queries at most."""
    sessions = list(plan.sessions.all())
    rows = plan.registrations.filter(place__isnull=False).select_related("candidate", "place__room")
    if only is not None:
        rows = rows.filter(pk=only.pk)
    tickets = []
    for row in rows.order_by("place__ticket_number"):
        person, place = row.candidate, row.place
        number = open_number(person.identity_sealed, str(person.public_id))
        tickets.append(AdmissionTicket(
            authority=authority, ticket_number=place.ticket_number, candidate=person.name,
            sex="男" if int(number[16]) % 2 else "女", document_number=mask(number), target=plan.occupation_name,
            level=plan.level, organization=plan.body.name, site=plan.body.name, address=place.room.address,
            sittings=tuple(TicketSitting(str(s.get_subject_display()), localtime(s.starts_at),
                                         localtime(s.starts_at) + timedelta(minutes=s.minutes), place.room.name, f"{place.seat:02d}")
                           for s in sessions),
        ))  # fmt: skip
    return tickets
