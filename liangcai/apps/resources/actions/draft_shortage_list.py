from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.models import ShortageEntry, ShortageList
from liangcai.apps.resources.shortage_draft import consolidated
from liangcai.kernel.refusals import Refused


@action
def draft_shortage_list(*, actor: User, at: datetime, year: int) -> ShortageList:
    """Draft a year's next list from the demands collected and what earlier lists still lack, most urgent first."""
    require_role(actor, Role.PROVINCE_CENTRE)
    open_draft = ShortageList.objects.filter(year=year, state="draft").first()
    if open_draft:
        raise Refused("draft_open", f"{open_draft}正在编制，请先发布或修改它。")
    rows = consolidated(year)
    if not rows:
        raise Refused("no_demand", f"{year} 年没有收集到需求，也没有往年未解决的条目。", hint="请先收集需求。")
    batch = ShortageList.objects.filter(year=year).count() + 1
    made = ShortageList.objects.create(year=year, batch=batch)
    ShortageEntry.objects.bulk_create(
        ShortageEntry(list=made, number=number, **row.as_fields()) for number, row in enumerate(rows, start=1)
    )
    record(actor=actor, at=at, action="draft_shortage_list", subject=made,
           facts={"year": year, "batch": batch, "entries": [row.as_fields() for row in rows]})  # fmt: skip
    return made
