from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.listing import set_deadlines
from liangcai.apps.resources.models import KeyProject, ShortageList
from liangcai.kernel.citations import S000, Citation
from liangcai.kernel.refusals import Refused


@action
def correct_publication_day(
    *, actor: User, at: datetime, shortage_list: ShortageList, published_on: date, reason: str
) -> ShortageList:
    """Correct the day on which a list was published, with a reason: a deadline is never edited by hand, it follows
    from this day (000-015, 000-016). The day before and all deadlines that move stay in the record."""
    require_role(actor, Role.PROVINCE_CENTRE)
    shortage_list = ShortageList.objects.select_for_update().get(pk=shortage_list.pk)
    if shortage_list.published_on is None:
        raise Refused("not_published", f"{shortage_list}尚未发布，没有可更正的日期。")
    if not reason.strip():
        raise Refused("reason_needed", "更正发布日期须写明理由。", citation=Citation(S000, "四(四)", "000-017"))
    if published_on > localdate(at):
        raise Refused("future_publication", f"发布日期 {published_on} 晚于今天 {localdate(at)}。")
    before, shortage_list.published_on = shortage_list.published_on, published_on
    shortage_list.save(update_fields=["published_on"])
    KeyProject.objects.filter(year=shortage_list.year, batch=shortage_list.batch, listed_on=before).update(
        listed_on=published_on
    )
    moved = set_deadlines(shortage_list)
    record(actor=actor, at=at, action="correct_publication_day", subject=shortage_list,
           facts={"before": before, "after": published_on, "reason": reason.strip(), "deadlines": moved})  # fmt: skip
    return shortage_list
