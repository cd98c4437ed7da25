from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.notices.write_notices import write_notices
from liangcai.apps.organizations.selectors import workers_of
from liangcai.apps.registrations.models import Batch
from liangcai.apps.registrations.states import BATCH
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import Refused


@action
def feed_back(*, actor: User, at: datetime, batch: Batch) -> Batch:
    """Answer the body once, with the roster of the accepted and all reasons (004-022). A second answer is refused."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    require_jurisdiction(actor, batch.plan.region_code)
    if batch.fed_back_at:
        raise Refused("already_answered", f"该批次已于 {localdate(batch.fed_back_at)} 一次性反馈，不得再次反馈。",
                      citation=Citation(S004, "三(二)2", "004-022"))  # fmt: skip
    batch.state = BATCH.step(batch.state, "feed_back")
    batch.fed_back_at = at
    batch.save(update_fields=["state", "fed_back_at"])
    rows = list(batch.registrations.values_list("candidate__name", "state", "reason"))
    record(actor=actor, at=at, action="feed_back", subject=batch,
           facts={"accepted": sum(s == "accepted" for _, s, _ in rows), "late": localdate(at) > batch.due_on,
                  "refused": [{"name": n, "reason": r} for n, s, r in rows if s == "rejected"]})  # fmt: skip
    accepted, refused = sum(s == "accepted" for _, s, _ in rows), sum(s == "rejected" for _, s, _ in rows)
    write_notices(
        at=at, to=workers_of(batch.plan.body), key=f"feed_back:{batch.public_id}",
        page="organization_registrations", subject=f"报名审核已反馈：第 {batch.number} 批",
        text=f"{batch.plan.occupation_name}第 {batch.number} 批报名已审核：通过 {accepted} 人，不通过 {refused} 人。",
    )  # fmt: skip
    return batch
