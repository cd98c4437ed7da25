from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.sittings.models import Sitting
from liangcai.apps.sittings.permissions import require_proctor
from liangcai.apps.sittings.states import SITTING


@action
def end_sitting(*, actor: User, at: datetime, sitting: Sitting) -> Sitting:
    """End the examination: no answer is taken any more. Whoever never began is absent when marks are worked out."""
    require_proctor(actor)
    sitting = Sitting.objects.select_for_update().get(pk=sitting.pk)
    sitting.state = SITTING.step(sitting.state, "end")
    sitting.save(update_fields=["state"])
    record(actor=actor, at=at, action="end_sitting", subject=sitting, facts={})
    return sitting
