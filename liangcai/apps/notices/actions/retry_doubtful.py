from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.notices.selectors import doubtful
from liangcai.kernel.refusals import Refused


@action
def retry_doubtful(*, actor: User | str, at: datetime) -> int:
    """Puts the e-mails whose outcome is unknown back into the queue, knowing that some may arrive a second time
    (under the same Message-ID). Returns how many; refused where there are none."""
    found = list(doubtful(at).select_for_update())
    if not found:
        raise Refused("none_doubtful", "没有结果不明的邮件。")
    doubtful(at).filter(pk__in=[n.pk for n in found]).update(claimed_at=None, due_at=at)
    record(actor=actor, at=at, action="retry_doubtful", subject="notices:outbox",
           facts={"notices": [str(n.public_id) for n in found]})  # fmt: skip
    return len(found)
