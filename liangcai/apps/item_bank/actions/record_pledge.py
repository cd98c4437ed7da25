from __future__ import annotations

from datetime import date, datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.models import ItemPledge
from liangcai.apps.item_bank.permissions import ITEM_PEOPLE
from liangcai.kernel.refusals import Refused


@action
def record_pledge(
    *, actor: User, at: datetime, user: User, pledged_on: date, ended_on: date | None = None, employer: str = "",
) -> ItemPledge:  # fmt: skip
    """Enter a signed confidentiality pledge of an item writer or reviewer in the register (002-036 to 002-038). The
    custodian holds the paper. A pledge entered for the same day again only gets its end."""
    require_custodian(actor, at.date())
    if user.role not in ITEM_PEOPLE:
        raise Refused("not_item_account", f"账号 {user.username} 不是命题员或审题员账号。")
    if pledged_on > at.date():
        raise Refused("pledge_days", f"签署日期 {pledged_on} 在今天之后。")
    if ended_on is not None and ended_on < pledged_on:
        raise Refused("pledge_days", "保密责任书的终止日期早于签署日期。")
    pledge, _ = ItemPledge.objects.update_or_create(user=user, pledged_on=pledged_on,
                                                    defaults={"ended_on": ended_on, "employer": employer})  # fmt: skip
    record(actor=actor, at=at, action="record_pledge", subject=user,
           facts={"pledged_on": pledged_on, "ended_on": ended_on, "employer": employer})  # fmt: skip
    return pledge
