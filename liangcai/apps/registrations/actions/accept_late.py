from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.selectors import first_session
from liangcai.apps.registrations.models import Registration
from liangcai.apps.registrations.row_checks import LEGAL_WORKING_AGE, clash_of
from liangcai.apps.registrations.seat_late import seat_late
from liangcai.apps.registrations.states import REGISTRATION
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.identity_numbers import age_on
from liangcai.kernel.refusals import Refused


@action
def accept_late(*, actor: User, at: datetime, registration: Registration, reason: str) -> Registration:
    """The centre lets somebody in after all who was turned down by mistake, with its reason, before the examination.
    Where places are assigned already the person gets a free one; nobody else moves. Never below the legal working
    age (004-004), never against the application conditions."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    registration = (
        Registration.objects.select_for_update(of=("self",))
        .select_related("candidate", "plan", "batch").get(pk=registration.pk)
    )  # fmt: skip
    plan = registration.plan
    require_jurisdiction(actor, plan.region_code)
    if not reason.strip():
        raise Refused("reason_needed", "补录须写明原审核错在何处。")
    if registration.batch is not None and registration.batch.state != "answered":
        raise Refused("not_answered", "该批次尚未反馈，请直接改审核结论。")
    begins = first_session(plan)
    if plan.state not in ("open", "closed") or (begins is not None and at >= begins):
        raise Refused("exam_begun", "考核已经开始或计划已停止，不能补录。")
    if registration.said == "not_eligible":
        raise Refused("not_eligible", "按申报条件不符合，不能补录。")
    if age_on(registration.candidate.born_on, localdate(registration.consent_at or at)) < LEGAL_WORKING_AGE:
        raise Refused("under_age", "报名时未达法定劳动年龄 16 周岁。", citation=Citation(S004, "一", "004-004"))
    if clash := clash_of(registration.candidate.identity_index, plan):
        raise Refused("same_time", f"该考生{clash}，同一时间只能参加一场。")
    registration.state = REGISTRATION.step(registration.state, "accept_late")
    registration.reason, registration.decided_by = reason.strip(), actor
    registration.save(update_fields=["state", "reason", "decided_by"])
    place = seat_late(registration) if plan.state == "closed" else None
    record(actor=actor, at=at, action="accept_late", subject=registration,
           facts={"reason": reason.strip(), "ticket_number": place.ticket_number if place else ""})  # fmt: skip
    return registration
