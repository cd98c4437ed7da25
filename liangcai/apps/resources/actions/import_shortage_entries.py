from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.models import ShortageEntry, ShortageList
from liangcai.apps.resources.shortage_workbook import Reading, read_entries
from liangcai.apps.resources.states import SHORTAGE_LIST
from liangcai.kernel.refusals import RowErrors


@action
def import_shortage_entries(
    *, actor: User, at: datetime, shortage_list: ShortageList, workbook: bytes, accept_valid: bool = False,
) -> Reading:  # fmt: skip
    """Take a workbook of entries into a draft: an occupation listed already is changed, the others are added, none
    is removed. All rows or none, unless `accept_valid` lets the good ones in; `RowErrors` names every fault."""
    require_role(actor, Role.PROVINCE_CENTRE)
    shortage_list = ShortageList.objects.select_for_update().get(pk=shortage_list.pk)
    SHORTAGE_LIST.step(shortage_list.state, "edit")
    reading = read_entries(workbook)
    if reading.errors and not (accept_valid and reading.rows):
        raise RowErrors(f"{reading.bad_lines} 行有误，未导入任何条目。", list(reading.errors),
                        hint="请按批注修改后重新上传，或选择只导入无误的行。")  # fmt: skip
    _save(shortage_list, reading)
    record(actor=actor, at=at, action="import_shortage_entries", subject=shortage_list,
           facts={"entries": [row.as_fields() for row in reading.rows], "refused": list(reading.errors)})  # fmt: skip
    return reading


def _save(shortage_list: ShortageList, reading: Reading) -> None:
    """One statement for any number of rows; new ones are numbered on."""
    listed = {e.occupation_code: e.number for e in shortage_list.entries.all()}
    number = shortage_list.entries.aggregate(last=Max("number"))["last"] or 0
    entries = []
    for row in reading.rows:
        if row.occupation_code not in listed:
            number += 1
        entries.append(ShortageEntry(list=shortage_list, number=listed.get(row.occupation_code, number),
                                     **row.as_fields()))  # fmt: skip
    ShortageEntry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=["list", "occupation_code"],
        update_fields=["occupation_name", "green", "needs_standard", "needs_bank", "urgency", "note"],
    )  # fmt: skip
