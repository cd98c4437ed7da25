"""Who may do what with resources: the rules name the centre for each step of a project (002-023…002-032)."""

from __future__ import annotations

from django.db.models import Q

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User, region_prefix
from liangcai.apps.accounts.permissions import covers, require_jurisdiction, require_role
from liangcai.apps.organizations.models import StaffCard
from liangcai.apps.organizations.permissions import require_member
from liangcai.apps.resources.enums import SECRET_KINDS, ProjectKind
from liangcai.apps.resources.models import DevelopmentProject, Opinion
from liangcai.apps.resources.states import DEVELOPMENT
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import NotPermitted, Refused

STEPS = ("intake", "selection", "review")


def role_for(project: DevelopmentProject, step: str) -> Role:
    """The centre that does this step. What a city centre does for its city, the provincial centre does for a
    body registered with the province itself, which has no city."""
    if project.admissibility.get(step) == "city_centre" and len(region_prefix(project.applicant.region_code)) > 2:
        return Role.CITY_CENTRE
    return Role.PROVINCE_CENTRE


def can_handle(actor: User, project: DevelopmentProject, step: str) -> bool:
    return actor.role == role_for(project, step) and covers(actor, project.applicant.region_code)


def require_handler(actor: User, project: DevelopmentProject, step: str) -> None:
    require_role(actor, role_for(project, step))
    require_jurisdiction(actor, project.applicant.region_code)


def require_team_or_handler(actor: User, project: DevelopmentProject) -> None:
    """A member of the developing body, or a centre that handles one of the project's steps."""
    if actor.is_centre and any(can_handle(actor, project, step) for step in STEPS):
        return
    require_member(actor, project.applicant)


def require_editor(actor: User, project: DevelopmentProject) -> None:
    """Who writes a norm: a member of the developing body, while it is in work; for a special ability, whose paper bank
    is built along with its norm, with a confidentiality pledge of one's own (002-036: no pledge, no access)."""
    require_member(actor, project.applicant)
    if project.kind == ProjectKind.ITEM_BANK:
        raise Refused("no_text", "题库在题库工作站编写，办事大厅没有它的文本。",
                      citation=Citation(S002, "四(二)", "002-042"))  # fmt: skip
    DEVELOPMENT.step(project.state, "draft")
    signed = Q(user=actor) | Q(person_name=actor.display_name)
    if project.kind in SECRET_KINDS and not project.pledges.filter(signed).exists():
        raise Refused(
            "no_pledge", f"{actor.display_name}尚未签订保密责任书，不能编写本项目的规范。",
            citation=Citation(S002, "三(五)", "002-036"), hint="请先在项目页登记本人的保密责任书，姓名与账号一致。",
        )  # fmt: skip


def require_own_opinion(actor: User, opinion: Opinion) -> None:
    """Experts speak for themselves; a paper opinion of one without an account is entered by the reviewing centre."""
    if opinion.expert.user_id is not None and opinion.expert.user_id == actor.pk:
        return
    if opinion.expert.user_id is None and can_handle(actor, opinion.review.project, "review"):
        return
    raise NotPermitted("other_expert", "该评审意见须由专家本人填写。",
                       hint="专家没有账号的，由组织评审的中心据其书面意见录入。",
                       facts={"expert": opinion.expert.number})  # fmt: skip


def require_commenter(actor: User, project: DevelopmentProject, expert: StaffCard) -> None:
    """An expert who was drawn for the project speaks for oneself; the handling centre enters a written comment of
    one without an account."""
    if expert.user_id is not None and expert.user_id == actor.pk:
        if Opinion.objects.filter(review__project=project, expert=expert).exists():
            return
    elif expert.user_id is None and actor.is_centre and any(can_handle(actor, project, step) for step in STEPS):
        return
    raise NotPermitted("not_your_comment", "该意见须由参与过本项目评审的专家本人提出，或由经办中心据其书面意见录入。",
                       facts={"expert": expert.number})  # fmt: skip
