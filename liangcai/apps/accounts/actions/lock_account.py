from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.kernel.refusals import Refused


@action
def lock_account(*, actor: User, at: datetime, account: User, reason: str) -> User:
    """Nobody can sign in with the account any more; who is signed in is out at the next click. Its history stays.
    Refused without a reason and for one's own account, so that an administrator always remains."""
    require_role(actor, Role.SYSTEM_ADMIN)
    account = User.objects.select_for_update().get(pk=account.pk)
    if not reason.strip():
        raise Refused("reason_needed", "停用账号须写明理由。")
    if account.pk == actor.pk:
        raise Refused("own_account", "不能停用自己的账号。", hint="请由另一位系统管理员办理。")
    if not account.is_active:
        raise Refused("locked_already", f"账号 {account.username} 已停用。")
    account.is_active = False
    account.save(update_fields=["is_active"])
    record(actor=actor, at=at, action="lock_account", subject=account,
           facts={"username": account.username, "reason": reason.strip()})  # fmt: skip
    return account
