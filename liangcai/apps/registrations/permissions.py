"""Who may touch a registration: the candidate whose it is, the body that holds it, the centre above."""

from __future__ import annotations

from liangcai.apps.accounts.enums import CENTRES, Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.organizations.permissions import require_member
from liangcai.apps.registrations.models import Registration
from liangcai.kernel.refusals import NotPermitted


def require_concerned(actor: User, registration: Registration) -> None:
    """The candidate oneself, a member of the body, or a centre of the jurisdiction."""
    require_role(actor, Role.CANDIDATE, Role.BODY, *CENTRES)
    if actor.role == Role.CANDIDATE:
        if registration.candidate.user_id != actor.pk:
            raise NotPermitted("not_yours", "只能办理本人的报名。")
    elif actor.role == Role.BODY:
        require_member(actor, registration.plan.body)
    else:
        require_jurisdiction(actor, registration.plan.region_code)
