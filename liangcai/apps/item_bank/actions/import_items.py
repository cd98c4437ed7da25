from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.enums import ItemState
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.item_bank.row_checks import COLUMNS, row_faults
from liangcai.apps.item_bank.sealing import seal_content
from liangcai.kernel.refusals import BadInput, RowErrors

CHUNK = 500


@action
def import_items(
    *, actor: User, at: datetime, bank: Bank, items: Sequence[Mapping[str, Any]], key: bytes, state: str = "draft",
    accept_valid: bool = False, progress: Callable[[int, int], None] | None = None,
) -> int:  # fmt: skip
    """Store items, their content sealed under the bank key. Each: item_number, the columns of `row_checks` (all but
    type, scope and point optional), and `content` {stem, options, answer, explanation, …}. All or none, unless
    `accept_valid`: then the rows without a fault; none is stored twice. Returns how many; `progress(stored, of)`."""
    require_custodian(actor, at.date())
    if state not in ItemState.values:
        raise BadInput("item_state", f"没有“{state}”这一试题状态。")
    Bank.objects.select_for_update().get(pk=bank.pk)  # two imports of one file at once would both find its numbers free
    known = set(Item.objects.filter(bank=bank).values_list("item_number", flat=True))
    points = bank.scope_table.get("points", {})
    errors, good = [], []
    for n, given in enumerate(items, start=1):
        faults = row_faults(given, known, points)
        if faults:
            errors += [{"row": n, **fault} for fault in faults]
            continue
        known.add(str(given["item_number"]))
        good.append(given)
    refused = len({e["row"] for e in errors})
    if errors and not (accept_valid and good):
        raise RowErrors(f"{refused} 道试题不能入库，未写入任何试题。", errors)
    for start in range(0, len(good), CHUNK):
        Item.objects.bulk_create(_row(bank, given, actor, state, key) for given in good[start : start + CHUNK])
        if progress:
            progress(min(start + CHUNK, len(good)), len(good))
    record(actor=actor, at=at, action="import_items", subject=bank,
           facts={"count": len(good), "state": state, "refused": refused})  # fmt: skip
    return len(good)


def _row(bank: Bank, given: Mapping[str, Any], actor: User, state: str, key: bytes) -> Item:
    item = Item(bank=bank, item_number=str(given["item_number"]), state=state, author=actor,
                **{c: given[c] for c in COLUMNS if given.get(c) not in (None, "")})  # fmt: skip
    item.sealed_content = seal_content(given["content"], key, str(item.public_id))
    return item
