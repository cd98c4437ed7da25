"""Filing rows ↔ the printed form of annex 2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.timezone import localdate

from liangcai.apps.organizations.filing_form import COMMITMENTS, MANAGEMENT_RULES
from liangcai.apps.organizations.models import Filing
from liangcai.engines.typesetting.filing_form import Counted, FilingForm, ManagementRule, Opinion, StaffMember


def printed_form(filing: Filing) -> FilingForm:
    """The form as it stands; what has not been said prints as an empty box."""
    form = filing.form
    said, rules = form.get("commitments") or {}, form.get("management_rules") or {}
    text = {name: str(form.get(key) or "") for name, key in _SAME.items()}
    return FilingForm(
        **text,
        projects=tuple(s.occupation_name for s in filing.scopes.all()),
        committed=tuple(bool(said.get(key)) for key in COMMITMENTS),  # type: ignore[arg-type]
        places=_counted(form.get("places")), equipment=_counted(form.get("equipment")),
        instruments=_counted(form.get("instruments")), documents=_counted(form.get("basis_documents")),
        rules=tuple(ManagementRule(kind, bool(rules.get(kind)) or None, rules.get(kind) or "") for kind in MANAGEMENT_RULES),
        staff=tuple(StaffMember(*_five(entry)) for entry in form.get("staff") or ()),
        department_opinion=Opinion(filing.department_opinion, filing.department_opinion_on),
        filing_opinion=Opinion(filing.filing_opinion, localdate(filing.confirmed_at) if filing.confirmed_at else None),
        valid_from=filing.valid_from, valid_to=filing.valid_to,
    )  # fmt: skip


_SAME = {
    "applicant": "applicant", "competent_department": "department", "nature": "nature",
    "registration_number": "registration_number", "registration_authority": "registration_authority",
    "address": "address", "postcode": "postcode", "head": "head_name", "head_post": "head_post",
    "head_title": "head_title", "telephone": "phone", "email": "email", "scope": "scope",
    "funding_source": "staff_funding", "equipment_funding_source": "equipment_funding", "office_area": "office_area",
    "practical_area": "practical_area", "theory_area": "theory_area",
}  # fmt: skip


def _counted(entries: Sequence[Mapping[str, Any]] | None) -> tuple[Counted, ...]:
    """Entries hold a name and a number, whatever the form called them."""
    pairs = ([str(v) for v in entry.values()] for entry in entries or ())
    return tuple(Counted(pair[0], pair[1] if len(pair) > 1 else "") for pair in pairs if pair)


def _five(entry: Mapping[str, Any]) -> list[str]:
    """Name, age, sex, post, title; what is not given stays empty."""
    given = [str(v) for v in entry.values()][:5]
    return given + [""] * (5 - len(given))
