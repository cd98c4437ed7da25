from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from liangcai.apps.accounts.clock import require_clock
from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.make_bank_key import check_value
from liangcai.apps.custody.actions.record_ledger_entry import append_row
from liangcai.apps.custody.models import BankKey
from liangcai.apps.custody.network import require_no_network
from liangcai.apps.custody.permissions import require_custodian
from liangcai.engines.sealing.shares import join_key
from liangcai.kernel.refusals import NotPermitted, Refused


@action
def open_bank(
    *, actor: User, at: datetime, second: User, shares: Sequence[str], purpose: str, demonstration: bool = False,
) -> bytes:  # fmt: skip
    """Bring the custodians' shares together and return the bank key for this session (two persons, 002-041). The
    computer's use is entered in its ledger (002-045). Refused while a network interface is up (002-042), unless
    the explicit demonstration switch is on, which the ledger then shows."""
    if not demonstration:
        require_no_network()
    require_clock(at)
    require_custodian(actor, at.date())
    require_custodian(second, at.date())
    if actor.pk == second.pk:
        raise NotPermitted("two_persons", "打开题库须两名不同的管理员到场。")
    ring = BankKey.objects.filter(retired_at__isnull=True).first()
    if ring is None:
        raise Refused("no_bank_key", "尚未生成题库密钥。")
    key = join_key(shares, [("custodians", ring.set_mark)])
    if check_value(key) != ring.check_value:
        raise Refused("wrong_bank_key", "份额拼合后与题库密钥不符。", hint="请核对份额批号。")
    append_row("computer", actor.get_username(), at, [actor.display_name, second.display_name], purpose,
               {"demonstration": demonstration})  # fmt: skip
    record(actor=actor, at=at, action="open_bank", subject="custody.BankKey",
           facts={"second": second.get_username(), "purpose": purpose, "demonstration": demonstration})  # fmt: skip
    return key
