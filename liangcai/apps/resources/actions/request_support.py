from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.models import Body
from liangcai.apps.organizations.permissions import require_member
from liangcai.apps.resources.enums import ResourceState
from liangcai.apps.resources.models import ItemBankRecord, SupportRequest
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import Refused


@action
def request_support(
    *, actor: User, at: datetime, body: Body, bank: ItemBankRecord, form: Mapping[str, str]
) -> SupportRequest:
    """Apply for material of a bank (form 10, whose fields are not in our hands: they are kept by label)."""
    require_member(actor, body)
    Body.objects.select_for_update().get(pk=body.pk)
    if bank.state != ResourceState.IN_FORCE:
        raise Refused("bank_not_in_force", f"{bank}当前为“{bank.get_state_display()}”，不能领用。",
                      citation=Citation(S002, "一(三)", "002-007"))  # fmt: skip
    if not str(form.get("用途说明", "")).strip():
        raise Refused("purpose_needed", "请填写用途说明。", citation=Citation(S002, "附件", "002-049"))
    if SupportRequest.objects.filter(body=body, bank=bank, state="requested").exists():
        raise Refused("request_open", "同一题库的申请正在办理，无需重复提交。")
    made = SupportRequest.objects.create(body=body, bank=bank, form=dict(form), requested_at=at)
    record(actor=actor, at=at, action="request_support", subject=made, facts={"bank": bank, "form": dict(form)})
    return made
