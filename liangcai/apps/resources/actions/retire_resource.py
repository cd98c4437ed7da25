from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.enums import ResourceState, StandardKind
from liangcai.apps.resources.models import ItemBankRecord, Standard
from liangcai.apps.resources.selectors import banks_resting_on
from liangcai.apps.resources.state_changes import set_state
from liangcai.apps.resources.states import GONE, RESOURCE
from liangcai.kernel.refusals import Refused


@action
def retire_resource(
    *, actor: User, at: datetime, resource: Standard | ItemBankRecord, reason: str, retired_on: date
) -> Standard | ItemBankRecord:
    """Take a standard or bank out of use, with the reason. Banks that rest on a retired standard are to be revised;
    enterprise norms that had given way to the last industry norm of their occupation apply again (002-017)."""
    require_role(actor, Role.PROVINCE_CENTRE)
    resource = type(resource).objects.select_for_update().get(pk=resource.pk)
    if not reason.strip():
        raise Refused("reason_needed", "停用须写明理由。")
    if retired_on > localdate(at):
        raise Refused("future_retirement", f"停用日期 {retired_on} 晚于今天 {localdate(at)}。")
    if resource.published_on and retired_on < resource.published_on:
        raise Refused("retired_before_published", f"停用日期 {retired_on} 早于发布日期 {resource.published_on}。")
    resource.state = RESOURCE.step(resource.state, "retire")
    revised: list[str] = []
    resumed: list[str] = []
    if isinstance(resource, Standard):
        resource.valid_to = retired_on
        set_state([resource], resource.state, on=retired_on, cause=reason.strip(), valid_to=retired_on)
        banks = banks_resting_on([resource]).filter(state=ResourceState.IN_FORCE)
        cause = f"所依据的{resource}停用（002-020）"
        revised = set_state(banks, ResourceState.TO_BE_REVISED, on=retired_on, cause=cause)
        resumed = set_state(_giving_way(resource), ResourceState.IN_FORCE, on=retired_on, cause=f"{resource}停用（002-017）")
    else:
        set_state([resource], resource.state, on=retired_on, cause=reason.strip())
    record(actor=actor, at=at, action="retire_resource", subject=resource, facts={
        "reason": reason.strip(), "retired_on": retired_on, "to_be_revised": revised, "resumed": resumed,
    })  # fmt: skip
    return resource


def _giving_way(norm: Standard) -> QuerySet[Standard]:
    """The suspended enterprise norms that nothing stands above any more, once this industry norm is retired."""
    same = Standard.objects.filter(occupation_code=norm.occupation_code)
    above = same.filter(kind__in=(StandardKind.NATIONAL, StandardKind.INDUSTRY)).exclude(state__in=GONE)
    if norm.kind != StandardKind.INDUSTRY or above.exclude(pk=norm.pk).exists():
        return same.none()
    return same.filter(kind=StandardKind.ENTERPRISE, state=ResourceState.SUSPENDED)
