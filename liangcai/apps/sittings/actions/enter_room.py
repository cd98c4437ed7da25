from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from liangcai.apps.audit.record import action, record
from liangcai.apps.sittings.deadline import deadline
from liangcai.apps.sittings.models import Seat, Sitting
from liangcai.kernel.refusals import Refused


@action
def enter_room(
    *, actor: str, at: datetime, sitting: Sitting, ticket_number: str, identity_last4: str,
) -> tuple[Seat, str]:  # fmt: skip
    """A candidate sits down at the screen: ticket number and the last four of the identity number. Returns the
    seat and a secret for this computer; entering again (a broken computer) replaces it. Refused before the start,
    after hand-in, and for whoever is not on the list."""
    seat = Seat.objects.select_for_update().filter(sitting=sitting, ticket_number=ticket_number).first()
    if seat is None or not secrets.compare_digest(seat.identity_last4.upper(), identity_last4.strip().upper()):
        raise Refused("not_on_the_list", "准考证号与证件号码后四位不符，或不在本场名单中。", hint="请举手找监考员核对。")
    sitting = Sitting.objects.get(pk=sitting.pk)
    if sitting.state != "running":
        raise Refused("not_running", "考试尚未开始或已经结束。", hint="请等待监考员宣布开始。")
    if at > deadline(sitting.starts_at, sitting.minutes):
        raise Refused("time_is_up", "考试时间已到，不能再进入。")
    if seat.submitted_at:
        raise Refused("handed_in", "您已交卷，不能再次进入。")
    token = secrets.token_urlsafe(24)
    seat.token_hash = hashlib.sha256(token.encode()).hexdigest()
    seat.started_at = seat.started_at or at
    seat.status = "present"
    seat.save(update_fields=["token_hash", "started_at", "status"])
    record(actor=actor, at=at, action="enter_room", subject=f"sittings.Seat:{seat.ticket_number}",
           facts={"sitting": sitting.plan_number, "seat": seat.seat})  # fmt: skip
    return seat, token
