from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.registrations.enums import Verdict
from liangcai.apps.registrations.models import Batch, Registration
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import BadInput, Refused

MOST_REASON = 400


@action
def note_verdicts(
    *, actor: User, at: datetime, batch: Batch, registrations: Sequence[Registration], verdict: str, reason: str = "",
) -> int:  # fmt: skip
    """A reviewer's note on some or thousands of a batch: to accept, to reject, or (empty) back to undecided. It takes
    effect, and is told, with the whole batch (004-022). Rejecting needs a reason; so does accepting where evidence
    was missing: what was seen. Who the rules turn down cannot be noted for acceptance. Returns how many."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    batch = Batch.objects.select_for_update(of=("self",)).select_related("plan").get(pk=batch.pk)
    require_jurisdiction(actor, batch.plan.region_code)
    reason = reason.strip()
    _require_open(batch)
    if verdict not in ("", *Verdict.values) or len(reason) > MOST_REASON:
        raise BadInput("bad_verdict", "审核结论或理由不合要求。", where="verdict")
    rows = list(batch.registrations.filter(pk__in=[r.pk for r in registrations], state="submitted")
                .select_related("candidate").defer("decision", "facts"))  # fmt: skip
    if not rows:
        raise Refused("nobody_chosen", "没有选中待审核的人员。", hint="请重新筛选；他人可能已先处理。")
    if verdict == Verdict.REJECT and not reason:
        raise Refused("reason_needed", "不通过须写明理由。", citation=Citation(S004, "三(二)2", "004-022"))
    if verdict == Verdict.ACCEPT:
        _require_acceptable(rows, reason)
    batch.registrations.filter(pk__in=[row.pk for row in rows]).update(verdict=verdict, reason=reason if verdict else "",
                                                                       decided_by=actor)  # fmt: skip
    record(actor=actor, at=at, action="note_verdicts", subject=batch,
           facts={"verdict": verdict, "reason": reason, "registrations": [str(r.public_id) for r in rows]})  # fmt: skip
    return len(rows)


def _require_open(batch: Batch) -> None:
    if batch.plan.state == "withdrawn":
        raise Refused("plan_withdrawn", f"计划 {batch.plan.plan_number} 已撤回，不再审核报名。")
    if batch.state != "submitted":
        raise Refused("batch_concluded", "该批次不在审核中，结论不能再改。", hint="请刷新页面查看他人的处理。")


def _require_acceptable(rows: Sequence[Registration], reason: str) -> None:
    barred = [r.candidate.name for r in rows if r.said == "not_eligible"]
    if barred:
        raise Refused("not_eligible", f"{len(barred)} 人不符合申报条件，不能通过：{'、'.join(barred[:10])}。")
    lacking = [r.candidate.name for r in rows if r.said == "needs_evidence"]
    if lacking and not reason:
        raise Refused("evidence_needed", f"{len(lacking)} 人缺少证明材料：{'、'.join(lacking[:10])}。",
                      hint="请写明核对了什么材料、据何认定。")  # fmt: skip
