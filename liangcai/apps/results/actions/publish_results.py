from __future__ import annotations

from datetime import date, datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.notices.write_notices import write_notices
from liangcai.apps.results.models import Release
from liangcai.apps.results.states import RELEASE


@action
def publish_results(*, actor: User, at: datetime, release: Release, published_on: date) -> Release:
    """Make checked results known to the candidates."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    release = Release.objects.select_for_update().get(pk=release.pk)
    require_jurisdiction(actor, release.plan.region_code)
    release.state = RELEASE.step(release.state, "publish")
    release.published_on = published_on
    release.save(update_fields=["state", "published_on"])
    record(actor=actor, at=at, action="publish_results", subject=release, facts={"on": published_on})
    candidates = User.objects.filter(candidate__registrations__plan=release.plan,
                                     candidate__registrations__scores__isnull=False).distinct()  # fmt: skip
    write_notices(
        at=at, to=candidates, key=f"publish_results:{release.public_id}", page="candidate_results", subject="成绩已公布",
        text=f"您参加的{release.plan.occupation_name}考核成绩已于 {published_on} 公布，请登录查看。",
    )  # fmt: skip
    return release
