from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.catalogue.selectors import policy
from liangcai.apps.exams.permissions import require_can_run
from liangcai.apps.registrations.models import Registration
from liangcai.apps.results.models import Finding
from liangcai.kernel.refusals import Refused


@action
def record_finding(*, actor: User, at: datetime, registration: Registration, rule: str, text: str) -> Finding:
    """Record what assessors found under a point that the texts leave to people's judgement (003-017…003-023)."""
    require_can_run(actor, registration.plan)
    if not any(r.id == rule and r.status == "recorded" for r in policy().rules):
        raise Refused("no_such_point", f"{rule} 不是由人评价的条目。")
    if not text.strip():
        raise Refused("finding_empty", "评价意见应写明。")
    if Finding.objects.filter(registration=registration, rule=rule).exists():
        raise Refused("finding_there", "该考生此项评价意见已登记。")
    made = Finding.objects.create(registration=registration, rule=rule, text=text, found_at=at)
    record(actor=actor, at=at, action="record_finding", subject=registration, facts={"rule": rule, "text": text})
    return made
