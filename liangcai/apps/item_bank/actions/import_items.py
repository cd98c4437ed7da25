from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.item_bank.sealing import seal_content
from liangcai.kernel.refusals import RowErrors

COLUMNS = ("type", "scope", "point", "importance", "difficulty", "irt_a", "irt_b", "irt_c", "enemy_set",
           "times_used", "last_used_on")  # fmt: skip


@action
def import_items(
    *, actor: User, at: datetime, bank: Bank, items: Sequence[Mapping[str, Any]], key: bytes, state: str = "draft",
) -> int:  # fmt: skip
    """Store items, their content sealed under the bank key. Each: item_number, the columns above (all but type,
    scope and point optional), and `content` {stem, options, answer, explanation, …}. All or none; returns how many."""
    require_custodian(actor, at.date())
    known = set(Item.objects.filter(bank=bank).values_list("item_number", flat=True))
    errors, rows = [], []
    for n, given in enumerate(items, start=1):
        number = str(given.get("item_number", ""))
        if not number or number in known:
            errors.append({"row": n, "field": "item_number", "found": number or "空", "expected": "未使用过的题号"})
            continue
        known.add(number)
        item = Item(bank=bank, item_number=number, state=state, author=actor,
                    **{c: given[c] for c in COLUMNS if given.get(c) not in (None, "")})  # fmt: skip
        item.sealed_content = seal_content(given["content"], key, str(item.public_id))
        rows.append(item)
    if errors:
        raise RowErrors(f"{len(errors)} 道试题不能入库，未写入任何试题。", errors)
    Item.objects.bulk_create(rows, batch_size=1000)
    record(actor=actor, at=at, action="import_items", subject=bank, facts={"count": len(rows), "state": state})
    return len(rows)
