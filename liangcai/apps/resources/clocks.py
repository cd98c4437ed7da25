"""How far a project's limit has run: calendar days between the listing and the deadline, the last day included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

WARNINGS = ((Fraction(1, 2), "half"), (Fraction(4, 5), "eighty"))
LABELS = {
    "none": "无时限", "running": "进行中", "half": "时限过半", "eighty": "时限已用八成", "due": "今日到期",
    "late": "逾期", "met": "按期通过", "met_late": "逾期通过", "stopped": "已终止，不计逾期", "ended": "已结束",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clock:
    """`mark` is a key of LABELS; `days_left` is negative when late; `used` is the share of the limit in percent."""

    mark: str
    starts_on: date | None = None
    deadline_on: date | None = None
    days_left: int | None = None
    used: int | None = None

    @property
    def label(self) -> str:
        return LABELS[self.mark]


def clock(*, starts_on: date | None, deadline_on: date | None, passed_on: date | None, stopped: bool, ended: bool,
          on: date) -> Clock:  # fmt: skip
    """Late is flagged; the texts name no consequence. A stopped project is neither late nor a result (X-10)."""
    if stopped:
        return Clock("stopped", starts_on, deadline_on)
    if starts_on is None or deadline_on is None:
        return Clock("ended" if ended or passed_on else "none")
    total = (deadline_on - starts_on).days
    used = min(Fraction((min(on, passed_on or on) - starts_on).days, total), Fraction(99)) if total else Fraction(1)
    percent, left = int(used * 100), (deadline_on - on).days
    if passed_on:
        return Clock("met" if passed_on <= deadline_on else "met_late", starts_on, deadline_on, None, percent)
    if ended:
        return Clock("ended", starts_on, deadline_on)
    mark = "late" if left < 0 else "due" if left == 0 else "running"
    if mark == "running":
        mark = next((word for share, word in reversed(WARNINGS) if used >= share), mark)
    return Clock(mark, starts_on, deadline_on, left, percent)
