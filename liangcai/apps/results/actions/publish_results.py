from __future__ import annotations

from datetime import date, datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.catalogue.selectors import work_calendar
from liangcai.apps.notices.write_notices import write_notices
from liangcai.apps.results.models import Release
from liangcai.apps.results.states import RELEASE
from liangcai.apps.results.tallies import count_plan
from liangcai.apps.station.selectors import setting_on
from liangcai.kernel.working_days import add_working_days


@action
def publish_results(*, actor: User, at: datetime, release: Release, published_on: date) -> Release:
    """Make checked results known to the candidates, and open the publication period: objections are taken until its
    last day, certificates follow after it. Its working days are a setting: the texts give none."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    release = Release.objects.select_for_update().get(pk=release.pk)
    require_jurisdiction(actor, release.plan.region_code)
    release.state = RELEASE.step(release.state, "publish")
    release.published_on = published_on
    days = setting_on("result_publication_days", published_on)
    release.objections_until = add_working_days(published_on, days, work_calendar())
    release.save(update_fields=["state", "published_on", "objections_until"])
    count_plan(release)
    record(actor=actor, at=at, action="publish_results", subject=release,
           facts={"on": published_on, "objections_until": release.objections_until})  # fmt: skip
    candidates = User.objects.filter(candidate__registrations__plan=release.plan,
                                     candidate__registrations__scores__isnull=False).distinct()  # fmt: skip
    write_notices(
        at=at, to=candidates, key=f"publish_results:{release.public_id}", page="candidate_results", subject="成绩已公布",
        text=f"您参加的{release.plan.occupation_name}考核成绩已于 {published_on} 公布，公示至 {release.objections_until}，请登录查看；有异议的请在公示期内申请复核。",
    )  # fmt: skip
    return release
