from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.enums import Importance, ItemState, ItemType
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.item_bank.sealing import seal_content
from liangcai.kernel.refusals import BadInput, RowErrors

COLUMNS = ("type", "scope", "point", "importance", "difficulty", "irt_a", "irt_b", "irt_c", "enemy_set",
           "times_used", "last_used_on")  # fmt: skip


@action
def import_items(
    *, actor: User, at: datetime, bank: Bank, items: Sequence[Mapping[str, Any]], key: bytes, state: str = "draft",
) -> int:  # fmt: skip
    """Store items, their content sealed under the bank key. Each: item_number, the columns above (all but type,
    scope and point optional), and `content` {stem, options, answer, explanation, …}. All or none; returns how many."""
    require_custodian(actor, at.date())
    if state not in ItemState.values:
        raise BadInput("item_state", f"没有“{state}”这一试题状态。")
    known = set(Item.objects.filter(bank=bank).values_list("item_number", flat=True))
    errors, rows = [], []
    for n, given in enumerate(items, start=1):
        number = str(given.get("item_number", ""))
        faults = _faults(given, number, known)
        if faults:
            errors += [{"row": n, **fault} for fault in faults]
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


def _faults(given: Mapping[str, Any], number: str, known: set[str]) -> list[dict[str, str]]:
    content, difficulty = given.get("content") or {}, given.get("difficulty")
    checks = (
        ("题号", number, "未使用过、不超过 40 字的题号", 0 < len(number) <= 40 and number not in known),
        ("题型", given.get("type"), "九种题型之一", given.get("type") in ItemType.values),
        ("鉴定范围", given.get("scope"), "1 至 40 字", 0 < len(str(given.get("scope") or "")) <= 40),
        ("鉴定点", given.get("point"), "1 至 40 字", 0 < len(str(given.get("point") or "")) <= 40),
        ("重要程度", given.get("importance"), "X、Y 或 Z", (given.get("importance") or "X") in Importance.values),
        ("难度", difficulty, "0 与 1 之间", difficulty in (None, "") or 0 <= float(difficulty) <= 1),
        ("题干", content.get("stem"), "不为空", bool(content.get("stem"))),
        ("答案", content.get("answer"), "不为空", bool(content.get("answer"))),
    )
    return [{"field": name, "found": str(found or "空"), "expected": expected}
            for name, found, expected, ok in checks if not ok]  # fmt: skip
