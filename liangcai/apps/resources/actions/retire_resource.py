from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.enums import ResourceState
from liangcai.apps.resources.models import ItemBankRecord, Standard
from liangcai.apps.resources.selectors import banks_resting_on
from liangcai.apps.resources.states import RESOURCE
from liangcai.kernel.refusals import Refused


@action
def retire_resource(
    *, actor: User, at: datetime, resource: Standard | ItemBankRecord, reason: str, retired_on: date
) -> Standard | ItemBankRecord:
    """Take a standard or bank out of use, with the reason. Banks that rest on a retired standard are to be revised."""
    require_role(actor, Role.PROVINCE_CENTRE)
    resource = type(resource).objects.select_for_update().get(pk=resource.pk)
    if not reason.strip():
        raise Refused("reason_needed", "停用须写明理由。")
    if retired_on > localdate(at):
        raise Refused("future_retirement", f"停用日期 {retired_on} 晚于今天 {localdate(at)}。")
    resource.state = RESOURCE.step(resource.state, "retire")
    revised: list[str] = []
    if isinstance(resource, Standard):
        resource.valid_to = retired_on
        banks = banks_resting_on([resource]).filter(state=ResourceState.IN_FORCE)
        revised = [str(b.public_id) for b in banks]
        banks.update(state=ResourceState.TO_BE_REVISED)
    resource.save()
    record(actor=actor, at=at, action="retire_resource", subject=resource,
           facts={"reason": reason.strip(), "retired_on": retired_on, "to_be_revised": revised})  # fmt: skip
    return resource
