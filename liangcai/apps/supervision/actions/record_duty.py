from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import CENTRES
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.catalogue.selectors import policy
from liangcai.apps.supervision.models import Duty
from liangcai.kernel.refusals import Refused


@action
def record_duty(*, actor: User, at: datetime, rule: str, region_code: str, done_on: date, note: str) -> Duty:
    """Enter in the duty log that an office has done what a ○ row asks of it."""
    require_role(actor, *CENTRES)
    require_jurisdiction(actor, region_code)
    if not any(r.id == rule and r.status == "duty" for r in policy().rules):
        raise Refused("no_such_duty", f"{rule} 不是职责类条目。")
    if done_on > localdate(at):
        raise Refused("duty_in_future", f"履行日期 {done_on} 在今日之后。")
    duty = Duty.objects.create(rule=rule, region_code=region_code, done_on=done_on, note=note)
    record(actor=actor, at=at, action="record_duty", subject=duty, facts={"rule": rule, "on": done_on, "note": note})
    return duty
