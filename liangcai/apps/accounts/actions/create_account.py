from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.kernel.refusals import Refused


@action
def create_account(
    *, actor: User | str, at: datetime, username: str, role: str, display_name: str, region_code: str = "",
    password: str | None = None, email: str = "",
) -> User:  # fmt: skip
    """A new account. Only the system administrator makes accounts by hand; the string actor `system`
    is the installation itself. Refused when the name is taken."""
    if actor != "system":
        require_role(actor, Role.SYSTEM_ADMIN)  # type: ignore[arg-type]
    if User.objects.filter(username=username).exists():
        raise Refused("username_taken", f"账号 {username} 已存在。", hint="请换一个账号名。")
    user = User(username=username, role=role, display_name=display_name, region_code=region_code, email=email)
    user.set_password(password) if password else user.set_unusable_password()
    user.save()
    record(actor=actor, at=at, action="create_account", subject=user,
           facts={"username": username, "role": role, "region": region_code})  # fmt: skip
    return user
