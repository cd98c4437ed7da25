from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_quality.models import CheckFinding, Dismissal
from liangcai.engines.item_files import CHECKS
from liangcai.kernel.refusals import BadInput, Refused


@action
def dismiss_finding(*, actor: User, at: datetime, finding: CheckFinding, reason: str) -> Dismissal:
    """Set a finding aside with a reason, so that it does not come back for this version of the item. What must be
    mended cannot be set aside: the item is corrected instead."""
    require_custodian(actor, at.date())
    if not reason.strip():
        raise BadInput("reason", "排除一项发现须写明理由。", where="reason")
    if finding.must:
        raise Refused("must_be_mended", f"“{CHECKS[finding.code].name}”必须修改，不能排除：{CHECKS[finding.code].why}",
                      hint="请修改试题后重新检查。")  # fmt: skip
    bank = finding.run.bank
    dismissal, made = Dismissal.objects.get_or_create(
        bank=bank, subject=finding.subject, code=finding.code, version=finding.version,
        defaults={"reason": reason.strip(), "by": actor, "at": at},
    )  # fmt: skip
    if not made:
        raise Refused("dismissed_already", f"这项发现已由 {dismissal.by.display_name} 排除：{dismissal.reason}")
    record(actor=actor, at=at, action="dismiss_finding", subject=bank,
           facts={"subject": finding.subject, "code": finding.code, "version": finding.version, "reason": reason.strip()})  # fmt: skip
    return dismissal
