from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.models import DevelopmentProject, Pledge
from liangcai.apps.resources.permissions import require_team_or_handler
from liangcai.apps.resources.states import OPEN_STATES
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import Refused


@action
def sign_pledge(
    *, actor: User, at: datetime, project: DevelopmentProject, person_name: str, duty: str, signed_on: date,
    user: User | None = None,
) -> Pledge:  # fmt: skip
    """Register a signed confidentiality pledge (002-036…002-038). Who has none gets no work on a bank. The person
    signs for oneself, or the body or the centre registers the paper. The texts set no end to its term."""
    project = DevelopmentProject.objects.select_for_update().get(pk=project.pk)
    if user is None or user.pk != actor.pk:
        require_team_or_handler(actor, project)
    if project.state not in OPEN_STATES:
        raise Refused("project_closed", f"该项目{project}已办结，不再登记保密责任书。")
    if signed_on > localdate(at):
        raise Refused("signed_in_future", f"签署日期 {signed_on} 晚于今天 {localdate(at)}。",
                      citation=Citation(S002, "三(五)", "002-036"))  # fmt: skip
    name = person_name.strip()
    if not name or not duty.strip():
        raise Refused("pledge_incomplete", "保密责任书须写明姓名和承担的工作。")
    if project.pledges.filter(person_name=name, duty=duty.strip()).exists():
        raise Refused("pledge_known", f"{name}（{duty.strip()}）的保密责任书已登记。")
    pledge = Pledge.objects.create(project=project, person_name=name, duty=duty.strip(), signed_on=signed_on, user=user)
    record(actor=actor, at=at, action="sign_pledge", subject=project,
           facts={"person": name, "duty": pledge.duty, "signed_on": signed_on})  # fmt: skip
    return pledge
