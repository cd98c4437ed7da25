from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.catalogue.models import CalendarException, CalendarYear
from liangcai.kernel.refusals import BadInput


@action
def enter_calendar_year(
    *, actor: User, at: datetime, year: int, source: str, exceptions: Mapping[date, tuple[bool, str]],
) -> CalendarYear:  # fmt: skip
    """The official calendar of a year: for every day that differs from the plain week, whether it is worked and what
    it is called. Replaces what was entered for the year; the earlier days stay in the log. Deadlines that were set
    keep their day. `BadInput` without a source, without any exception, or for a day of another year."""
    require_role(actor, Role.SYSTEM_ADMIN)
    if not source.strip():
        raise BadInput("source_needed", "须写明依据（国务院办公厅放假安排的文号）。", where="source")
    if not exceptions:
        raise BadInput("no_exceptions", f"{year} 年没有填写任何放假或调休日期。", where="days")
    foreign = sorted(day for day in exceptions if day.year != year)
    if foreign:
        raise BadInput("other_year", f"{foreign[0]} 不在 {year} 年内。", where="days")
    entered, _new = CalendarYear.objects.select_for_update().get_or_create(year=year, defaults={"source": source.strip()})
    before = {str(e.day): e.is_working for e in entered.exceptions.all()}
    entered.exceptions.all().delete()
    CalendarException.objects.bulk_create(
        CalendarException(year=entered, day=day, is_working=working, name=name[:40])
        for day, (working, name) in sorted(exceptions.items())
    )
    replaced, entered.source = entered.source, source.strip()
    entered.save(update_fields=["source"])
    record(actor=actor, at=at, action="enter_calendar_year", subject=entered,
           facts={"year": year, "source": entered.source, "days": {str(d): w for d, (w, _) in exceptions.items()},
                  "before": before, "source_before": replaced if before else ""})  # fmt: skip
    return entered
