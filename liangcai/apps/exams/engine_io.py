"""Rows ↔ the facts of the rule subject `standard`, and staff cards ↔ a draw."""

from __future__ import annotations

from datetime import date
from typing import Any

from liangcai.apps.organizations.enums import BodyKind
from liangcai.apps.organizations.models import Body
from liangcai.apps.resources.enums import ResourceState, StandardKind
from liangcai.apps.resources.models import ItemBankRecord, Standard

_USER_KINDS = {BodyKind.EMPLOYER: "employer", BodyKind.THIRD_PARTY: "third_party", BodyKind.SCHOOL: "school"}


def standard_facts(*, body: Body, occupation_code: str, level: str, bank: ItemBankRecord | None,
                   own_students: bool) -> dict[str, Any]:  # fmt: skip
    """What the register knows of an occupation's standards, as the rules read it: no row means none."""
    facts: dict[str, Any] = {
        "occupation": occupation_code,
        "national_standard_on": None,
        "industry_norm_on": None,
        "enterprise_norm": None,
        "bank": None,
        "own_students": own_students,
    }
    usable = Standard.objects.filter(occupation_code=occupation_code).exclude(
        state__in=(ResourceState.LAPSED, ResourceState.RETIRED)
    )
    for standard in usable:
        if level not in standard.levels:
            continue
        on = _day(standard.published_on)
        if standard.kind == StandardKind.NATIONAL:
            facts["national_standard_on"] = on
        elif standard.kind == StandardKind.INDUSTRY:
            facts["industry_norm_on"] = on
        elif standard.kind == StandardKind.ENTERPRISE and standard.owner_id == body.pk:
            facts["enterprise_norm"] = {"owner": str(body.public_id), "filed_on": _day(standard.filed_on),
                                        "published_on": on}  # fmt: skip
    if body.kind in _USER_KINDS:
        facts["user"] = {"id": str(body.public_id), "kind": _USER_KINDS[BodyKind(body.kind)]}
    if bank is not None:
        facts["bank"] = {"reviewed_on": _day(bank.reviewed_on), "published_on": _day(bank.published_on)}
    return facts


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
