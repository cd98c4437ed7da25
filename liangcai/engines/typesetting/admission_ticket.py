"""Admission tickets (准考证): four to an A4 sheet for bodies, or one a sheet with the full notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from liangcai.engines.typesetting.bulk import OnProgress, compile_bulk
from liangcai.engines.typesetting.plain import plain, span_words
from liangcai.engines.typesetting.qr import qr_svg


@dataclass(frozen=True, slots=True)
class TicketSitting:
    subject: str
    starts_at: datetime
    ends_at: datetime
    room: str
    seat: str


@dataclass(frozen=True, slots=True)
class AdmissionTicket:
    """`target` is the occupation or, with an empty `level`, the special-ability project.
    `document_number` is printed as given. `photo` is PNG or JPEG bytes."""

    authority: str
    ticket_number: str
    candidate: str
    sex: str
    document_number: str
    target: str
    level: str
    organization: str
    site: str
    address: str
    sittings: tuple[TicketSitting, ...]
    notes: tuple[str, ...] = ()
    photo: bytes | None = None


def render(ticket: AdmissionTicket, *, watermark: str = "") -> bytes:
    """One ticket on an A4 page, notes in full below it."""
    return compile_bulk("admission_ticket", [ticket], _face, watermark=watermark)


def tickets_pdf(
    tickets: Sequence[AdmissionTicket], *, watermark: str = "", on_progress: OnProgress | None = None
) -> bytes:
    """All tickets, four to an A4 page, in the order given; notes are left out."""
    return compile_bulk("admission_tickets", tickets, _face, watermark=watermark, on_progress=on_progress)


def _face(ticket: AdmissionTicket) -> dict[str, Any]:
    sittings = [
        {
            "subject": sitting.subject,
            "room": sitting.room,
            "seat": sitting.seat,
            "time": span_words(sitting.starts_at, sitting.ends_at).replace("日 ", "日\n", 1),
        }
        for sitting in ticket.sittings
    ]
    return {**plain(ticket), "sittings": sittings, "qr": qr_svg(ticket.ticket_number)}
