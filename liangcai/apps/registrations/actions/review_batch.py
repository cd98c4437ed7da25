from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.catalogue.selectors import policy
from liangcai.apps.registrations.models import Batch, Registration
from liangcai.apps.registrations.row_checks import LEGAL_WORKING_AGE
from liangcai.apps.registrations.states import BATCH
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.identity_numbers import age_on
from liangcai.kernel.refusals import Refused


@action
def review_batch(
    *, actor: User, at: datetime, batch: Batch, refusals: Mapping[str, str] | None = None,
) -> Batch:  # fmt: skip
    """Decide a whole batch at once: `refusals` maps a registration's public id to the reason; all others are
    accepted (004-021, 004-022). A registration below the legal working age cannot be accepted (004-004).
    Silence is no approval: nothing is decided by time passing."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    require_jurisdiction(actor, batch.plan.region_code)
    if batch.plan.state == "withdrawn":
        raise Refused("plan_withdrawn", f"计划 {batch.plan.plan_number} 已撤回，不再审核报名。")
    state = BATCH.step(batch.state, "review")
    refusals = dict(refusals or {})
    rows = list(batch.registrations.filter(state="submitted").select_related("candidate"))
    unknown = set(refusals) - {str(r.public_id) for r in rows}
    if unknown or not all(reason.strip() for reason in refusals.values()):
        raise Refused("review_decisions", "审核意见与批次中的报名不对应，或不通过未写明理由。",
                      facts={"unknown": sorted(unknown)})  # fmt: skip
    for registration in rows:
        _decide(registration, refusals.get(str(registration.public_id)), actor, at)
    Registration.objects.bulk_update(rows, ["state", "reason", "decision", "decided_by"], batch_size=500)
    batch.state = state
    batch.save(update_fields=["state"])
    record(actor=actor, at=at, action="review_batch", subject=batch,
           facts={"accepted": len(rows) - len(refusals), "refusals": refusals, "policy_version": policy().version,
                  "rules": ["004-004", "004-021"]})  # fmt: skip
    return batch


def _decide(registration: Registration, reason: str | None, actor: User, at: datetime) -> None:
    age = age_on(registration.candidate.born_on, localdate(registration.consent_at or at))
    if reason is None and age < LEGAL_WORKING_AGE:
        raise Refused("under_age", f"{registration.candidate.name} 报名时 {age} 周岁，未达法定劳动年龄 16 周岁。",
                      citation=Citation(S004, "一", "004-004"), facts={"age": age})  # fmt: skip
    registration.state = "accepted" if reason is None else "rejected"
    registration.reason = reason or ""
    registration.decided_by = actor
    registration.decision = {
        "on": localdate(at).isoformat(),
        "conditions": [{"rule": "004-004", "name": "达到法定劳动年龄", "actual": age, "required": LEGAL_WORKING_AGE,
                        "truth": age >= LEGAL_WORKING_AGE}],
        "policy_version": policy().version,
    }  # fmt: skip
