from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.sittings.models import Sitting
from liangcai.apps.sittings.permissions import require_proctor
from liangcai.apps.sittings.states import SITTING


@action
def start_sitting(*, actor: User, at: datetime, sitting: Sitting) -> Sitting:
    """Begin the examination; the server's clock decides when it ends."""
    require_proctor(actor)
    sitting = Sitting.objects.select_for_update().get(pk=sitting.pk)
    sitting.state = SITTING.step(sitting.state, "start")
    sitting.starts_at = at
    sitting.save(update_fields=["state", "starts_at"])
    record(actor=actor, at=at, action="start_sitting", subject=sitting, facts={"minutes": sitting.minutes})
    return sitting
