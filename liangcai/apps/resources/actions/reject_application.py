from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.models import DevelopmentProject
from liangcai.apps.resources.permissions import require_handler
from liangcai.apps.resources.states import DEVELOPMENT
from liangcai.kernel.refusals import Refused


@action
def reject_application(*, actor: User, at: datetime, project: DevelopmentProject, reason: str) -> DevelopmentProject:
    """Turn an application down with its reasons: at intake, or when another applicant is selected."""
    project = DevelopmentProject.objects.select_for_update().get(pk=project.pk)
    require_handler(actor, project, "selection" if project.state == "accepted" else "intake")
    if not reason.strip():
        raise Refused("reason_needed", "不予受理须写明理由。")
    project.state = DEVELOPMENT.step(project.state, "reject")
    project.stopped_reason = reason.strip()[:200]
    project.save(update_fields=["state", "stopped_reason"])
    record(actor=actor, at=at, action="reject_application", subject=project, facts={"reason": reason})
    return project
