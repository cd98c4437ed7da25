from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.models import BodyList
from liangcai.apps.organizations.selectors import filings_valid_in
from liangcai.kernel.refusals import Refused


@action
def publish_body_list(*, actor: User, at: datetime) -> BodyList:
    """Publish the directory of a jurisdiction as it stands today, with what was added and removed since the last
    version: the city its own, the province all (003-055…057). Refused when nothing has changed."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    on = localdate(at)
    last = BodyList.objects.select_for_update().filter(region_code=actor.region_code).first()
    rows = [
        {"body": f.body.name, "uscc": f.body.uscc, "kind": f.kind, "occupation": s.occupation_name, "level": s.level,
         "valid_to": str(f.valid_to)}
        for f in filings_valid_in(actor.region_prefix, on) for s in f.scopes.all()
    ]  # fmt: skip
    before = last.rows if last else []
    added, removed = [r for r in rows if r not in before], [r for r in before if r not in rows]
    if last and not added and not removed:
        raise Refused("list_unchanged", f"名录与第 {last.version} 版相同，无需重新公布。")
    made = BodyList.objects.create(region_code=actor.region_code, version=last.version + 1 if last else 1,
                                   published_on=on, rows=rows, added=added, removed=removed)  # fmt: skip
    record(actor=actor, at=at, action="publish_body_list", subject=made,
           facts={"version": made.version, "rows": len(rows), "added": added, "removed": removed})  # fmt: skip
    return made
