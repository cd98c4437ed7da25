from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.enums import DevelopmentMode
from liangcai.apps.resources.models import DevelopmentProject
from liangcai.apps.resources.permissions import require_handler
from liangcai.apps.resources.selectors import rivals_of
from liangcai.apps.resources.states import DEVELOPMENT
from liangcai.kernel.citations import S000, Citation
from liangcai.kernel.refusals import BadInput, Refused


@action
def select_developer(
    *, actor: User, at: datetime, project: DevelopmentProject, reasons: str | Mapping[str, Any], mode: str = "social",
    support: str = "", subsidy_yuan: int | None = None,
) -> DevelopmentProject:  # fmt: skip
    """Choose the applicant who builds it. Research strength and practical experience are judged by people and
    written down (000-013); the other applicants of the same resource are kept beside the choice. `support` and
    `subsidy_yuan` are what was promised; the texts name no amount (000-014)."""
    project = DevelopmentProject.objects.select_for_update().get(pk=project.pk)
    require_handler(actor, project, "selection")
    if mode not in DevelopmentMode.values:
        raise BadInput("bad_mode", f"没有“{mode}”这种开发方式。", where="mode",
                       hint=f"可用：{'、'.join(DevelopmentMode.values)}。")  # fmt: skip
    words = dict(reasons) if isinstance(reasons, Mapping) else {"理由": str(reasons)}
    if not any(str(value).strip() for value in words.values()):
        raise Refused("reasons_needed", "遴选须写明理由（研发能力、实践经验等）。", citation=Citation(S000, "四(三)", "000-013"))
    if subsidy_yuan is not None and subsidy_yuan < 0:
        raise BadInput("bad_subsidy", f"补助金额不能为 {subsidy_yuan} 元。", where="subsidy_yuan")
    project.state = DEVELOPMENT.step(project.state, "select")
    project.mode = mode
    rivals = [{"project": str(r.public_id), "applicant": r.applicant.name} for r in rivals_of(project)]
    project.selection = {"reasons": words, "mode": mode, "support": support, "subsidy_yuan": subsidy_yuan,
                         "compared_with": rivals}  # fmt: skip
    project.save(update_fields=["state", "mode", "selection"])
    record(actor=actor, at=at, action="select_developer", subject=project, facts=project.selection)
    return project
