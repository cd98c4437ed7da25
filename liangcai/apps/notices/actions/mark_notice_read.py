from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.notices.models import Notice
from liangcai.kernel.refusals import NotPermitted, Refused


@action
def mark_notice_read(*, actor: User, at: datetime, notice: Notice) -> Notice:
    """The one it was written to has read it; once."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if notice.user_id != actor.pk:
        raise NotPermitted("not_yours", "这不是写给您的通知。")
    if notice.read_at:
        raise Refused("already_read", "该通知已标为已读。")
    notice.read_at = at
    notice.save(update_fields=["read_at"])
    record(actor=actor, at=at, action="mark_notice_read", subject=notice, facts={"about": notice.key})
    return notice
