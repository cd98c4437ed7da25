from __future__ import annotations

from datetime import date, datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.catalogue.models import SpecialAbilityProject
from liangcai.apps.resources.enums import ResourceState, StandardKind
from liangcai.apps.resources.models import Standard
from liangcai.apps.resources.state_changes import set_state
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import Refused


@action
def register_filed_norm(
    *, actor: User, at: datetime, project_name: str, filed_on: date, document_number: str
) -> Standard:
    """Enter the norm of a special-ability project that is in the published list (004-053): it was filed with the
    ministry before this register began, so it is not developed again (004-010)."""
    require_role(actor, Role.PROVINCE_CENTRE)
    project = SpecialAbilityProject.objects.filter(name=project_name).first()
    if project is None:
        raise Refused("not_in_list", f"“{project_name}”不在已发布的专项职业能力考核项目中。",
                      citation=Citation(S004, "附件1", "004-053"), hint="新项目请走开发流程。")  # fmt: skip
    if Standard.objects.filter(kind=StandardKind.SPECIAL_ABILITY, occupation_name=project.name).exists():
        raise Refused("norm_known", f"{project.name}的考核规范已登记。")
    norm = Standard.objects.create(kind=StandardKind.SPECIAL_ABILITY, occupation_name=project.name, filed_on=filed_on,
                                   published_on=filed_on, document_number=document_number)  # fmt: skip
    set_state([norm], ResourceState.IN_FORCE, on=filed_on, cause=f"已报部备案的规范登记入目录（{document_number}）")
    record(actor=actor, at=at, action="register_filed_norm", subject=norm,
           facts={"project": project.name, "number": project.number, "filed_on": filed_on})  # fmt: skip
    return norm
