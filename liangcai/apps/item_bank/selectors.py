"""Reads of banks and items."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.item_bank.enums import ItemState, ReviewStep
from liangcai.apps.item_bank.models import Bank, Item, ItemPledge, ItemReview
from liangcai.apps.item_bank.opinions import open_opinion
from liangcai.apps.item_bank.permissions import pledges_in_force
from liangcai.apps.item_bank.row_checks import row_faults

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


def items_off_the_table(bank: Bank) -> QuerySet[Item]:
    """Items whose point is not in the bank's scope table (it vanished, or never was there)."""
    points = bank.scope_table.get("points", {})
    return bank.items.exclude(state=ItemState.RETIRED).exclude(point__in=list(points)) if points else bank.items.none()


def written_by(user: User) -> QuerySet[Item]:
    return Item.objects.filter(author=user).select_related("bank").defer("sealed_content")


def reviews_waiting_for(user: User) -> QuerySet[ItemReview]:
    """Blind reviews this person has still to give."""
    return ItemReview.objects.filter(
        reviewer=user, step=ReviewStep.REVIEW, given_at__isnull=True, item__state=ItemState.IN_REVIEW, version=F("item__version"),
    ).select_related("item", "item__bank").defer("item__sealed_content")  # fmt: skip


def waiting_for_settlement(user: User) -> QuerySet[Item]:
    """Items whose two reviews are in and differ, which this person may settle as a third."""
    own = Q(reviews__version=F("version"), reviews__step=ReviewStep.REVIEW)
    return (Item.objects.filter(state=ItemState.IN_REVIEW).exclude(author=user).exclude(versions__author=user)
            .annotate(given=Count("reviews", filter=own & Q(reviews__given_at__isnull=False)),
                      mine=Count("reviews", filter=own & Q(reviews__reviewer=user)))
            .filter(given=2, mine=0).select_related("bank").defer("sealed_content"))  # fmt: skip


def waiting_for_proofreading(user: User) -> QuerySet[Item]:
    return (Item.objects.filter(state=ItemState.SETTLED).exclude(author=user).exclude(versions__author=user)
            .select_related("bank").defer("sealed_content"))  # fmt: skip


def waiting_for_reviewers(bank: Bank) -> QuerySet[Item]:
    """Submitted items that no one was given yet."""
    return bank.items.filter(state=ItemState.IN_REVIEW).exclude(reviews__version=F("version")).defer("sealed_content")


def item_people(on: date) -> QuerySet[User]:
    """Writers and reviewers, each with `pledged`: whether a pledge is in force on the day."""
    return User.objects.filter(role__in=(Role.ITEM_WRITER, Role.ITEM_REVIEWER), is_active=True).annotate(
        pledged=Count("item_pledges", filter=Q(item_pledges__in=ItemPledge.objects.filter(pledges_in_force(on)))),
    ).order_by("role", "display_name")  # fmt: skip


def opinions(item: Item, version: int, key: bytes) -> list[dict[str, Any]]:
    """What was said of a version, once all of its blind reviews are in; before that nothing at all."""
    reviews = list(item.reviews.filter(version=version).select_related("reviewer"))
    if any(review.given_at is None for review in reviews):
        return []
    return [{"step": review.get_step_display(), "at": review.given_at, **open_opinion(review, key)} for review in reviews]


def import_faults(bank: Bank, rows: Sequence[Mapping[str, Any]]) -> dict[int, list[dict[str, str]]]:
    """What keeps rows out, by place in the file from 0; a number that an earlier row has is taken."""
    known = set(bank.items.values_list("item_number", flat=True))
    points, found = bank.scope_table.get("points", {}), {}
    for n, row in enumerate(rows):
        if faults := row_faults(row, known, points):
            found[n] = faults
        else:
            known.add(str(row["item_number"]))
    return found
