from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.supervision.models import Visit
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import NotPermitted, Refused


@action
def record_visit(*, actor: User, at: datetime, visit: Visit, checklist: Mapping[str, bool], finding: str) -> Visit:
    """Record what the drawn inspectors found: they themselves, with a card valid on the day (004-042), or the
    centre that drew, from their paper."""
    require_role(actor, Role.SUPERVISOR, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    if actor.role == Role.SUPERVISOR:
        card = visit.inspectors.filter(user=actor).first()
        if card is None:
            raise NotPermitted("not_drawn", "您不是本次抽取的检查人员。")
        if not card.valid_from <= localdate(at) <= card.valid_to:
            raise NotPermitted("card_expired", f"证卡有效期 {card.valid_from} 至 {card.valid_to}，不含今日。",
                               citation=Citation(S004, "三(二)6", "004-042"))  # fmt: skip
    else:
        require_jurisdiction(actor, visit.inspection.region_code)
    if not finding.strip():
        raise Refused("finding_needed", "检查结果应写明发现的情况；没有问题也要写明。")
    if visit.found_at:
        raise Refused("visit_recorded", "该批次的检查结果已登记。", hint="更正请另行登记并说明。")
    visit.checklist, visit.finding, visit.found_at = dict(checklist), finding, at
    visit.save(update_fields=["checklist", "finding", "found_at"])
    record(actor=actor, at=at, action="record_visit", subject=f"supervision.Visit:{visit.pk}",
           facts={"checklist": dict(checklist), "finding": finding})  # fmt: skip
    return visit
