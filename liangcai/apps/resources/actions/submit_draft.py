from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.permissions import require_member
from liangcai.apps.resources.digests import content_digest
from liangcai.apps.resources.enums import SECRET_KINDS, ProjectKind
from liangcai.apps.resources.models import DevelopmentProject, Draft
from liangcai.apps.resources.norm_checks import checks_of, refuse_items
from liangcai.apps.resources.norm_content import norm_content
from liangcai.apps.resources.states import DEVELOPMENT
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import BadInput, Refused


@action
def submit_draft(
    *, actor: User, at: datetime, project: DevelopmentProject, content: Mapping[str, Any], note: str = ""
) -> Draft:
    """Hand in the next version of the draft: of a norm its text, section by section (`engines.norms`), faults and all;
    of a bank only facts and a digest, never an item. Without a signed pledge nobody works on a bank (002-036)."""
    project = DevelopmentProject.objects.select_for_update().get(pk=project.pk)
    require_member(actor, project.applicant)
    state = DEVELOPMENT.step(project.state, "draft")
    if not isinstance(content, Mapping) or not content:
        raise BadInput("bad_content", "稿件没有内容。", where="content")
    authors = content.get("authors")
    if project.kind in SECRET_KINDS:
        _require_pledges(project, authors)
    if project.kind == ProjectKind.ITEM_BANK:
        refuse_items(content)
    else:
        content = norm_content(project.kind, project.levels, content)
        if content == norm_content(project.kind, project.levels, {}):
            raise BadInput("bad_content", "稿件没有内容。", where="content")
    last = project.drafts.order_by("-version").first()
    draft = Draft.objects.create(project=project, version=last.version + 1 if last else 1, content=dict(content),
                                 note=note, submitted_at=at)  # fmt: skip
    project.state = state
    project.save(update_fields=["state"])
    found = [c.as_dict() for c in checks_of(project.kind, content, project.levels)]
    record(actor=actor, at=at, action="submit_draft", subject=project,
           facts={"version": draft.version, "content_sha256": content_digest(content), "note": note, "checks": found, "authors": authors or []})  # fmt: skip
    return draft


def _require_pledges(project: DevelopmentProject, authors: Any) -> None:
    signed = set(project.pledges.values_list("person_name", flat=True))
    named = {str(name) for name in authors} if isinstance(authors, list) else set()
    unsigned = sorted(named - signed)
    if signed and not unsigned:
        return
    raise Refused(
        "no_pledge", f"{'、'.join(unsigned) or '开发人员'}尚未签订保密责任书，不能参与题库（卷库）开发。",
        citation=Citation(S002, "三(五)", "002-036"), hint="请先登记每位参与人员的保密责任书。", facts={"unsigned": unsigned},
    )  # fmt: skip
