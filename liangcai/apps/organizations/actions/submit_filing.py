from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.enums import FilingKind
from liangcai.apps.organizations.filing_form import missing
from liangcai.apps.organizations.models import Filing
from liangcai.apps.organizations.permissions import require_member
from liangcai.apps.organizations.states import FILING
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import Refused


@action
def submit_filing(*, actor: User, at: datetime, filing: Filing) -> Filing:
    """Hand a filing in. A special-ability filing must be complete: form, six rules, commitments, pictures
    (004-018); the refusal lists everything that is missing at once."""
    filing = Filing.objects.select_for_update().get(pk=filing.pk)
    require_member(actor, filing.body)
    if filing.kind == FilingKind.SPECIAL_ABILITY:
        lacks = missing(filing.form, set(filing.documents.values_list("kind", flat=True)))
        if lacks:
            raise Refused("filing_incomplete", f"备案申请尚缺 {len(lacks)} 项：{'；'.join(lacks)}。",
                          citation=Citation(S004, "三(二)1、附件2", "004-018"), facts={"missing": lacks})  # fmt: skip
    if not filing.scopes.exists():
        raise Refused("filing_scope", "未填写申请备案的职业（项目）与等级。", hint="请至少添加一项备案范围。")
    filing.state = FILING.step(filing.state, "submit")
    filing.submitted_at = at
    filing.save(update_fields=["state", "submitted_at"])
    record(actor=actor, at=at, action="submit_filing", subject=filing, facts={"form": filing.form})
    return filing
