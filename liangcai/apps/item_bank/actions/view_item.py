from __future__ import annotations

from datetime import datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_bank.permissions import require_reader
from liangcai.apps.item_bank.sealing import open_content
from liangcai.kernel.refusals import Refused


@action
def view_item(*, actor: User, at: datetime, item: Item, key: bytes, version: int | None = None) -> dict[str, Any]:
    """The content of one item for the screen, of the newest version or an earlier one; that it was looked at is
    entered in the log, its words are not."""
    require_reader(actor, at.date(), item)
    sealed, version = item.sealed_content, version or item.version
    if version != item.version:
        earlier = item.versions.filter(version=version).first()
        if earlier is None:
            raise Refused("no_such_version", f"试题 {item.item_number} 没有第 {version} 版。")
        sealed = earlier.sealed_content
    content = open_content(sealed, key, str(item.public_id))
    record(actor=actor, at=at, action="view_item", subject=item, facts={"item_number": item.item_number, "version": version})
    return content
