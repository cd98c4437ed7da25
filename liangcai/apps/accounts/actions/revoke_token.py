from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import CENTRES, Role
from liangcai.apps.accounts.models import ApiToken, User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.kernel.refusals import NotPermitted, Refused


@action
def revoke_token(*, actor: User, at: datetime, token: ApiToken) -> ApiToken:
    """The token opens nothing from now on. Its owner revokes it, or the system administrator; once."""
    require_role(actor, Role.BODY, *CENTRES, Role.SYSTEM_ADMIN)
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.user_id != actor.pk and actor.role != Role.SYSTEM_ADMIN:
        raise NotPermitted("not_your_token", "只能吊销本账号的凭据。", hint="请联系系统管理员。")
    if token.revoked_at:
        raise Refused("revoked_already", f"凭据“{token.name}”已吊销。")
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    record(actor=actor, at=at, action="revoke_token", subject=token, facts={"name": token.name, "account": token.user})
    return token
