"""What follows from the day a list is published: the deadlines of the projects on it."""

from __future__ import annotations

from datetime import date

from liangcai.apps.resources.engine_io import decide_development
from liangcai.apps.resources.models import DevelopmentProject, ShortageList
from liangcai.apps.resources.states import OPEN_STATES


def set_deadlines(shortage_list: ShortageList) -> dict[str, str]:
    """Deadlines of the list's projects by the rules (000-015, 000-016), within the caller's transaction. Returns
    what was set, by project."""
    if shortage_list.published_on is None:
        return {}
    listed_on = shortage_list.published_on.isoformat()
    projects = DevelopmentProject.objects.select_for_update().filter(
        key_project__year=shortage_list.year, key_project__batch=shortage_list.batch,
        state__in=(*OPEN_STATES, "passed", "published"),
    )  # fmt: skip
    changed = {}
    for project in projects:
        facts = project.admissibility.get("facts", {}) | {"on_key_project_list_on": listed_on}
        due = decide_development(facts, shortage_list.published_on)["deadline_on"]
        if due and due != str(project.deadline_on):
            project.deadline_on = date.fromisoformat(due)
            project.save(update_fields=["deadline_on"])
            changed[str(project.public_id)] = due
    return changed
