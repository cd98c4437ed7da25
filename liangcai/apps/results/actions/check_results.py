from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.results.models import Release, ScoreSheet
from liangcai.apps.results.states import RELEASE
from liangcai.kernel.refusals import NotPermitted


@action
def check_results(*, actor: User, at: datetime, release: Release) -> Release:
    """A second person checks what others have entered. Who entered, of two entries either, and who settled their
    differences cannot check."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    release = Release.objects.select_for_update().get(pk=release.pk)
    require_jurisdiction(actor, release.plan.region_code)
    if release.entered_by_id == actor.pk or ScoreSheet.objects.filter(plan=release.plan, entered_by=actor).exists():
        raise NotPermitted("two_persons", "成绩须由录入人以外的第二人核对。", hint="请另一位工作人员登录核对。")
    release.state = RELEASE.step(release.state, "check")
    release.checked_by = actor
    release.save(update_fields=["state", "checked_by"])
    record(actor=actor, at=at, action="check_results", subject=release, facts={"entered_by": release.entered_by})
    return release
