"""Reads of banks and items."""

from __future__ import annotations

import csv
import io

from django.db.models import QuerySet

from liangcai.apps.item_bank.enums import ItemState
from liangcai.apps.item_bank.models import Bank, Item

ASSEMBLY_COLUMNS = ("item_id", "type", "scope", "point", "importance", "difficulty", "a", "b", "c", "times_used",
                    "last_used_on", "enemy_set", "stem")  # fmt: skip


def usable_items(bank: Bank) -> QuerySet[Item]:
    """Items that may go into a paper."""
    return bank.items.filter(state=ItemState.IN_USE).order_by("item_number")


def assembly_table(items: QuerySet[Item]) -> bytes:
    """Items as the assembly engine reads them; stems stay sealed, the engine has no need of them."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(ASSEMBLY_COLUMNS)
    for i in items.defer("sealed_content").iterator(chunk_size=2000):
        table.writerow([i.item_number, i.type, i.scope, i.point, i.importance, _blank(i.difficulty), _blank(i.irt_a),
                        _blank(i.irt_b), _blank(i.irt_c), i.times_used, _blank(i.last_used_on), i.enemy_set, ""])  # fmt: skip
    return out.getvalue().encode()


def _blank(value: object) -> object:
    return "" if value is None else value


def items_by_number(bank: Bank, numbers: set[str]) -> dict[str, Item]:
    return {i.item_number: i for i in bank.items.filter(item_number__in=numbers)}
