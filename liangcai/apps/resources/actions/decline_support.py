from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.models import SupportRequest
from liangcai.kernel.refusals import Refused


@action
def decline_support(*, actor: User, at: datetime, request: SupportRequest, reason: str) -> SupportRequest:
    """Answer an application for material with a reasoned no."""
    require_role(actor, Role.PROVINCE_CENTRE)
    request = SupportRequest.objects.select_for_update().get(pk=request.pk)
    if request.state != "requested":
        raise Refused("request_closed", "该技术支持申请已办结。")
    if not reason.strip():
        raise Refused("reason_needed", "不予同意须写明理由。")
    request.state, request.answer = "declined", reason.strip()[:200]
    request.save(update_fields=["state", "answer"])
    record(actor=actor, at=at, action="decline_support", subject=request, facts={"reason": reason.strip()})
    return request
