from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import CENTRES, Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.models import Body, Membership
from liangcai.kernel.refusals import Refused


@action
def add_member(*, actor: User, at: datetime, body: Body, user: User) -> Membership:
    """Let an account work for a body. An account works for one body only."""
    require_role(actor, *CENTRES)
    require_jurisdiction(actor, body.region_code)
    if user.role != Role.BODY:
        raise Refused("not_body_account", f"账号 {user.username} 不是评价机构账号。")
    if Membership.objects.filter(user=user).exists():
        raise Refused("member_elsewhere", f"账号 {user.username} 已属于一个机构。", hint="一人一号，请另建账号。")
    membership = Membership.objects.create(body=body, user=user)
    record(actor=actor, at=at, action="add_member", subject=body, facts={"user": user.username})
    return membership
