from __future__ import annotations

from datetime import datetime, timedelta

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.notices.models import Notice
from liangcai.kernel.refusals import Refused

LONGEST_WAIT = timedelta(days=1)


@action
def record_delivery(
    *, actor: User | str, at: datetime, notice: Notice, error: str = "", answered: bool = True,
) -> Notice:  # fmt: skip
    """The outcome of a claimed e-mail: sent; refused by the server (`error`), then due again after 2, 4, 8 … minutes,
    a day at most; or without an answer (`answered` false), then doubtful until an operator decides."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if notice.claimed_at is None or notice.sent_at:
        raise Refused("not_being_sent", "该通知不在发送中。")
    notice.last_error = error[:300]
    if not error:
        notice.sent_at = at
    elif answered:
        notice.claimed_at, notice.due_at = None, at + wait_after(notice.attempts)
    notice.save(update_fields=["last_error", "sent_at", "claimed_at", "due_at"])
    record(actor=actor, at=at, action="record_delivery", subject=notice,
           facts={"about": notice.key, "attempt": notice.attempts, "error": notice.last_error, "answered": answered})  # fmt: skip
    return notice


def wait_after(attempts: int) -> timedelta:
    return min(timedelta(minutes=2 ** min(attempts, 16)), LONGEST_WAIT)
