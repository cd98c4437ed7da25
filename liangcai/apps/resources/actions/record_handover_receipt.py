from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.permissions import require_member
from liangcai.apps.resources.models import Handover
from liangcai.kernel.refusals import BadInput, Refused


@action
def record_handover_receipt(*, actor: User, at: datetime, handover: Handover, receipt: Mapping[str, Any]) -> Handover:
    """Record the receiver's receipt, once. A digest in it must equal the slip's: what arrived is what was sent."""
    handover = Handover.objects.select_for_update().get(pk=handover.pk)
    if actor.role == Role.BODY and handover.receiver_body is not None:
        require_member(actor, handover.receiver_body)
    else:
        require_role(actor, Role.PROVINCE_CENTRE)
    if handover.receipt:
        raise Refused("receipt_known", f"交接单 {handover.slip_number} 已登记回执。")
    if not isinstance(receipt, Mapping) or not receipt:
        raise BadInput("bad_receipt", "回执没有内容。", where="receipt")
    found = receipt.get("package_sha256") or receipt.get("sha256")
    if found and found != handover.package_sha256:
        raise Refused("digest_differs", "回执中的资料摘要与交接单不一致，收到的不是移交的资料。",
                      hint="请接收方勿启用，退回并查明原因。",
                      facts={"slip": handover.package_sha256, "receipt": str(found)})  # fmt: skip
    handover.receipt = dict(receipt)
    handover.save(update_fields=["receipt"])
    record(actor=actor, at=at, action="record_handover_receipt", subject=handover, facts={"receipt": dict(receipt)})
    return handover
