from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import CENTRES, Role
from liangcai.apps.accounts.models import ApiToken, User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.station.selectors import setting_on
from liangcai.kernel.refusals import BadInput, Refused

MOST_HELD = 10
SECRET_START = "lc_"  # lets a scanner of leaked files know what it has found


@action
def issue_token(*, actor: User, at: datetime, name: str, days: int) -> tuple[ApiToken, str]:
    """A token for the account's own programs, good for `days` (setting `token_days` at most). Returns it with its
    secret, which is kept nowhere. Refused beyond ten tokens in force."""
    require_role(actor, Role.BODY, *CENTRES)
    today = localdate(at)
    most = setting_on("token_days", today)
    if not name.strip():
        raise BadInput("name_needed", "请写明凭据的用途。", where="name")
    if not 1 <= days <= most:
        raise BadInput("token_days", f"读到 {days} 天，应为 1 至 {most} 天。", where="days")
    User.objects.select_for_update().get(pk=actor.pk)  # two requests at once count one after the other
    if actor.api_tokens.filter(revoked_at=None, expires_on__gte=today).count() >= MOST_HELD:
        raise Refused("too_many_tokens", f"有效的凭据已有 {MOST_HELD} 个。", hint="请先吊销不再使用的。")
    secret = SECRET_START + secrets.token_urlsafe(32)
    made = ApiToken.objects.create(user=actor, name=name.strip(), digest=hashlib.sha256(secret.encode()).hexdigest(),
                                   issued_at=at, expires_on=today + timedelta(days=days))  # fmt: skip
    record(actor=actor, at=at, action="issue_token", subject=made, facts={"name": made.name, "expires_on": made.expires_on})
    return made, secret
