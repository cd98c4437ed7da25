from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import CENTRES, Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import covers, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.registrations.models import Candidate
from liangcai.kernel.refusals import NotPermitted, Refused


@action
def link_account(*, actor: User, at: datetime, candidate: Candidate, user: User) -> Candidate:
    """Give a candidate's account its person, after a body or centre that has the person's registration has seen
    the identity card. The names agree; neither person nor account is linked twice."""
    require_role(actor, Role.BODY, *CENTRES)
    candidate = Candidate.objects.select_for_update().get(pk=candidate.pk)
    own = candidate.registrations.select_related("plan")
    if actor.role == Role.BODY:
        known = own.filter(plan__body__memberships__user=actor).exists()
    else:
        known = any(covers(actor, row.plan.region_code) for row in own)
    if not known:
        raise NotPermitted("not_your_candidate", "该考生没有在您处报名，无权核对其身份。")
    if user.role != Role.CANDIDATE or user.display_name != candidate.name:
        raise Refused("other_person", f"账号 {user.username} 不是考生 {candidate.name} 本人的考生账号。", hint="请核对账号与身份证件。")
    if candidate.user_id or Candidate.objects.filter(user=user).exists():
        raise Refused("linked_already", "该考生或该账号已关联。")
    candidate.user = user
    candidate.save(update_fields=["user"])
    record(actor=actor, at=at, action="link_account", subject=candidate, facts={"user": user.username})
    return candidate
