"""What suspending, resuming and withdrawing a filing have in common: who may, the reason, the record, the notice."""

from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import record
from liangcai.apps.notices.write_notices import write_notices
from liangcai.apps.organizations.models import Filing
from liangcai.apps.organizations.permissions import require_can_confirm
from liangcai.apps.organizations.selectors import workers_of
from liangcai.apps.organizations.states import FILING
from liangcai.kernel.refusals import Refused


def step_filing(*, actor: User, at: datetime, filing: Filing, event: str, action: str, reason: str, told: str) -> Filing:
    """Moves a confirmed filing by `event` (suspend, resume, withdraw) and tells the body `told` with the reason."""
    filing = Filing.objects.select_for_update(of=("self",)).select_related("body").get(pk=filing.pk)
    require_can_confirm(actor, filing)
    if not reason.strip():
        raise Refused("reason_needed", f"{told}须写明理由。", hint="理由会告知备案机构，并留在日志中。")
    filing.state = FILING.step(filing.state, event)
    filing.save(update_fields=["state"])
    record(actor=actor, at=at, action=action, subject=filing, facts={"reason": reason.strip()})
    write_notices(
        at=at, to=workers_of(filing.body), key=f"{action}:{filing.public_id}:{at.isoformat()}", page="organization_filings",
        subject=told, text=f"{filing.body.name}（备案编号 {filing.filing_number}）：{told}。理由：{reason.strip()}",
    )  # fmt: skip
    return filing
