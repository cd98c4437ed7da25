from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.enums import ResourceState, StandardKind
from liangcai.apps.resources.models import DevelopmentProject, Standard
from liangcai.apps.resources.occupation_names import require_occupation
from liangcai.apps.resources.selectors import Promulgation, preview_promulgation
from liangcai.apps.resources.state_changes import set_state
from liangcai.kernel.refusals import Refused


@action
def promulgate_national_standard(
    *, actor: User, at: datetime, occupation_code: str, occupation_name: str, levels: Sequence[str],
    document_number: str, promulgated_on: date,
) -> Promulgation:  # fmt: skip
    """Enter a national standard that the ministry promulgated, with everything that follows, in one transaction:
    industry and enterprise norms of the occupation lapse on that day (002-016), an earlier national version ends,
    banks that rest on them are to be revised (002-020), norm projects not yet passed are stopped and count
    neither as late nor as results (X-10). Returns what was changed; the exams app lists the plans resting on it."""
    require_role(actor, Role.PROVINCE_CENTRE)
    require_occupation(occupation_code, occupation_name)
    if promulgated_on > localdate(at):
        raise Refused("future_promulgation", f"颁布日期 {promulgated_on} 晚于今天 {localdate(at)}。")
    if not document_number.strip():
        raise Refused("document_number_needed", "须填写颁布文号。")
    list(Standard.objects.select_for_update().filter(occupation_code=occupation_code))  # nobody else ends them now
    found = preview_promulgation(occupation_code)
    _require_new(found, promulgated_on)
    standard = Standard.objects.create(
        kind=StandardKind.NATIONAL, occupation_code=occupation_code, occupation_name=occupation_name,
        levels=list(levels), published_on=promulgated_on, document_number=document_number.strip(),
        version=Standard.objects.filter(kind=StandardKind.NATIONAL, occupation_code=occupation_code).count() + 1,
    )  # fmt: skip
    _apply(found, standard, promulgated_on)
    record(actor=actor, at=at, action="promulgate_national_standard", subject=standard, facts={
        "occupation": [occupation_code, occupation_name], "levels": list(levels), "promulgated_on": promulgated_on,
        "document_number": standard.document_number, "superseded": list(found.superseded), "lapsed": list(found.lapsed),
        "to_be_revised": list(found.banks), "stopped": list(found.stopped),
        "rules": ["002-016", "002-020", "002-026", "X-10"],
    })  # fmt: skip
    return replace(found, standard=standard)


def _require_new(found: Promulgation, promulgated_on: date) -> None:
    for earlier in found.superseded:
        if earlier.published_on and earlier.published_on >= promulgated_on:
            raise Refused("newer_standard", f"该职业已有 {earlier.published_on} 颁布的国家职业技能标准（{earlier.document_number}）。",
                          hint="请核对颁布日期；同一标准不必重复录入。")  # fmt: skip


def _apply(found: Promulgation, standard: Standard, on: date) -> None:
    cause = f"国家职业技能标准于 {on} 颁布（{standard.document_number}）"
    set_state([standard], ResourceState.IN_FORCE, on=on, cause=cause)
    ended: dict[str, Any] = {"valid_to": on, "ended_by": standard}
    set_state(found.superseded, ResourceState.RETIRED, on=on, cause=cause, **ended)
    set_state(found.lapsed, ResourceState.LAPSED, on=on, cause=f"{cause}，规范自行废止（002-016）", **ended)
    set_state(found.banks, ResourceState.TO_BE_REVISED, on=on, cause=f"{cause}，所依据的标准（规范）失效（002-020）")
    DevelopmentProject.objects.filter(pk__in=[project.pk for project in found.stopped]).update(
        state="stopped", stopped_on=on, stopped_reason=f"{cause}，规范不再开发（002-026、X-10）"[:200]
    )
