from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.models import ShortageEntry, ShortageList
from liangcai.apps.resources.occupation_names import require_occupation
from liangcai.apps.resources.states import SHORTAGE_LIST
from liangcai.kernel.refusals import BadInput


@action
def edit_shortage_entry(
    *, actor: User, at: datetime, shortage_list: ShortageList, occupation_code: str, occupation_name: str,
    needs_standard: bool, needs_bank: bool, urgency: int = 0, note: str = "",
) -> ShortageEntry | None:  # fmt: skip
    """Add or change an occupation of a draft; one that needs nothing any more leaves it (returns None)."""
    require_role(actor, Role.PROVINCE_CENTRE)
    shortage_list = ShortageList.objects.select_for_update().get(pk=shortage_list.pk)
    SHORTAGE_LIST.step(shortage_list.state, "edit")
    occupation = require_occupation(occupation_code, occupation_name)
    if type(urgency) is not int or not 0 <= urgency <= 100:
        raise BadInput("bad_urgency", f"紧缺程度应为 0 至 100 的整数，读到 {urgency!r}。", where="urgency")
    entry = shortage_list.entries.filter(occupation_code=occupation_code).first()
    if not needs_standard and not needs_bank:
        shortage_list.entries.filter(occupation_code=occupation_code).delete()
        entry = None
    else:
        last = shortage_list.entries.aggregate(last=Max("number"))["last"] or 0
        entry, _new = ShortageEntry.objects.update_or_create(
            list=shortage_list, occupation_code=occupation_code,
            defaults={"occupation_name": occupation_name, "green": occupation.green, "urgency": urgency, "note": note,
                      "needs_standard": needs_standard, "needs_bank": needs_bank,
                      "number": entry.number if entry else last + 1},
        )  # fmt: skip
    record(actor=actor, at=at, action="edit_shortage_entry", subject=shortage_list,
           facts={"occupation": [occupation_code, occupation_name], "needs_standard": needs_standard,
                  "needs_bank": needs_bank, "urgency": urgency, "note": note})  # fmt: skip
    return entry
