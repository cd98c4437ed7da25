"""A generated bank: three scopes, single choice and true/false."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from liangcai.apps.accounts.models import User
from liangcai.apps.item_bank.actions.assign_reviewers import assign_reviewers
from liangcai.apps.item_bank.actions.import_items import import_items
from liangcai.apps.item_bank.actions.receive_bank import receive_bank
from liangcai.apps.item_bank.actions.record_pledge import record_pledge
from liangcai.apps.item_bank.actions.submit_items import submit_items
from liangcai.apps.item_bank.actions.write_item import write_item
from liangcai.apps.item_bank.models import Bank, Item, ItemReview
from liangcai.engines.item_files import ScopeTable, with_points, with_scopes
from tests.apps.custody.factories import AT, PLEDGED, account, custodian

KEY = bytes(range(32))


def bank(actor: User | None = None, name: str = "织布工") -> Bank:
    return receive_bank(actor=actor or custodian(), at=AT, hall_id=uuid4(), occupation_code="6-04-03-03",
                        occupation_name=name, level="四级")  # fmt: skip


def item(n: int, **changes: Any) -> dict[str, Any]:
    """The n-th generated item; `changes` replace columns or, for stem, options and answer, the content."""
    choice = n % 3 != 0
    content = {"stem": f"（演示题 {n:03d}）题干", "answer": "AB"[n % 2], "options": [f"选项{x}" for x in "甲乙丙丁"]}
    content |= {k: changes.pop(k) for k in ("stem", "answer", "options") if k in changes}
    if not choice:
        del content["options"]
    return {"item_number": f"D{n:03d}", "type": "single_choice" if choice else "true_false", "scope": f"A-{'BCD'[n % 3]}",
            "point": f"A-{'BCD'[n % 3]}-{n % 7:02d}", "importance": "X", "difficulty": 0.65, "content": content} | changes  # fmt: skip


def filled_bank(actor: User | None = None, count: int = 60, key: bytes = KEY) -> Bank:
    actor = actor or custodian()
    made = bank(actor)
    rows = [item(n) for n in random.Random(1).sample(range(1, count + 1), count)]
    import_items(actor=actor, at=AT, bank=made, items=rows, key=key, state="in_use")
    return made


def pledged(role: str, on: date = PLEDGED, ended_on: date | None = None, by: User | None = None) -> User:
    """An item writer or reviewer whose pledge a custodian entered."""
    user = account(role)
    record_pledge(actor=by or custodian(), at=AT, user=user, pledged_on=on, ended_on=ended_on)
    return user


def draft(author: User, made: Bank, n: int = 1, **changes: Any) -> Item:
    return write_item(actor=author, at=AT, bank=made, row=item(n, **changes), key=KEY)


def submitted(made: Bank, n: int = 1) -> tuple[Item, User, User, User]:
    """An item in blind review, its author and the two reviewers."""
    author, one, two = pledged("item_writer"), pledged("item_reviewer"), pledged("item_reviewer")
    written = draft(author, made, n)
    submit_items(actor=author, at=AT, items=[written], key=KEY)
    assign_reviewers(actor=custodian(), at=AT, items=[written], reviewers=[one, two])
    return written, author, one, two


def review_of(written: Item, reviewer: User) -> ItemReview:
    return ItemReview.objects.get(item=written, reviewer=reviewer, step="review")


def scope_table(*names: str) -> ScopeTable:
    """Two third-level scopes of 60 and 40 per cent; `names` are the points of the first, 要点一 and 要点二 by default."""
    scopes = [("A", "基本要求", Decimal(100)), ("A-A", "基础知识", Decimal(100)), ("A-A-A", "安全", Decimal(60)),
              ("A-A-B", "设备", Decimal(40))]  # fmt: skip
    table = with_scopes(ScopeTable("织布工", "四级", "理论知识", (), ()), scopes)
    table = with_points(table, "A-A-B", [("设备要点", "Y")])
    return with_points(table, "A-A-A", [(name, "X") for name in names or ("要点一", "要点二")])
