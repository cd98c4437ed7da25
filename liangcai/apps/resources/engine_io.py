"""Rows ↔ the facts of the rule subjects `development` and `standard`. The register is what is known: no row, none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings

from liangcai.apps.catalogue.selectors import policy
from liangcai.apps.organizations.enums import BodyKind, FilingKind
from liangcai.apps.organizations.models import Body, Filing
from liangcai.apps.resources.enums import ProjectKind, StandardKind
from liangcai.apps.resources.models import (
    DraftingPlan,
    ItemBankRecord,
    KeyProject,
    ShortageEntry,
    ShortageList,
    Standard,
)
from liangcai.apps.resources.states import GONE
from liangcai.engines.rules import development, standard
from liangcai.engines.rules.shortage import NEEDS, load_shortage_list
from liangcai.engines.rules.shortage import ShortageList as ShortageNeeds

_USER_KINDS = {BodyKind.EMPLOYER: "employer", BodyKind.THIRD_PARTY: "third_party", BodyKind.SCHOOL: "school"}


def shortage_needs() -> ShortageNeeds:
    """The latest list of the register; the reference file where none has been loaded yet."""
    latest = ShortageList.objects.filter(state__in=("published", "annexed")).order_by("-year", "-batch").first()
    if latest is None:
        return load_shortage_list(settings.REFERENCE_ROOT)
    entries = ShortageEntry.objects.filter(list__year=latest.year, list__state__in=("published", "annexed"))
    needs = {(e.occupation_code, word) for e in entries for field, word in NEEDS.items() if getattr(e, field)}
    return ShortageNeeds(latest.year, frozenset(needs))


def development_facts(
    *, applicant: Body, kind: str, action: str, occupation_code: str, on: date, key_project: KeyProject | None,
    declared: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """`declared["seeking_registration"]` is the applicant's word; a filing that is on its way says the same."""
    facts: dict[str, Any] = {"kind": kind, "action": action, "applicant": applicant_facts(applicant, on, declared)}
    if key_project is None:
        facts["on_key_project_list_on"] = None
    elif key_project.listed_on:
        facts["on_key_project_list_on"] = key_project.listed_on.isoformat()
    if kind == ProjectKind.SPECIAL_ABILITY:
        return facts
    in_force = Standard.objects.filter(occupation_code=occupation_code).exclude(state__in=GONE)
    kinds = set(in_force.values_list("kind", flat=True))
    plans = set(DraftingPlan.objects.filter(occupation_code=occupation_code).values_list("scope", flat=True))
    banks = ItemBankRecord.objects.filter(occupation_code=occupation_code, kind="skill_level").exclude(state__in=GONE)
    return facts | {
        "occupation": occupation_code,
        "national_standard": StandardKind.NATIONAL in kinds,
        "industry_norm": StandardKind.INDUSTRY in kinds,
        "in_national_plan": "national" in plans,
        "in_industry_plan": "industry" in plans,
        "bank_exists": banks.exists(),
    }


def applicant_facts(applicant: Body, on: date, declared: Mapping[str, Any]) -> dict[str, Any]:
    filings = Filing.objects.filter(body=applicant, kind=FilingKind.SKILL_LEVEL)
    confirmed = filings.filter(state="confirmed", valid_from__lte=on, valid_to__gte=on)
    facts = {"registered_third_party": applicant.kind == BodyKind.THIRD_PARTY and confirmed.exists()}
    if isinstance(declared.get("seeking_registration"), bool):
        facts["seeking_registration"] = declared["seeking_registration"]
    elif filings.filter(state__in=("submitted", "passed_on")).exists():
        facts["seeking_registration"] = True
    return facts


def decide_development(facts: Mapping[str, Any], on: date) -> dict[str, Any]:
    return development.decide(dict(facts), policy(), on, shortage=shortage_needs())


def applicable_standard(occupation_code: str, body: Body, on: date) -> Standard | None:
    """The standard that the ladder national, industry, own enterprise norm names on the day (002-012…002-014)."""
    usable = Standard.objects.filter(occupation_code=occupation_code, published_on__lte=on).exclude(state__in=GONE)
    newest = {s.kind: s for s in usable.order_by("version") if s.kind != StandardKind.ENTERPRISE or s.owner_id == body.pk}
    own = newest.get(StandardKind.ENTERPRISE)
    facts: dict[str, Any] = {
        "occupation": occupation_code,
        "national_standard_on": _published(newest.get(StandardKind.NATIONAL)),
        "industry_norm_on": _published(newest.get(StandardKind.INDUSTRY)),
        "enterprise_norm": own and {"owner": str(body.public_id), "filed_on": own.filed_on and own.filed_on.isoformat(),
                                    "published_on": _published(own)},
    }  # fmt: skip
    if body.kind in _USER_KINDS:
        facts["user"] = {"id": str(body.public_id), "kind": _USER_KINDS[BodyKind(body.kind)]}
    return newest.get(standard.decide(facts, policy(), on)["applicable"])


def _published(found: Standard | None) -> str | None:
    return found.published_on.isoformat() if found and found.published_on else None
