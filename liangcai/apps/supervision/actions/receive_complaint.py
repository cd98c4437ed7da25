from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import CENTRES
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.supervision.models import Complaint
from liangcai.kernel.refusals import Refused


@action
def receive_complaint(
    *, actor: User, at: datetime, region_code: str, about: str, text: str, received_on: date,
) -> Complaint:  # fmt: skip
    """Enter a complaint in the register."""
    require_role(actor, *CENTRES)
    require_jurisdiction(actor, region_code)
    if not about.strip() or not text.strip() or received_on > localdate(at):
        raise Refused("complaint_incomplete", "投诉对象、内容与收到日期（不晚于今日）应写明。")
    made = Complaint.objects.create(region_code=region_code, about=about, text=text, received_on=received_on)
    record(actor=actor, at=at, action="receive_complaint", subject=made, facts={"about": about, "on": received_on})
    return made
