from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.papers.models import ItemOrderLine
from liangcai.kernel.refusals import Refused


@action
def tick_off_order_line(*, actor: User, at: datetime, line: ItemOrderLine) -> ItemOrderLine:
    """Note that the items of one line have arrived in the bank, once."""
    require_custodian(actor, at.date())
    line = ItemOrderLine.objects.select_for_update().select_related("order").get(pk=line.pk)
    if line.arrived_on is not None:
        raise Refused("arrived_already", f"第 {line.number} 行已于 {line.arrived_on} 销项。")
    line.arrived_on = at.date()
    line.save(update_fields=["arrived_on"])
    record(actor=actor, at=at, action="tick_off_order_line", subject=line.order,
           facts={"order": line.order.order_number, "line": line.number, "cell": line.cell})  # fmt: skip
    return line
