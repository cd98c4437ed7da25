from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.models import Filing
from liangcai.apps.organizations.permissions import require_can_pass_on
from liangcai.apps.organizations.states import FILING


@action
def pass_on_filing(*, actor: User, at: datetime, filing: Filing, note: str = "") -> Filing:
    """The county takes a filing in and passes it to the city centre; it may not confirm (004-017)."""
    filing = Filing.objects.select_for_update().get(pk=filing.pk)
    require_can_pass_on(actor, filing)
    filing.state = FILING.step(filing.state, "pass_on")
    filing.save(update_fields=["state"])
    record(actor=actor, at=at, action="pass_on_filing", subject=filing, facts={"note": note})
    return filing
