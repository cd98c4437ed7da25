from __future__ import annotations

from datetime import date, datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.models import Custodian
from liangcai.kernel.refusals import Refused


@action
def name_custodian(*, actor: User | str, at: datetime, user: User, post: str, pledged_on: date,
                   pledge_ended_on: date | None = None) -> Custodian:  # fmt: skip
    """Put a named person on the dedicated post, with the day the pledge was signed (002-038, 002-041)."""
    if actor != "system":
        require_role(actor, Role.SECURITY_ADMIN)  # type: ignore[arg-type]
    if user.role != Role.CUSTODIAN:
        raise Refused("not_custodian_account", f"账号 {user.username} 不是题库管理员账号。")
    if pledge_ended_on is not None and pledge_ended_on < pledged_on:
        raise Refused("pledge_days", "保密责任书的终止日期早于签署日期。")
    terms = {"post": post, "pledged_on": pledged_on, "pledge_ended_on": pledge_ended_on, "left_on": None}
    custodian, _ = Custodian.objects.update_or_create(user=user, defaults=terms)
    record(actor=actor, at=at, action="name_custodian", subject=user, facts=terms)
    return custodian
