from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.models import DevelopmentProject
from liangcai.apps.resources.permissions import require_handler, role_for
from liangcai.apps.resources.states import DEVELOPMENT


@action
def accept_application(*, actor: User, at: datetime, project: DevelopmentProject, note: str = "") -> DevelopmentProject:
    """Take an application in. Where another centre selects, taking it in also passes it on (002-031)."""
    project = DevelopmentProject.objects.select_for_update().get(pk=project.pk)
    require_handler(actor, project, "intake")
    project.state = DEVELOPMENT.step(project.state, "accept")
    project.save(update_fields=["state"])
    selector = role_for(project, "selection")
    passed_on = str(Role(selector).label) if selector != actor.role else ""
    record(actor=actor, at=at, action="accept_application", subject=project,
           facts={"note": note, "passed_on_to": passed_on, "rules": ["002-023", "002-025", "002-031", "002-032"]})  # fmt: skip
    return project
