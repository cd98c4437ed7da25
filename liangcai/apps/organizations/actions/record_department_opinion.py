from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import CENTRES
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.models import Filing
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import Refused


@action
def record_department_opinion(*, actor: User, at: datetime, filing: Filing, opinion: str, given_on: date) -> Filing:
    """Record the competent department's opinion as it stands on the form, with its date (004-071)."""
    filing = Filing.objects.select_for_update().get(pk=filing.pk)
    require_role(actor, *CENTRES)
    require_jurisdiction(actor, filing.region_code)
    if filing.state not in ("submitted", "passed_on"):
        raise Refused("not_in_hand", "只有已提交、尚未备案的申请可登记主管部门意见。")
    if not opinion.strip() or given_on > localdate(at):
        raise Refused("opinion_incomplete", "主管部门意见及其日期应据实填写，日期不得晚于今日。",
                      citation=Citation(S004, "附件2", "004-071"))  # fmt: skip
    filing.department_opinion, filing.department_opinion_on = opinion, given_on
    filing.save(update_fields=["department_opinion", "department_opinion_on"])
    record(actor=actor, at=at, action="record_department_opinion", subject=filing,
           facts={"opinion": opinion, "on": given_on})  # fmt: skip
    return filing
