"""Reads of sittings for the candidate at the screen."""

from __future__ import annotations

from liangcai.apps.sittings.models import Seat, Sitting


def sitting_to_enter(ticket_number: str) -> Sitting | None:
    """The sitting on screen that lists the ticket: the running one before others, then the next."""
    listed = list(Sitting.objects.filter(seats__ticket_number=ticket_number, mode="screen").order_by("starts_at"))
    ranks = {"running": 0, "prepared": 1}
    return min(listed, key=lambda one: ranks.get(one.state, 2), default=None)


def seat_of_token(token_hash: str) -> Seat | None:
    """The seat that this computer's secret opens."""
    return Seat.objects.select_related("sitting").filter(token_hash=token_hash).first() if token_hash else None
