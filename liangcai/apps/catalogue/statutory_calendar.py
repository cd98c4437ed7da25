"""The years whose holidays and make-up workdays are officially announced."""

from __future__ import annotations

from datetime import date
from functools import cache

import chinese_calendar


@cache
def official_years() -> dict[int, dict[date, bool]]:
    """{year: {day that differs from the plain week: is it worked?}} as the package knows them."""
    years: dict[int, dict[date, bool]] = {}
    for day in chinese_calendar.constants.holidays:
        years.setdefault(day.year, {})[day] = False
    for day in chinese_calendar.constants.workdays:
        years.setdefault(day.year, {})[day] = True
    return years
