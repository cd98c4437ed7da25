"""When cities report results and certificates to the province (004-049), and which reports are due or late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.catalogue.selectors import cities
from liangcai.apps.results.models import ResultReport
from liangcai.apps.station.selectors import setting_on
from liangcai.kernel.working_days import add_months


@dataclass(frozen=True)
class ReportDuty:
    """A city's report of the last whole period: `state` reported, due or overdue."""

    region_code: str
    city: str
    from_on: date
    to_on: date
    due_on: date
    state: str


def last_period(today: date, months: int) -> tuple[date, date]:
    """The last whole period of so many months before `today`, counted from January."""
    start = date(today.year, 1 + (today.month - 1) // months * months, 1)
    return add_months(start, -months), start - timedelta(days=1)


def duties_of_reporting(user: User, today: date) -> list[ReportDuty]:
    """What each city of the province owes for the last whole period; a city sees its own. Periods and days of grace
    are settings: the texts say "regularly"."""
    if user.role not in (Role.PROVINCE_CENTRE, Role.CITY_CENTRE):
        return []
    from_on, to_on = last_period(today, max(1, setting_on("report_period_months", today)))
    due_on = to_on + timedelta(days=setting_on("report_grace_days", today))
    reported = set(ResultReport.objects.filter(from_on__lte=from_on, to_on__gte=to_on).values_list("region_code", flat=True))
    found = []
    for prefix, name in cities():
        code = f"{prefix}00"
        if user.role == Role.CITY_CENTRE and code != user.region_code:
            continue
        state = "reported" if code in reported else "overdue" if today > due_on else "due"
        found.append(ReportDuty(code, name, from_on, to_on, due_on, state))
    return found
