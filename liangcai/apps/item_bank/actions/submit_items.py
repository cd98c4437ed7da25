from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.item_bank.engine_io import parsed_of
from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_bank.permissions import require_author
from liangcai.apps.item_bank.sealing import open_content
from liangcai.apps.item_bank.states import ITEM
from liangcai.engines.item_files import blocking, check_item
from liangcai.kernel.refusals import RowErrors


@action
def submit_items(*, actor: User, at: datetime, items: Sequence[Item], key: bytes) -> int:
    """Hand drafts in for blind review. Refused, all of them, while one lacks what its type needs (an answer, sub-items,
    a scoring sheet that totals 100) or its point is not in the scope table; every such fault is named."""
    rows = list(Item.objects.select_for_update(of=("self",)).select_related("bank", "author")
                .filter(pk__in=[i.pk for i in items]))  # fmt: skip
    errors = []
    for item in rows:
        require_author(actor, at.date(), item)
        item.state, item.author = ITEM.step(item.state, "submit"), actor
        found = blocking(check_item(parsed_of(item, open_content(item.sealed_content, key, str(item.public_id)))))
        errors += [{"row": item.item_number, "field": "内容", "found": one.words, "expected": "送审前补齐"} for one in found]
        points = item.bank.scope_table.get("points", {})
        if points and item.point not in points:
            errors.append({"row": item.item_number, "field": "鉴定点", "found": item.point, "expected": "细目表中的鉴定点"})
    if errors or not rows:
        raise RowErrors("未送审：还有试题没有写完。" if rows else "没有选中试题。", errors)
    Item.objects.bulk_update(rows, ["state", "author"], batch_size=500)
    record(actor=actor, at=at, action="submit_items", subject=rows[0].bank, facts={"items": sorted(i.item_number for i in rows)})
    return len(rows)
