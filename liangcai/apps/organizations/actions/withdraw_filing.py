from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action
from liangcai.apps.organizations.filing_steps import step_filing
from liangcai.apps.organizations.models import Filing


@action
def withdraw_filing(*, actor: User, at: datetime, filing: Filing, reason: str) -> Filing:
    """Withdraw a filing for good; the body may file anew (004-019). By who confirms filings."""
    return step_filing(actor=actor, at=at, filing=filing, event="withdraw", action="withdraw_filing", reason=reason, told="备案已撤销")
