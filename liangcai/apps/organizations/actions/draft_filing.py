from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.filing_form import require_no_level
from liangcai.apps.organizations.models import Body, Filing, FilingDocument, FilingScope
from liangcai.apps.organizations.permissions import require_member


@action
def draft_filing(
    *, actor: User, at: datetime, body: Body, kind: str, form: Mapping[str, Any],
    scopes: Sequence[Mapping[str, Any]], documents: Sequence[Mapping[str, Any]] = (),
) -> Filing:  # fmt: skip
    """Begin a filing. `scopes`: {occupation_code, occupation_name, level, places}; `documents`:
    {kind, name, file}. What is still missing is said when it is submitted."""
    require_member(actor, body)
    require_no_level(kind, scopes)
    filing = Filing.objects.create(body=body, kind=kind, region_code=body.region_code, form=dict(form))
    FilingScope.objects.bulk_create(FilingScope(filing=filing, **scope) for scope in scopes)
    for document in documents:
        FilingDocument.objects.create(filing=filing, **document)
    record(actor=actor, at=at, action="draft_filing", subject=filing,
           facts={"kind": kind, "scopes": list(scopes), "documents": [d["name"] for d in documents]})  # fmt: skip
    return filing
