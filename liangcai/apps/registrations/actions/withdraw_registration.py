from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.selectors import first_session
from liangcai.apps.registrations.models import Place, Registration
from liangcai.apps.registrations.permissions import require_concerned
from liangcai.apps.registrations.states import REGISTRATION
from liangcai.kernel.refusals import Refused


@action
def withdraw_registration(*, actor: User, at: datetime, registration: Registration, reason: str = "") -> Registration:
    """Take a registration back before the first session begins; by the candidate, or with a reason by the body or
    centre. The seat is free again; what was printed of it is stale."""
    registration = (
        Registration.objects.select_for_update(of=("self",))
        .select_related("candidate", "plan__body").get(pk=registration.pk)
    )  # fmt: skip
    require_concerned(actor, registration)
    if registration.candidate.user_id != actor.pk and not reason.strip():
        raise Refused("reason_needed", "代为撤回报名须写明理由。")
    begins = first_session(registration.plan)
    if begins is not None and at >= begins:
        raise Refused("exam_begun", "考核已经开始，不能撤回报名。", hint="未参加的按缺考记录。")
    was = registration.state
    registration.state = REGISTRATION.step(was, "withdraw")
    registration.reason = reason.strip() or registration.reason
    registration.verdict = ""
    registration.save(update_fields=["state", "reason", "verdict"])
    place = Place.objects.filter(registration=registration).select_related("room").first()
    freed = f"{place.room.name} {place.seat:02d}" if place else ""
    Place.objects.filter(registration=registration).delete()
    record(actor=actor, at=at, action="withdraw_registration", subject=registration,
           facts={"was": was, "reason": reason.strip(), "freed": freed})  # fmt: skip
    return registration
