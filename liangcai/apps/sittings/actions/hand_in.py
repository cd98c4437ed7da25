from __future__ import annotations

import hashlib
import json
from datetime import datetime

from liangcai.apps.audit.record import action, record
from liangcai.apps.sittings.models import Seat
from liangcai.kernel.refusals import Refused


@action
def hand_in(*, actor: str, at: datetime, seat: Seat) -> Seat:
    """A candidate hands in; the digest of all answers goes into the log. A second time is refused."""
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    if seat.submitted_at:
        raise Refused("handed_in", f"已于 {seat.submitted_at:%H:%M} 交卷。")
    answers = dict(seat.answers.order_by("question").values_list("question", "answer"))
    seat.submitted_at = at
    seat.submit_hash = hashlib.sha256(json.dumps(answers, ensure_ascii=False).encode()).hexdigest()
    seat.save(update_fields=["submitted_at", "submit_hash"])
    record(actor=actor, at=at, action="hand_in", subject=f"sittings.Seat:{seat.ticket_number}",
           facts={"answers": len(answers), "sha256": seat.submit_hash})  # fmt: skip
    return seat
