from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.models import BankKey
from liangcai.apps.custody.permissions import require_custodian
from liangcai.engines.sealing.shares import GroupRule, SplitKey, split_key
from liangcai.kernel.refusals import Refused


def check_value(key: bytes) -> str:
    """Tells the right key from a wrong one and nothing else about it."""
    return hashlib.sha256(b"liangcai bank key check" + key).hexdigest()


@action
def make_bank_key(
    *, actor: User, at: datetime, needed: int = 2, total: int = 3, holders: Sequence[str] = (),
) -> SplitKey:  # fmt: skip
    """Make the key that seals items and divide it among `total` custodians, `needed` of whom must come together.
    `holders`: who gets the first, second … share. The shares are returned once, to be printed and handed out; the
    key itself is stored nowhere."""
    require_custodian(actor, at.date())
    if BankKey.objects.filter(retired_at__isnull=True).exists():
        raise Refused("bank_key_there", "题库密钥已存在。", hint="更换密钥请用密钥轮换。")
    split = new_key(at, needed, total, holders)
    record(actor=actor, at=at, action="make_bank_key", subject="custody.BankKey",
           facts={"needed": needed, "total": total, "set_mark": split.groups[0].set_mark, "holders": list(holders)})  # fmt: skip
    return split


def new_key(at: datetime, needed: int, total: int, holders: Sequence[str]) -> SplitKey:
    """A fresh key divided among the holders, its check value stored, in the caller's transaction."""
    if needed < 2:
        raise Refused("two_persons", "打开题库至少须两名管理员到场。")
    if holders and (len(holders) != total or len(set(holders)) != total):
        raise Refused("share_holders", f"{total} 份密钥份额须由 {total} 名不同的保管人各持一份，读到 {len(set(holders))} 人。")
    split = split_key([GroupRule("custodians", needed, total)])
    BankKey.objects.create(made_at=at, needed=needed, total=total, set_mark=split.groups[0].set_mark,
                           check_value=check_value(split.key), holders=list(holders))  # fmt: skip
    return split
