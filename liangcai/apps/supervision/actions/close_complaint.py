from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import CENTRES
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.supervision.models import Complaint
from liangcai.kernel.citations import S003, Citation
from liangcai.kernel.refusals import Refused


@action
def close_complaint(*, actor: User, at: datetime, complaint: Complaint, outcome: str) -> Complaint:
    """Close a complaint with what was found and done; that outcome is what the public sees (003-064)."""
    require_role(actor, *CENTRES)
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    require_jurisdiction(actor, complaint.region_code)
    if complaint.closed_on:
        raise Refused("complaint_closed", f"该投诉已于 {complaint.closed_on} 办结。")
    if not outcome.strip():
        raise Refused("outcome_needed", "办结须写明调查处理结果。", citation=Citation(S003, "(二十五)", "003-064"))
    complaint.outcome, complaint.closed_on = outcome, localdate(at)
    complaint.save(update_fields=["outcome", "closed_on"])
    record(actor=actor, at=at, action="close_complaint", subject=complaint, facts={"outcome": outcome})
    return complaint
