from __future__ import annotations

import re
from datetime import datetime

from django.core.exceptions import ValidationError

from liangcai.apps.accounts.enums import CENTRES, Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.passwords import require_good
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.accounts.selectors import has_system_admin
from liangcai.apps.audit.record import action, record
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused


@action
def create_account(
    *, actor: User | str, at: datetime, username: str, role: str, display_name: str, region_code: str = "",
    password: str | None = None, email: str = "",
) -> User:  # fmt: skip
    """A new account. Only the system administrator makes accounts; the string actor `system` is the installation
    itself, which makes them until the site has a system administrator. Refused when the name is taken; `BadInput`
    names the field that is not as it should be, or the password rule that is broken."""
    if actor != "system":
        require_role(actor, Role.SYSTEM_ADMIN)  # type: ignore[arg-type]
    elif has_system_admin():
        raise NotPermitted("system_admin_there", "本站点已有系统管理员，账号只能由系统管理员建立。",
                           hint="请用 --by 给出系统管理员的账号名。")  # fmt: skip
    user = User(username=username, role=role, display_name=display_name, region_code=region_code, email=email)
    require_fields(user)
    if User.objects.filter(username=username).exists():
        raise Refused("username_taken", f"账号 {username} 已存在。", where="username", hint="请换一个账号名。")
    if password is not None:
        require_good(password, user)
    user.set_password(password)  # none: nobody can sign in with it
    user.save()
    record(actor=actor, at=at, action="create_account", subject=user,
           facts={"username": username, "role": role, "region": region_code})  # fmt: skip
    return user


def require_fields(user: User) -> None:
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as wrong:
        field, said = next(iter(wrong.message_dict.items()))
        raise BadInput("bad_account", f"读到“{str(getattr(user, field))[:40]}”：{said[0]}", where=field) from None
    if user.region_code and not re.fullmatch(r"[0-9]{6}", user.region_code):
        raise BadInput("bad_region", f"读到“{user.region_code}”，应为六位行政区划代码。", where="region_code")
    if user.role in CENTRES and not user.region_code:
        raise BadInput("region_needed", "中心账号须填写辖区代码。", where="region_code", hint="如 320000（省）、320100（设区市）。")
