"""A deadline as people read it: how many days are left, how worrying that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

HALF, NEARLY = 0.5, 0.8


@dataclass(frozen=True, slots=True)
class Clock:
    """`tone`: info below 50 % of the time, warning from 50 %, danger from 80 %, on the day and after it;
    `days` until the deadline, negative when overdue; `share` of the time used, None without a start."""

    label: Any
    tone: str
    days: int
    share: float | None


def clock(due: date, today: date, start: date | None = None, done: date | None = None) -> Clock:
    """The clock of something due on `due`. Done things are judged on the day they were done. Without a
    start nothing is known of the share, and only the last three days are marked."""
    days = (due - (done or today)).days
    share = (((done or today) - start).days / (due - start).days) if start and due > start else None
    if done:
        return Clock(_("按期完成"), "success", days, share) if days >= 0 else Clock(
            _("逾期 %(days)d 天完成") % {"days": -days}, "warning", days, share)
    if days < 0:
        return Clock(_("已逾期 %(days)d 天") % {"days": -days}, "danger", days, share)
    if days == 0:
        return Clock(_("今日到期"), "danger", days, share)
    return Clock(_("剩余 %(days)d 天") % {"days": days}, tone_of(share, days), days, share)


def tone_of(share: float | None, days: int) -> str:
    if share is None:
        return "warning" if days <= 3 else "info"
    return "danger" if share >= NEARLY else "warning" if share >= HALF else "info"
