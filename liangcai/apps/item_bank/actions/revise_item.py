from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.item_bank.models import Item, ItemVersion
from liangcai.apps.item_bank.permissions import require_author
from liangcai.apps.item_bank.row_checks import row_faults
from liangcai.apps.item_bank.sealing import open_content, seal_content
from liangcai.apps.item_bank.states import ITEM
from liangcai.kernel.refusals import Refused, RowErrors

REWRITTEN = ("type", "scope", "point", "importance", "difficulty")


@action
def revise_item(*, actor: User, at: datetime, item: Item, row: Mapping[str, Any], key: bytes, version: int) -> Item:
    """A new version of an item, which is a draft again; the version before is kept, sealed as it was. `version` is the
    one that the writer saw: when somebody was faster, nothing is written over. An item in use rests first."""
    item = Item.objects.select_for_update().get(pk=item.pk)
    require_author(actor, at.date(), item)
    state = ITEM.step(item.state, "revise")
    if item.version != version:
        raise Refused("newer_version", f"试题 {item.item_number} 已有第 {item.version} 版，您改的是第 {version} 版。",
                      hint="请打开最新一版核对后再改。")  # fmt: skip
    if faults := row_faults({**row, "item_number": item.item_number}, set(), item.bank.scope_table.get("points", {})):
        raise RowErrors("试题未保存。", [{"row": item.item_number, **fault} for fault in faults])
    if open_content(item.sealed_content, key, str(item.public_id)) == row["content"] and not changed(item, row):
        raise Refused("nothing_changed", "与现有一版相同，没有需要保存的修改。")
    ItemVersion.objects.create(item=item, version=item.version, type=item.type, point=item.point,
                               sealed_content=item.sealed_content, author=item.author, replaced_at=at)  # fmt: skip
    for name in REWRITTEN:
        setattr(item, name, row.get(name) if name == "difficulty" else row.get(name) or "")
    item.version, item.state, item.author = version + 1, state, actor
    item.sealed_content = seal_content(row["content"], key, str(item.public_id))
    item.save()
    record(actor=actor, at=at, action="revise_item", subject=item, facts={"item_number": item.item_number, "version": item.version})
    return item


def changed(item: Item, row: Mapping[str, Any]) -> bool:
    return any((row.get(name) or "") != (getattr(item, name) or "") for name in REWRITTEN)
