from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.models import DevelopmentProject, Milestone
from liangcai.apps.resources.permissions import require_team_or_handler
from liangcai.kernel.refusals import Refused


@action
def reach_milestone(
    *, actor: User, at: datetime, milestone: Milestone, reached_on: date, note: str = ""
) -> Milestone:
    """Note that a milestone was reached, once; late is flagged by the two days side by side."""
    project = DevelopmentProject.objects.select_for_update().get(pk=milestone.project_id)
    require_team_or_handler(actor, project)
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if milestone.reached_on:
        raise Refused("milestone_reached", f"节点“{milestone}”已于 {milestone.reached_on} 完成。")
    if reached_on > localdate(at):
        raise Refused("reached_in_future", f"完成日期 {reached_on} 晚于今天 {localdate(at)}。")
    milestone.reached_on, milestone.note = reached_on, note.strip()
    milestone.save(update_fields=["reached_on", "note"])
    record(actor=actor, at=at, action="reach_milestone", subject=project,
           facts={"name": milestone.name, "due_on": milestone.due_on, "reached_on": reached_on, "note": milestone.note})  # fmt: skip
    return milestone
