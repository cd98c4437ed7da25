from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.item_bank.permissions import require_writer
from liangcai.apps.item_bank.row_checks import COLUMNS, row_faults
from liangcai.apps.item_bank.sealing import seal_content
from liangcai.kernel.refusals import RowErrors


@action
def write_item(*, actor: User, at: datetime, bank: Bank, row: Mapping[str, Any], key: bytes) -> Item:
    """A new item by a pledged writer, as a draft of version 1. `row` as `import_items` takes it. Refused with every
    fault: a number taken, a point that is not in the scope table, an answer against the type."""
    require_writer(actor, at.date())
    known = set(Item.objects.filter(bank=bank, item_number=str(row.get("item_number", ""))).values_list("item_number", flat=True))
    if faults := row_faults(row, known, bank.scope_table.get("points", {})):
        raise RowErrors("试题未保存。", [{"row": row.get("item_number", ""), **fault} for fault in faults])
    item = Item(bank=bank, item_number=str(row["item_number"]), author=actor,
                **{c: row[c] for c in COLUMNS if row.get(c) not in (None, "")})  # fmt: skip
    item.sealed_content = seal_content(row["content"], key, str(item.public_id))
    item.save()
    record(actor=actor, at=at, action="write_item", subject=item, facts={"item_number": item.item_number, "type": item.type})
    return item
