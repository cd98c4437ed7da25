from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from liangcai.apps.accounts.clock import require_clock
from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.make_bank_key import check_value, new_key
from liangcai.apps.custody.models import BankKey
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.sealing import reseal
from liangcai.apps.papers.sealed_rows import sealed_fields
from liangcai.engines.sealing.shares import SplitKey
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused


@action
def rotate_bank_key(
    *, actor: User, at: datetime, second: User, key: bytes, needed: int, holders: Sequence[str], reason: str,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> SplitKey:  # fmt: skip
    """Change the bank key: everything that lies sealed is opened with the old key and sealed with a new one, which is
    divided anew among `holders`. One transaction: a fault or a power cut on the way leaves the old key and every row as
    they were. Afterwards the old shares open nothing here. The new shares are returned once."""
    require_custodian(actor, at.date())
    require_custodian(second, at.date())
    require_clock(at)
    if actor.pk == second.pk:
        raise NotPermitted("two_persons", "轮换题库密钥须两名管理员到场。")
    if not reason.strip():
        raise BadInput("reason_needed", "须写明轮换原因。", where="reason")
    ring = BankKey.objects.select_for_update().filter(retired_at__isnull=True).first()
    if ring is None or check_value(key) != ring.check_value:
        raise Refused("wrong_bank_key", "现用的题库密钥与此不符，不能轮换。", hint="请重新开库后再轮换。")
    ring.retired_at = at
    ring.save(update_fields=["retired_at"])
    split = new_key(at, needed, len(holders), holders)
    counts = _reseal_all(key, split.key, progress)
    record(actor=actor, at=at, action="rotate_bank_key", subject="custody.BankKey",
           facts={"second": second.get_username(), "reason": reason.strip(), "from": ring.set_mark,
                  "to": split.groups[0].set_mark, "needed": needed, "holders": list(holders), "resealed": counts})  # fmt: skip
    return split


def _reseal_all(old: bytes, new: bytes, progress: Callable[[int, int], None]) -> dict[str, int]:
    fields = sealed_fields()
    of, done, counts = sum(field.count() for field in fields), 0, {}
    progress(0, of)
    for field in fields:
        for rows in field.chunks():
            for row in rows:
                setattr(row, field.name, reseal(getattr(row, field.name), old, new, field.bound(row)))
            field.model._default_manager.bulk_update(rows, [field.name])
            done += len(rows)
            progress(done, of)
        counts[f"{field.model._meta.label}.{field.name}"] = field.count()
    return counts
