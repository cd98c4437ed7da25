from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.kernel.refusals import Refused


@action
def unlock_account(*, actor: User, at: datetime, account: User, reason: str) -> User:
    """The account may sign in again. Refused without a reason."""
    require_role(actor, Role.SYSTEM_ADMIN)
    account = User.objects.select_for_update().get(pk=account.pk)
    if not reason.strip():
        raise Refused("reason_needed", "恢复账号须写明理由。")
    if account.is_active:
        raise Refused("not_locked", f"账号 {account.username} 未停用。")
    account.is_active = True
    account.save(update_fields=["is_active"])
    record(actor=actor, at=at, action="unlock_account", subject=account,
           facts={"username": account.username, "reason": reason.strip()})  # fmt: skip
    return account
