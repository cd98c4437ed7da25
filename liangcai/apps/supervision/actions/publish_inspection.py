from __future__ import annotations

from datetime import date, datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.supervision.models import Inspection
from liangcai.kernel.refusals import Refused


@action
def publish_inspection(*, actor: User, at: datetime, inspection: Inspection, published_on: date) -> Inspection:
    """Make the draw and its findings public (the third part of double-random); only when every visit is recorded."""
    require_role(actor, Role.PROVINCE_CENTRE, Role.CITY_CENTRE)
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    require_jurisdiction(actor, inspection.region_code)
    if inspection.published_on:
        raise Refused("published_already", f"抽查结果已于 {inspection.published_on} 公开。")
    open_visits = inspection.visits.filter(found_at__isnull=True).count()
    if open_visits:
        raise Refused("visits_open", f"尚有 {open_visits} 个批次未登记检查结果。")
    inspection.published_on = published_on
    inspection.save(update_fields=["published_on"])
    record(actor=actor, at=at, action="publish_inspection", subject=inspection, facts={"on": published_on})
    return inspection
