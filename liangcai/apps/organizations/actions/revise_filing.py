from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.filing_form import require_no_level
from liangcai.apps.organizations.models import Filing, FilingDocument, FilingScope
from liangcai.apps.organizations.permissions import require_member
from liangcai.kernel.refusals import Refused


@action
def revise_filing(
    *, actor: User, at: datetime, filing: Filing, form: Mapping[str, Any], scopes: Sequence[Mapping[str, Any]],
    documents: Sequence[Mapping[str, Any]] = (),
) -> Filing:  # fmt: skip
    """Put right a filing still being filled in or sent back. `scopes` replace the old ones, `documents` are added."""
    filing = Filing.objects.select_for_update().get(pk=filing.pk)
    require_member(actor, filing.body)
    if filing.state not in ("draft", "returned"):
        raise Refused("filing_handed_in", "申请已提交，不能修改。", hint="如需修改，请联系受理单位退回。")
    require_no_level(filing.kind, scopes)
    filing.form = dict(form)
    filing.save(update_fields=["form"])
    filing.scopes.all().delete()
    FilingScope.objects.bulk_create(FilingScope(filing=filing, **scope) for scope in scopes)
    for document in documents:
        FilingDocument.objects.create(filing=filing, **document)
    record(actor=actor, at=at, action="revise_filing", subject=filing,
           facts={"scopes": list(scopes), "documents": [d["name"] for d in documents]})  # fmt: skip
    return filing
