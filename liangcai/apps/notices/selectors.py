from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from liangcai.apps.accounts.models import User
from liangcai.apps.notices.models import Notice

IN_FLIGHT = timedelta(minutes=10)


def notices_of(user: User) -> QuerySet[Notice]:
    """Unread ones first, then the newest."""
    return Notice.objects.filter(user=user).order_by(F("read_at").desc(nulls_first=True), "-written_at", "-pk")


def unread_count(user: User) -> int:
    return Notice.objects.filter(user_id=user.pk, read_at=None).count()


def waiting(at: datetime) -> QuerySet[Notice]:
    """E-mails that may be sent now, the longest due first."""
    unsent = Notice.objects.filter(sent_at=None, claimed_at=None, due_at__lte=at).exclude(email="")
    return unsent.order_by("due_at", "pk")


def kept_for_later(at: datetime) -> QuerySet[Notice]:
    """E-mails that were refused and wait for their next turn."""
    return Notice.objects.filter(sent_at=None, claimed_at=None, due_at__gt=at).exclude(email="")


def doubtful(at: datetime) -> QuerySet[Notice]:
    """E-mails handed to the server without a known outcome: the sender or the connection was cut off."""
    return Notice.objects.filter(sent_at=None, claimed_at__lte=at - IN_FLIGHT).order_by("claimed_at", "pk")
