"""Which items must never stand in one paper together: an item is in at most one set, as the assembly engine reads it."""

from __future__ import annotations

from liangcai.apps.item_bank.models import Bank, Item


def join_enemies(bank: Bank, first: Item, second: Item) -> str:
    """Puts both into one set and returns its name; two sets become one, since neither may meet any member."""
    name = first.enemy_set or second.enemy_set or free_name(bank)
    if second.enemy_set and second.enemy_set != name:
        bank.items.filter(enemy_set=second.enemy_set).update(enemy_set=name)
    Item.objects.filter(pk__in=[first.pk, second.pk]).update(enemy_set=name)
    return name


def free_name(bank: Bank) -> str:
    """XK001, XK002, …: the first that no item of the bank has."""
    taken = set(bank.items.exclude(enemy_set="").values_list("enemy_set", flat=True))
    return next(name for n in range(1, len(taken) + 2) if (name := f"XK{n:03d}") not in taken)
