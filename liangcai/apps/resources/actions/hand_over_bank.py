from __future__ import annotations

import re
from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.models import Body
from liangcai.apps.resources.enums import ResourceState
from liangcai.apps.resources.models import Handover, ItemBankRecord, SupportRequest
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import BadInput, Refused


@action
def hand_over_bank(
    *, actor: User, at: datetime, bank: ItemBankRecord, receiver: str, slip_number: str, package_sha256: str,
    receiver_body: Body | None = None, request: SupportRequest | None = None,
) -> Handover:  # fmt: skip
    """Hand a bank of the catalogue to a vault or a user, with a numbered slip (form 11) and the digest of what was
    handed over (004-013). Only what is in force is handed over; `request` is the form-10 application it answers."""
    require_role(actor, Role.PROVINCE_CENTRE)
    bank = ItemBankRecord.objects.select_for_update().get(pk=bank.pk)
    if bank.state != ResourceState.IN_FORCE or bank.published_on is None:
        raise Refused("bank_not_in_force", f"{bank}当前为“{bank.get_state_display()}”，不能交接使用。",
                      citation=Citation(S002, "一(三)", "002-007"))  # fmt: skip
    if not re.fullmatch(r"[0-9a-f]{64}", package_sha256):
        raise BadInput("bad_digest", "资料摘要应为 64 位十六进制数（SHA-256，小写）。", where="package_sha256")
    if not receiver.strip() or not slip_number.strip():
        raise BadInput("slip_incomplete", "交接单须写明编号与接收方。", where="slip_number")
    if Handover.objects.filter(slip_number=slip_number.strip()).exists():
        raise Refused("slip_known", f"交接单编号 {slip_number} 已使用。")
    handover = Handover.objects.create(
        slip_number=slip_number.strip(), bank=bank, receiver=receiver.strip(), receiver_body=receiver_body,
        package_sha256=package_sha256, handed_at=at,
    )  # fmt: skip
    if request is not None:
        _grant(request, bank, handover)
    record(actor=actor, at=at, action="hand_over_bank", subject=handover,
           facts={"bank": bank, "receiver": handover.receiver, "slip_number": handover.slip_number,
                  "package_sha256": package_sha256, "request": request})  # fmt: skip
    return handover


def _grant(request: SupportRequest, bank: ItemBankRecord, handover: Handover) -> None:
    request = SupportRequest.objects.select_for_update().get(pk=request.pk)
    if request.bank_id != bank.pk or request.state != "requested":
        raise Refused("request_closed", "该技术支持申请已办结，或申请的不是这个题库。")
    request.state, request.handover = "granted", handover
    request.save(update_fields=["state", "handover"])
