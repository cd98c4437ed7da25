"""A generated bank: three scopes, single choice and true/false."""

from __future__ import annotations

import random
from typing import Any
from uuid import uuid4

from liangcai.apps.accounts.models import User
from liangcai.apps.item_bank.actions.import_items import import_items
from liangcai.apps.item_bank.actions.receive_bank import receive_bank
from liangcai.apps.item_bank.models import Bank
from tests.apps.custody.factories import AT, custodian

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
