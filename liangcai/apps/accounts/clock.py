"""A clock that was set back is noticed: the log knows the latest moment that this computer has seen."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from liangcai.apps.audit.models import Entry
from liangcai.kernel.refusals import Refused

TOLERANCE = timedelta(minutes=2)  # what a clock may be put right by without anybody's word
CORRECTION = "correct_clock"


def last_seen() -> datetime | None:
    """The latest moment in the log since the clock was last corrected."""
    corrected = Entry.objects.filter(action=CORRECTION).order_by("-sequence").values_list("sequence", flat=True).first()
    return Entry.objects.filter(sequence__gte=corrected or 0).aggregate(latest=Max("at"))["latest"]


def is_set_back(at: datetime) -> bool:
    seen = last_seen()
    return seen is not None and at < seen - TOLERANCE


def require_clock(at: datetime) -> None:
    """`Refused` where `at` lies before what this computer has already seen. What opens at a moment is opened only
    by a clock that can be believed."""
    seen = last_seen()
    if seen is not None and at < seen - TOLERANCE:
        raise Refused(
            "clock_set_back",
            f"本机时钟是 {timezone.localtime(at):%Y-%m-%d %H:%M}，而日志中已有 {timezone.localtime(seen):%Y-%m-%d %H:%M} 的记录：时钟被调回。",
            hint="请把时钟拨正；如先前的时间有误，请在“时钟更正”页写明原因更正后再办理。",
            facts={"now": at.isoformat(), "seen": seen.isoformat()},
        )
