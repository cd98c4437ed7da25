from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action
from liangcai.apps.organizations.filing_steps import step_filing
from liangcai.apps.organizations.models import Filing


@action
def resume_filing(*, actor: User, at: datetime, filing: Filing, reason: str) -> Filing:
    """Resume a suspended filing for what is left of its period (004-073). By who confirms filings."""
    return step_filing(actor=actor, at=at, filing=filing, event="resume", action="resume_filing", reason=reason, told="备案已恢复")
