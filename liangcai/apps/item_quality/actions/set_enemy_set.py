from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.kernel.refusals import BadInput, Refused, RowErrors

LEAST = 2


@action
def set_enemy_set(*, actor: User, at: datetime, bank: Bank, name: str, item_numbers: Sequence[str], reason: str) -> list[Item]:
    """Say which items of a bank must never stand in one paper together: exactly these make up the set `name`. An
    empty list dissolves it. Refuses a single item, unknown numbers, and items of another set."""
    require_custodian(actor, at.date())
    bank = Bank.objects.select_for_update().get(pk=bank.pk)
    name, numbers = name.strip(), list(dict.fromkeys(item_numbers))
    if not 0 < len(name) <= 40:
        raise BadInput("enemy_set_name", f"组名为“{name[:40]}”，应为 1 至 40 字。", where="name")
    if not reason.strip():
        raise BadInput("reason", "修改相克组须写明理由。", where="reason")
    if 0 < len(numbers) < LEAST:
        raise Refused("enemy_set_of_one", f"相克组至少要有 {LEAST} 道试题。", hint="要解散此组，请移出全部试题。")
    members = list(bank.items.filter(item_number__in=numbers).defer("sealed_content").order_by("item_number"))
    _refuse_strangers(name, numbers, members)
    before = sorted(bank.items.filter(enemy_set=name).values_list("item_number", flat=True))
    bank.items.filter(enemy_set=name).exclude(item_number__in=numbers).update(enemy_set="")
    bank.items.filter(item_number__in=numbers).update(enemy_set=name)
    record(actor=actor, at=at, action="set_enemy_set", subject=bank,
           facts={"enemy_set": name, "before": before, "after": sorted(numbers), "reason": reason.strip()})  # fmt: skip
    return members


def _refuse_strangers(name: str, numbers: Sequence[str], members: Sequence[Item]) -> None:
    known = {item.item_number: item for item in members}
    errors = [{"row": n, "field": "题号", "found": number, "expected": "本题库中的题号"}
              for n, number in enumerate(numbers, start=1) if number not in known]  # fmt: skip
    errors += [{"row": n, "field": "相克组", "found": f"{number} 属于“{known[number].enemy_set}”", "expected": "未入组，或先从原组移出"}
               for n, number in enumerate(numbers, start=1)
               if number in known and known[number].enemy_set not in ("", name)]  # fmt: skip
    if errors:
        raise RowErrors(f"{len(errors)} 个题号不能加入相克组，未作更改。", errors)
