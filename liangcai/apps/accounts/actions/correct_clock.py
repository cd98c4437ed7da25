from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.clock import is_set_back, last_seen
from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused


@action
def correct_clock(*, actor: User, at: datetime, second: User, reason: str) -> datetime:
    """Two persons say that the clock is right now and was wrong before, and why. From here on the log is believed
    from `at`. Refused where the clock was not set back. Returns the moment that was wrong."""
    for person in (actor, second):
        require_role(person, Role.CUSTODIAN, Role.INVIGILATOR)
    if actor.pk == second.pk:
        raise NotPermitted("two_persons", "时钟更正须两人共同确认。")
    if not reason.strip():
        raise BadInput("reason_needed", "须写明时钟为何有误、如何核对。", where="reason")
    seen = last_seen()
    if seen is None or not is_set_back(at):
        raise Refused("clock_not_set_back", "时钟没有被调回，无须更正。")
    record(actor=actor, at=at, action="correct_clock", subject="audit.Entry",
           facts={"second": second.get_username(), "reason": reason.strip(), "seen": seen})  # fmt: skip
    return seen
