from __future__ import annotations

from datetime import date, datetime, timedelta

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.notices.write_notices import write_notices
from liangcai.apps.organizations.models import Filing
from liangcai.apps.organizations.permissions import require_can_confirm
from liangcai.apps.organizations.selectors import workers_of
from liangcai.apps.organizations.states import FILING
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import Refused


@action
def confirm_filing(
    *, actor: User, at: datetime, filing: Filing, opinion: str, filing_number: str, valid_from: date, valid_to: date,
) -> Filing:  # fmt: skip
    """Confirm a filing for a period. The competent department's opinion comes first (004-071); the period
    is required, its length is not prescribed (004-073). The filing that it renews or changes ends the day before."""
    filing = Filing.objects.select_for_update(of=("self",)).select_related("body", "follows").get(pk=filing.pk)
    require_can_confirm(actor, filing)
    if not filing.department_opinion or filing.department_opinion_on is None:
        raise Refused("department_opinion_first", "主管部门尚未签署意见，不能备案。",
                      citation=Citation(S004, "附件2", "004-071"), hint="请先登记主管部门意见及日期。")  # fmt: skip
    if valid_to <= valid_from:
        raise Refused("filing_period", f"有效期止 {valid_to} 不晚于有效期起 {valid_from}。",
                      citation=Citation(S004, "附件2", "004-073"))  # fmt: skip
    filing.state = FILING.step(filing.state, "confirm")
    ended = _end_followed(filing, valid_from)
    filing.filing_opinion, filing.filing_number = opinion, filing_number
    filing.confirmed_at, filing.valid_from, filing.valid_to = at, valid_from, valid_to
    filing.save()
    record(actor=actor, at=at, action="confirm_filing", subject=filing,
           facts={"number": filing_number, "valid_from": valid_from, "valid_to": valid_to, "opinion": opinion, "ended": ended})  # fmt: skip
    write_notices(
        at=at, to=workers_of(filing.body), key=f"confirm_filing:{filing.public_id}", page="organization_filings",
        subject="备案已确认", text=f"{filing.body.name}的备案已确认，编号 {filing_number}，有效期 {valid_from} 至 {valid_to}。",
    )  # fmt: skip
    return filing


def _end_followed(filing: Filing, valid_from: date) -> Filing | None:
    old = filing.follows
    if old is None or old.valid_to is None or old.valid_from is None:
        return None
    if valid_from <= old.valid_from:
        raise Refused("before_followed", f"有效期起 {valid_from} 应晚于原备案的有效期起 {old.valid_from}。",
                      citation=Citation(S004, "附件2", "004-073"))  # fmt: skip
    old.valid_to = min(old.valid_to, valid_from - timedelta(days=1))
    old.save(update_fields=["valid_to"])
    return old
