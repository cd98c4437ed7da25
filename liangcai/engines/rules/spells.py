"""Years held and years worked by the calendar (满N年, X-08), with breaks (001-022).

A year is full on its anniversary, 29 February on 28 February. Spells are united where they overlap or touch;
each united spell counts whole calendar years and months, left-over days are pooled, 31 to a month, so that
a single spell is never early and three spells of exactly one year are three years.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from liangcai.kernel.working_days import add_months, add_years

Spell = tuple[date, date | None]  # first and last day of work; None = still working
DAY = timedelta(days=1)
LONGEST = 100


def full_years(start: date, end: date) -> int:
    """Whole years from `start` to `end`, 0 where end lies before."""
    if end <= start:
        return 0
    count = end.year - start.year
    return count if add_years(start, count) <= end else count - 1


def anniversary(start: date, count: int) -> date | None:
    return add_years(start, count) if start.year + count <= 9998 else None


def united(spells: Sequence[Spell], since: date, until: date) -> list[tuple[date, date]]:
    """Disjoint [first, day after last) parts of [since, until) in which the person worked."""
    parts: list[tuple[date, date]] = []
    for first, last in sorted(spells, key=lambda spell: spell[0]):
        start = max(first, since)
        end = until if last is None or last >= until else last + DAY
        if start >= end:
            continue
        if parts and start <= parts[-1][1]:
            parts[-1] = (parts[-1][0], max(parts[-1][1], end))
        else:
            parts.append((start, end))
    return parts


def full_months(start: date, end: date) -> tuple[int, int]:
    """Whole months and the days left over."""
    count = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, count) > end:
        count -= 1
    return count, (end - add_months(start, count)).days


def years_worked(spells: Sequence[Spell], since: date, on: date) -> int:
    """Whole years of work from `since` up to (not counting) `on`."""
    pieces = [full_months(start, end) for start, end in united(spells, since, on)]
    months, days = sum(piece[0] for piece in pieces), sum(piece[1] for piece in pieces)
    return (months + days // 31) // 12


def day_of_years(spells: Sequence[Spell], since: date, count: int) -> date | None:
    """The first day on which `count` years are full if an open spell goes on; None where none is open."""
    low, high = since, anniversary(since, count + LONGEST)
    if high is None or years_worked(spells, since, high) < count:
        return None
    while low < high:
        middle = low + (high - low) // 2
        if years_worked(spells, since, middle) >= count:
            high = middle
        else:
            low = middle + DAY
    return low
