from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.permissions import require_member
from liangcai.apps.resources.digests import content_digest
from liangcai.apps.resources.engine_io import applicable_standard
from liangcai.apps.resources.enums import ProjectKind
from liangcai.apps.resources.models import DevelopmentProject
from liangcai.apps.resources.norm_checks import FAILED, checks_of
from liangcai.apps.resources.states import DEVELOPMENT
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import Refused


@action
def submit_for_review(*, actor: User, at: datetime, project: DevelopmentProject) -> DevelopmentProject:
    """Hand the latest draft in for review (form 8). Refused while a machine check fails or nothing is new since the
    last review; checks whose annex is missing are kept as such, not as passed. A bank rests on the standard that
    applies on the day (002-020)."""
    project = DevelopmentProject.objects.select_for_update().get(pk=project.pk)
    require_member(actor, project.applicant)
    state = DEVELOPMENT.step(project.state, "submit")
    draft = project.drafts.order_by("-version").first()
    if draft is None:
        raise Refused("no_draft", "尚未提交稿件，不能送审。", citation=Citation(S002, "附件", "002-047"))
    last = project.reviews.exclude(concluded_at=None).order_by("-round").first()
    if last and draft.submitted_at <= last.concluded_at:
        raise Refused("not_revised", "上次评审之后没有新的稿次，不能再次送审。", hint="请先按评审意见修改并提交新稿。")
    checks = checks_of(project.kind, draft.content, project.levels)
    failed = [c for c in checks if c.result == FAILED]
    if failed:
        raise Refused("checks_failed", "送审检查未通过：" + "；".join(f"{c.name}：{c.found}" for c in failed),
                      citation=Citation(S002, "三(四)", "002-034"), facts={"checks": [c.as_dict() for c in checks]})  # fmt: skip
    if project.kind == ProjectKind.ITEM_BANK:
        project.standard = _require_standard(project, at)
    project.state = state
    project.checks = {"draft": draft.version, "results": [c.as_dict() for c in checks]}
    project.save(update_fields=["state", "checks", "standard"])
    record(actor=actor, at=at, action="submit_for_review", subject=project,
           facts={**project.checks, "content_sha256": content_digest(draft.content), "standard": project.standard,
                  "pledges": project.pledges.count()})  # fmt: skip
    return project


def _require_standard(project: DevelopmentProject, at: datetime):
    standard = applicable_standard(project.occupation_code, project.applicant, localdate(at))
    if standard is None:
        raise Refused("bank_needs_standard", f"{project.occupation_name}目前没有可依据的评价标准，题库无所依据。",
                      citation=Citation(S002, "二(二)", "002-020"), hint="请先完成标准（规范）的发布。")  # fmt: skip
    return standard
