from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import CENTRES, Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.selectors import body_of
from liangcai.apps.resources.models import Feedback, ItemBankRecord, Standard
from liangcai.kernel.refusals import Refused


@action
def give_feedback(*, actor: User, at: datetime, resource: Standard | ItemBankRecord, text: str) -> Feedback:
    """What a user found in a resource; it is read when the resource is revised (003-042)."""
    require_role(actor, Role.BODY, Role.EXPERT, *CENTRES)
    if not text.strip():
        raise Refused("text_needed", "请写明使用中发现的问题或建议。")
    place = {"standard": resource} if isinstance(resource, Standard) else {"bank": resource}
    made = Feedback.objects.create(**place, body=body_of(actor), text=text.strip()[:500], given_at=at)
    record(actor=actor, at=at, action="give_feedback", subject=resource, facts={"text": made.text})
    return made
