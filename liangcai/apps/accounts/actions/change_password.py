from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.passwords import require_good
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.kernel.refusals import BadInput


@action
def change_password(*, actor: User, at: datetime, account: User, password: str) -> User:
    """A new password, given by its owner or the system administrator; whoever is signed in with the old one is out
    at the next click. `BadInput` for one that breaks a rule or is the present one."""
    if actor.pk != account.pk:
        require_role(actor, Role.SYSTEM_ADMIN)
    account = User.objects.select_for_update().get(pk=account.pk)
    require_good(password, account)
    if account.check_password(password):
        raise BadInput("same_password", "新口令与现用口令相同。", where="password", hint="请换一个口令。")
    account.set_password(password)
    account.save(update_fields=["password"])
    record(actor=actor, at=at, action="change_password", subject=account, facts={"username": account.username})
    return account
