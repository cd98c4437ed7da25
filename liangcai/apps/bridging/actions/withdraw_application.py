from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.bridging.models import Application
from liangcai.apps.bridging.permissions import require_own
from liangcai.apps.bridging.states import APPLICATION


@action
def withdraw_application(*, actor: User, at: datetime, application: Application, reason: str = "") -> Application:
    """The applicant takes the application back; its evidence is free again."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    require_own(actor, application)
    application.state = APPLICATION.step(application.state, "withdraw")
    application.save(update_fields=["state"])
    record(actor=actor, at=at, action="withdraw_application", subject=application, facts={"reason": reason})
    return application
