from __future__ import annotations

from collections import Counter
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.engine_io import scope_of, scope_table_of, stored_table
from liangcai.apps.item_bank.models import Bank, Item, ScopeTableVersion
from liangcai.engines.item_files import ScopeTable, changes, check_scope_table, renumbered, vanished
from liangcai.kernel.refusals import Refused, RowErrors


@action
def save_scope_table(
    *, actor: User, at: datetime, bank: Bank, table: ScopeTable, version: int, note: str = "",
) -> ScopeTableVersion:  # fmt: skip
    """A changed scope table is the next version; earlier ones are kept. `version` is the one that was changed: when
    somebody was faster, nothing is written over. Refused with every row that does not add up. Items follow a point
    that was only renumbered; items whose point is gone keep its code and are listed by `selectors.items_off_the_table`."""
    bank = Bank.objects.select_for_update().get(pk=bank.pk)
    require_custodian(actor, at.date())
    if bank.scope_table_version != version:
        raise Refused("newer_version", f"细目表已有第 {bank.scope_table_version} 版，您改的是第 {version} 版。",
                      hint="请打开最新一版核对后再改。")  # fmt: skip
    if faults := check_scope_table(table):
        errors = [{"row": one.row or "全表", "field": one.code or "合计", "found": one.words, "expected": ""} for one in faults]
        raise RowErrors(f"细目表有 {len(faults)} 处不符，未保存。", errors)
    old = scope_table_of(bank.scope_table, bank)
    found = changes(old, table)
    if version and not found and stored_table(table) == bank.scope_table:
        raise Refused("nothing_changed", "与现有一版相同，没有需要保存的修改。")
    moved = move_items(bank, renumbered(old, table))
    bank.scope_table, bank.scope_table_version = stored_table(table), version + 1
    bank.save(update_fields=["scope_table", "scope_table_version"])
    saved = ScopeTableVersion.objects.create(bank=bank, version=version + 1, table=bank.scope_table, note=note, saved_at=at,
                                             saved_by=actor)  # fmt: skip
    record(actor=actor, at=at, action="save_scope_table", subject=bank, facts={
        "version": version + 1, "points": len(table.points), "changes": Counter(one.kind for one in found),
        "points_gone": vanished(old, table), "items_moved": moved,
    })  # fmt: skip
    return saved


def move_items(bank: Bank, moved: dict[str, str]) -> int:
    """Items on renumbered points get the new number, all at once, so that no two numbers run into each other."""
    items = list(Item.objects.filter(bank=bank, point__in=list(moved)).only("pk", "point", "scope"))
    for item in items:
        item.point = moved[item.point]
        item.scope = scope_of(item.point)
    Item.objects.bulk_update(items, ["point", "scope"], batch_size=500)
    return len(items)
