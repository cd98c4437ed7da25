from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.catalogue.selectors import policy
from liangcai.apps.registrations.enums import Verdict
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
    """Conclude a batch at once (004-021, 004-022): those noted for refusal (`note_verdicts`) and those in `refusals`
    (public id → reason) are turned down, all others accepted. Refused while a registration that lacks evidence has
    no noted verdict, or one that the rules turn down or that is below the legal working age (004-004) would be
    accepted. Silence is no approval: nothing is decided by time passing."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    require_jurisdiction(actor, batch.plan.region_code)
    if batch.plan.state == "withdrawn":
        raise Refused("plan_withdrawn", f"计划 {batch.plan.plan_number} 已撤回，不再审核报名。")
    state = BATCH.step(batch.state, "review")
    refusals = dict(refusals or {})
    rows = list(batch.registrations.filter(state="submitted").select_related("candidate").defer("decision", "facts"))
    unknown = set(refusals) - {str(r.public_id) for r in rows}
    if unknown or not all(reason.strip() for reason in refusals.values()):
        raise Refused("review_decisions", "审核意见与批次中的报名不对应，或不通过未写明理由。",
                      facts={"unknown": sorted(unknown)})  # fmt: skip
    refusals = {str(r.public_id): r.reason for r in rows if r.verdict == Verdict.REJECT} | refusals
    _require_settled([r for r in rows if str(r.public_id) not in refusals])
    refused, accepted = [], []
    for row in rows:
        (refused if str(row.public_id) in refusals else accepted).append(row)
    _require_of_age(accepted, at)
    batch.registrations.filter(pk__in=[r.pk for r in accepted]).update(state="accepted", decided_by=actor)
    for row in refused:
        row.state, row.reason, row.decided_by = "rejected", refusals[str(row.public_id)], actor
    Registration.objects.bulk_update(refused, ["state", "reason", "decided_by"], batch_size=500)
    batch.state = state
    batch.save(update_fields=["state"])
    record(actor=actor, at=at, action="review_batch", subject=batch,
           facts={"accepted": len(rows) - len(refusals), "refusals": refusals, "policy_version": policy().version,
                  "rules": ["004-004", "004-021"]})  # fmt: skip
    return batch


def _require_settled(rows: Sequence[Registration]) -> None:
    """None of those to be accepted is turned down by the rules; none lacks evidence without a reviewer's verdict."""
    barred = [r.candidate.name for r in rows if r.said == "not_eligible"]
    if barred:
        raise Refused("not_eligible", f"{len(barred)} 人不符合申报条件，不能通过：{'、'.join(barred[:10])}。",
                      hint="请写明理由，作不通过处理。", facts={"count": len(barred)})  # fmt: skip
    open_doubts = [r.candidate.name for r in rows if r.said == "needs_evidence" and not r.verdict]
    if open_doubts:
        raise Refused("doubts_open", f"{len(open_doubts)} 人缺少证明材料，尚未逐一认定：{'、'.join(open_doubts[:10])}。",
                      hint="请按“待补证”筛选，核对材料后记下认定依据，或作不通过处理。", facts={"count": len(open_doubts)})  # fmt: skip


def _require_of_age(rows: Sequence[Registration], at: datetime) -> None:
    for row in rows:
        age = age_on(row.candidate.born_on, localdate(row.consent_at or at))
        if age < LEGAL_WORKING_AGE:
            raise Refused("under_age", f"{row.candidate.name} 报名时 {age} 周岁，未达法定劳动年龄 16 周岁。",
                          citation=Citation(S004, "一", "004-004"), facts={"age": age})  # fmt: skip
