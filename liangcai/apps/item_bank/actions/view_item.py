from __future__ import annotations

from datetime import datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_bank.sealing import open_content


@action
def view_item(*, actor: User, at: datetime, item: Item, key: bytes) -> dict[str, Any]:
    """The content of one item for the screen; that it was looked at is entered in the log, its words are not."""
    require_custodian(actor, at.date())
    content = open_content(item.sealed_content, key, str(item.public_id))
    record(actor=actor, at=at, action="view_item", subject=item, facts={"item_number": item.item_number})
    return content
