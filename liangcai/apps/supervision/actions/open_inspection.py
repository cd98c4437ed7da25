from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from liangcai.apps.accounts.enums import CENTRES
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.organizations.models import StaffCard
from liangcai.apps.supervision.models import Inspection, InspectionKind, Visit
from liangcai.kernel.citations import S003, Citation
from liangcai.kernel.refusals import Refused


@action
def open_inspection(
    *, actor: User, at: datetime, title: str, kind: str, plans: Sequence[ExamPlan], inspectors: Sequence[StaffCard],
) -> Inspection:  # fmt: skip
    """Open an inspection without a draw: on site, by the trade or by the public (003-063). What is called
    double-random is drawn, never chosen."""
    require_role(actor, *CENTRES)
    for plan in plans:
        require_jurisdiction(actor, plan.region_code)
    if kind not in (InspectionKind.ON_SITE, InspectionKind.TRADE, InspectionKind.PUBLIC):
        raise Refused("drawn_not_chosen", "双随机抽查须抽取产生，不能指定对象。",
                      citation=Citation(S003, "(二十五)", "003-062"))  # fmt: skip
    if not plans or not inspectors:
        raise Refused("inspection_empty", "监督检查应有对象和检查人员。")
    made = Inspection.objects.create(title=title, kind=kind, region_code=actor.region_code)
    for plan in plans:
        Visit.objects.create(inspection=made, plan=plan).inspectors.set(inspectors)
    record(actor=actor, at=at, action="open_inspection", subject=made,
           facts={"kind": kind, "plans": [p.plan_number for p in plans], "inspectors": [c.number for c in inspectors]})
    return made
