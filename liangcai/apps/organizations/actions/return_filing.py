from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import CENTRES
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.notices.write_notices import write_notices
from liangcai.apps.organizations.models import Filing
from liangcai.apps.organizations.selectors import workers_of
from liangcai.apps.organizations.states import FILING
from liangcai.kernel.refusals import Refused


@action
def return_filing(*, actor: User, at: datetime, filing: Filing, reason: str) -> Filing:
    """Send a filing back with all reasons."""
    filing = Filing.objects.select_for_update().get(pk=filing.pk)
    require_role(actor, *CENTRES)
    require_jurisdiction(actor, filing.region_code)
    if not reason.strip():
        raise Refused("reason_needed", "退回须写明全部理由。")
    filing.state = FILING.step(filing.state, "return")
    filing.filing_opinion = reason
    filing.save(update_fields=["state", "filing_opinion"])
    record(actor=actor, at=at, action="return_filing", subject=filing, facts={"reason": reason})
    write_notices(
        at=at, to=workers_of(filing.body), key=f"return_filing:{filing.public_id}:{at.isoformat()}",
        page="organization_filings", subject="备案申请被退回", text=f"{filing.body.name}的备案申请被退回。理由：{reason}",
    )  # fmt: skip
    return filing
