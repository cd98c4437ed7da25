"""The one place that e-mails. Nothing is locked while the network is used.

An e-mail is claimed in a transaction of its own, handed to the server, and its outcome recorded in another. A
server that answers no leaves it for later. Where the answer never came (killed, cut off), nobody can know whether
the server took it: it stays claimed, is reported as doubtful, and only an operator's decision sends it again, under
the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from smtplib import SMTPException, SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction

from liangcai.apps.notices.actions.record_delivery import record_delivery
from liangcai.apps.notices.models import Notice
from liangcai.apps.notices.selectors import waiting
from liangcai.kernel.refusals import Refused

TIMEOUT = 20  # seconds
FOOTER = "\n\n请登录技能人才评价办事大厅，在“通知”中查看和办理。本邮件由系统发出，请勿回复。\n"


def send_waiting(now: Callable[[], datetime], limit: int) -> Iterator[Notice]:
    """Sends up to `limit` e-mails and yields each notice with its outcome: `sent_at`, or `last_error`.
    Refused "mail_server" when the server can't be reached; what was not sent then waits unchanged."""
    if not waiting(now()).exists():
        return
    server = EmailBackend(host=settings.EMAIL_HOST, port=settings.EMAIL_PORT, timeout=TIMEOUT)
    try:
        for _ in range(limit):
            connect(server)
            notice = claim_next(now())
            if notice is None:
                return
            yield send(notice, server, now)
    finally:
        server.close()


def connect(server: EmailBackend) -> None:
    try:
        server.open()
    except (OSError, SMTPException) as wrong:
        raise Refused("mail_server", f"邮件服务器 {server.host}:{server.port} 连接不上：{wrong}。未发出的通知都已保留。",
                      hint="请检查 LIANGCAI_SMTP_HOST、LIANGCAI_SMTP_PORT，稍后再次执行即可。") from None  # fmt: skip


def claim_next(at: datetime) -> Notice | None:
    """Takes one e-mail out of the queue for good, whatever happens next; two senders never get the same."""
    with transaction.atomic():
        notice = waiting(at).select_for_update(skip_locked=True).first()
        if notice:
            notice.claimed_at, notice.attempts = at, notice.attempts + 1
            notice.save(update_fields=["claimed_at", "attempts"])
        return notice


def send(notice: Notice, server: EmailBackend, now: Callable[[], datetime]) -> Notice:
    error, answered = "", True
    try:
        server.send_messages([message_of(notice)])
    except SMTPServerDisconnected as cut:
        error, answered = f"连接在等待应答时中断：{cut}", False
    except (SMTPException, ValueError) as no:
        error = str(no)
    if error:
        server.close()
    return record_delivery(actor="system", at=now(), notice=notice, error=error, answered=answered)


def message_of(notice: Notice) -> EmailMessage:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
    return EmailMessage(f"【量才】{notice.subject}", notice.text + FOOTER, settings.DEFAULT_FROM_EMAIL, [notice.email],
                        headers={"Message-ID": f"<{notice.public_id}@{domain}>"})  # fmt: skip
