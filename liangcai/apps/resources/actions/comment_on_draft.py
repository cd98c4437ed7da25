from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.notices.write_notices import write_notices
from liangcai.apps.organizations.enums import StaffKind
from liangcai.apps.organizations.models import StaffCard
from liangcai.apps.organizations.selectors import workers_of
from liangcai.apps.resources.enums import SECRET_KINDS
from liangcai.apps.resources.models import DevelopmentProject, DraftComment
from liangcai.apps.resources.permissions import require_commenter
from liangcai.apps.resources.states import BUILDING_STATES
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import Refused


@action
def comment_on_draft(
    *, actor: User, at: datetime, project: DevelopmentProject, expert: StaffCard, text: str, part: str = ""
) -> DraftComment:
    """An expert's comment on the latest draft outside a review meeting, told to the team at once; it is no opinion
    and decides nothing. Not while a review runs: there opinions are sealed. A bank needs the expert's pledge (002-036)."""
    project = DevelopmentProject.objects.select_for_update(of=("self",)).select_related("applicant").get(pk=project.pk)
    require_commenter(actor, project, expert)
    if project.state not in BUILDING_STATES:
        raise Refused("not_in_work", f"{project}不在开发或修改阶段，评审会以外不收意见。")
    if expert.kind != StaffKind.EXPERT or not expert.valid_from <= localdate(at) <= expert.valid_to:
        raise Refused("not_an_expert", f"{expert}今天不是专家库在册专家。")
    if not text.strip():
        raise Refused("comment_empty", "意见没有内容。")
    draft = project.drafts.order_by("-version").first()
    if draft is None:
        raise Refused("no_draft", f"{project}还没有稿件。")
    if project.kind in SECRET_KINDS and not project.pledges.filter(person_name=expert.holder_name).exists():
        raise Refused("no_pledge", f"{expert.holder_name}尚未签订保密责任书，不能阅看题库（卷库）。",
                      citation=Citation(S002, "三(五)", "002-036"), hint="请先登记其保密责任书。")  # fmt: skip
    made = DraftComment.objects.create(draft=draft, expert=expert, part=part.strip(), text=text.strip(), given_at=at)
    record(actor=actor, at=at, action="comment_on_draft", subject=project,
           facts={"version": draft.version, "expert": expert.number, "part": made.part, "text": made.text})  # fmt: skip
    write_notices(
        at=at, to=workers_of(project.applicant), key=f"comment_on_draft:{made.pk}", page="organization_project",
        page_key=project.public_id, subject=f"专家对第 {draft.version} 稿提出意见：{project}",
        text=f"{expert.holder_name}：{made.part + '，' if made.part else ''}{made.text}",
    )  # fmt: skip
    return made
