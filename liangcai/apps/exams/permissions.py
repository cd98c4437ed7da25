"""Who runs an examination: the body that holds it, and the centre whose jurisdiction it lies in."""

from __future__ import annotations

from liangcai.apps.accounts.enums import CENTRES, Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.organizations.permissions import require_member


def require_can_run(actor: User, plan: ExamPlan) -> None:
    require_role(actor, Role.BODY, *CENTRES)
    if actor.role == Role.BODY:
        require_member(actor, plan.body)
    else:
        require_jurisdiction(actor, plan.region_code)
