from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.models import DevelopmentProject, Milestone
from liangcai.apps.resources.permissions import require_team_or_handler
from liangcai.apps.resources.states import BUILDING_STATES
from liangcai.kernel.refusals import Refused


@action
def plan_milestone(*, actor: User, at: datetime, project: DevelopmentProject, name: str, due_on: date) -> Milestone:
    """Set a step of the work with its day, which is not moved afterwards. The texts set no milestones: they bind
    nobody and change no clock."""
    project = DevelopmentProject.objects.select_for_update().get(pk=project.pk)
    require_team_or_handler(actor, project)
    if project.state not in BUILDING_STATES:
        raise Refused("not_in_work", f"{project}不在开发或修改阶段，不设节点。")
    name = name.strip()
    if not name:
        raise Refused("milestone_name", "节点须有名称。")
    if due_on < localdate(at):
        raise Refused("milestone_past", f"计划完成日期 {due_on} 早于今天 {localdate(at)}。")
    if project.milestones.filter(name=name).exists():
        raise Refused("milestone_known", f"节点“{name}”已设，日期不能改动。", hint="请另设新节点，并写明与原节点的关系。")
    made = Milestone.objects.create(project=project, name=name, due_on=due_on)
    record(actor=actor, at=at, action="plan_milestone", subject=project, facts={"name": name, "due_on": due_on})
    return made
