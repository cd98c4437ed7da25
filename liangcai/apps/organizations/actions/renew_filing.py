from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.enums import FilingPurpose
from liangcai.apps.organizations.models import Filing, FilingDocument, FilingScope
from liangcai.apps.organizations.permissions import require_member
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import BadInput, Refused


@action
def renew_filing(*, actor: User, at: datetime, filing: Filing, purpose: str) -> Filing:
    """Begin the renewal or the change of a confirmed filing as a draft that starts from it: form, scopes and documents
    are copied. The filing stays in force until its successor is confirmed (004-018, 004-073). One at a time."""
    filing = Filing.objects.select_for_update(of=("self",)).select_related("body").get(pk=filing.pk)
    require_member(actor, filing.body)
    if purpose not in (FilingPurpose.RENEWAL, FilingPurpose.CHANGE):
        raise BadInput("bad_purpose", f"没有“{purpose}”这一事由。", where="purpose", hint="可用：renewal、change。")
    if filing.state not in ("confirmed", "suspended"):
        raise Refused("filing_not_confirmed", "只有已确认的备案可以续期或变更。",
                      citation=Citation(S004, "三(二)1", "004-019"))  # fmt: skip
    later = filing.successors.exclude(state="withdrawn").first()
    if later is not None:
        raise Refused("successor_open", f"该备案已有{later.get_purpose_display()}申请。", hint="请继续办理该申请。")
    made = Filing.objects.create(body=filing.body, kind=filing.kind, region_code=filing.region_code, form=filing.form,
                                 follows=filing, purpose=purpose)  # fmt: skip
    copied = ("occupation_code", "occupation_name", "level", "places")
    FilingScope.objects.bulk_create(FilingScope(filing=made, **s) for s in filing.scopes.values(*copied))
    kept = ("kind", "name", "file", "sha256")
    FilingDocument.objects.bulk_create(FilingDocument(filing=made, **d) for d in filing.documents.values(*kept))
    record(actor=actor, at=at, action="renew_filing", subject=made, facts={"follows": filing, "purpose": str(purpose)})
    return made
