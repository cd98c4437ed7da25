from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.models import DevelopmentProject
from liangcai.apps.resources.permissions import require_handler
from liangcai.apps.resources.states import DEVELOPMENT
from liangcai.kernel.refusals import Refused


@action
def reopen_project(*, actor: User, at: datetime, project: DevelopmentProject, reason: str) -> DevelopmentProject:
    """Send a passed, not yet published result back to be revised, because what it rests on has changed. It counts
    as a result again on the day it passes again."""
    project = DevelopmentProject.objects.select_for_update().get(pk=project.pk)
    require_handler(actor, project, "review")
    if not reason.strip():
        raise Refused("reason_needed", "退回修改须写明理由。")
    project.state = DEVELOPMENT.step(project.state, "reopen")
    before, project.passed_on = project.passed_on, None
    project.save(update_fields=["state", "passed_on"])
    record(actor=actor, at=at, action="reopen_project", subject=project,
           facts={"reason": reason.strip(), "had_passed_on": before})  # fmt: skip
    return project
