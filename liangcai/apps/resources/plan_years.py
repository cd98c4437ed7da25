"""The years of the plan and those after it: goals are set for the plan's years only, lists stay in force (000-001)."""

from __future__ import annotations

from datetime import date

from liangcai.apps.catalogue.selectors import policy
from liangcai.apps.resources.enums import Target

FIRST, LAST = 2021, 2025
GOALS = {Target.STANDARD: "年度评价标准数", Target.BANK: "年度评价题库数"}


def years_shown(on: date) -> range:
    """The plan's years and, where it is over, every year up to the day's."""
    return range(FIRST, max(LAST, on.year) + 1)


def goal_of(target: Target, year: int) -> int:
    """How many results the year asks for (000-003); 0 where no text sets a goal for it."""
    value = policy().values[GOALS[target]]
    held, within_plan = value.at(date(year, 12, 31)), value.at(date(LAST, 12, 31))
    if held is None or (year > LAST and held == within_plan):
        return 0
    return int(held[0])
