"""Working days by the statutory calendar with make-up days, and calendar months with month-end clamp.

The calendar is an argument: {year: {date: is_workday}} holds the announced exceptions of a year.
A year that is not in it has no official calendar, and we say so instead of guessing (004-021, X-09).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import Refused

Calendar = Mapping[int, Mapping[date, bool]]


def is_working_day(day: date, calendar: Calendar) -> bool:
    if day.year not in calendar:
        raise Refused(
            "calendar_missing",
            f"{day.year} 年的法定工作日历尚未录入，无法计算工作日。",
            citation=Citation(S004, "三(二)2", "X-09"),
            hint="请系统管理员在国务院公布放假安排后录入当年日历。",
            facts={"year": day.year},
        )
    return calendar[day.year].get(day, day.weekday() < 5)


def add_working_days(start: date, days: int, calendar: Calendar) -> date:
    """The last day of a limit of `days` working days; the day of submission is not counted."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if is_working_day(day, calendar):
            days -= 1
    return day


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """Working days after `start` up to and including `end`; negative where `end` lies before."""
    if end < start:
        return -working_days_between(end, start, calendar)
    return sum(is_working_day(start + timedelta(days=i), calendar) for i in range(1, (end - start).days + 1))


def add_months(start: date, months: int) -> date:
    """Same day `months` later, clamped to the month's end: 30 November + 3 = 28/29 February (000-015)."""
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def add_years(start: date, years: int) -> date:
    """Anniversary for 满N年; 29 February falls on 28 February in a common year (X-08)."""
    return add_months(start, 12 * years)
