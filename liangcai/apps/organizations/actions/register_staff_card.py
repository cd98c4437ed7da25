from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.models import StaffCard
from liangcai.kernel.refusals import Refused


@action
def register_staff_card(
    *, actor: User, at: datetime, number: str, holder_name: str, kind: str, scope: Sequence[str], employer: str,
    region_code: str, valid_from: date, valid_to: date, user: User | None = None, is_demonstration: bool = False,
) -> StaffCard:  # fmt: skip
    """Enter a card in the register of examination staff, managed by the city centre (004-016)."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    require_jurisdiction(actor, region_code)
    if StaffCard.objects.filter(number=number).exists():
        raise Refused("card_known", f"证卡编号 {number} 已登记。")
    if valid_to < valid_from:
        raise Refused("card_period", f"证卡有效期止 {valid_to} 早于有效期起 {valid_from}。")
    card = StaffCard.objects.create(
        number=number, holder_name=holder_name, kind=kind, scope=list(scope), employer=employer, user=user,
        region_code=region_code, valid_from=valid_from, valid_to=valid_to, is_demonstration=is_demonstration,
    )  # fmt: skip
    record(actor=actor, at=at, action="register_staff_card", subject=card,
           facts={"number": number, "kind": kind, "scope": list(scope), "valid_to": valid_to})  # fmt: skip
    return card
