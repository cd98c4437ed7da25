from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.certificates.models import BlankStock
from liangcai.kernel.refusals import Refused


@action
def issue_blank_stock(*, actor: User, at: datetime, region_code: str, count: int) -> BlankStock:
    """The provincial centre, and nobody else, hands blank certificates to a city (004-043)."""
    require_role(actor, Role.PROVINCE_CENTRE)
    if count <= 0:
        raise Refused("blank_count", f"配发数量应大于 0，读到 {count}。")
    if not region_code.startswith("32") or region_code[2:4] == "00" or region_code[4:] != "00":
        raise Refused("blanks_go_to_cities", f"空白证书配发到设区市中心，{region_code} 不是设区市。")
    stock, _ = BlankStock.objects.select_for_update().get_or_create(region_code=region_code)
    stock.received += count
    stock.save(update_fields=["received"])
    record(actor=actor, at=at, action="issue_blank_stock", subject=f"certificates.BlankStock:{region_code}",
           facts={"count": count, "received": stock.received})  # fmt: skip
    return stock
