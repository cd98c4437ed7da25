from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.bridging.models import Application
from liangcai.apps.bridging.permissions import require_checker
from liangcai.apps.bridging.states import APPLICATION
from liangcai.kernel.refusals import Refused


@action
def check_evidence(
    *, actor: User, at: datetime, application: Application, checks: Mapping[Any, tuple[bool, str]],
) -> Application:  # fmt: skip
    """The organisation compares every file with its original. `checks`: evidence public id → (true, note); what
    does not agree needs a note."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    require_checker(actor, application)
    application.state = APPLICATION.step(application.state, "check")
    given = {str(key): value for key, value in checks.items()}
    for one in application.evidence.all():
        if str(one.public_id) not in given:
            raise Refused("check_all", f"材料“{one.name}”尚未核验。", hint="请逐件核验后一并提交。")
        one.checked, one.check_note = given[str(one.public_id)]
        if not one.checked and not one.check_note.strip():
            raise Refused("reason_needed", f"材料“{one.name}”核验不符，须写明理由。")
        one.save(update_fields=["checked", "check_note"])
    application.save(update_fields=["state"])
    record(actor=actor, at=at, action="check_evidence", subject=application, facts={
        "checks": {one.sha256: [one.checked, one.check_note] for one in application.evidence.all()}})  # fmt: skip
    return application
