from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.catalogue.selectors import work_calendar
from liangcai.apps.organizations.permissions import require_member
from liangcai.apps.registrations.models import Batch
from liangcai.apps.registrations.states import BATCH
from liangcai.kernel.refusals import Refused
from liangcai.kernel.working_days import add_working_days

REVIEW_WORKING_DAYS = 10  # 004-021


@action
def submit_batch(*, actor: User, at: datetime, batch: Batch) -> Batch:
    """Hand a batch in for review; the city centre has ten working days, the day of submission not counted
    (004-021). A year without an official calendar is refused instead of guessed (X-09)."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    require_member(actor, batch.plan.body)
    if not batch.registrations.filter(state="draft").exists():
        raise Refused("batch_empty", "批次中没有待提交的报名。")
    batch.state = BATCH.step(batch.state, "submit")
    batch.submitted_at = at
    batch.due_on = add_working_days(localdate(at), REVIEW_WORKING_DAYS, work_calendar())
    batch.save(update_fields=["state", "submitted_at", "due_on"])
    count = batch.registrations.filter(state="draft").update(state="submitted")
    record(actor=actor, at=at, action="submit_batch", subject=batch, facts={"count": count, "due_on": batch.due_on})
    return batch
