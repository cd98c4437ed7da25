from __future__ import annotations

from datetime import datetime
from pathlib import Path

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.catalogue.differences import Difference, differences
from liangcai.apps.catalogue.models import CalendarException, CalendarYear
from liangcai.apps.catalogue.reference_files import Table, tables
from liangcai.apps.catalogue.statutory_calendar import official_years


@action
def sync_reference(*, actor: User | str, at: datetime, folder: Path) -> list[Difference]:
    """Make the official lists equal to the files, and seed the working-day calendar of the years that are
    officially known. Returns the differences that were applied."""
    applied: list[Difference] = []
    for table in tables(folder):
        found = differences(table)
        if found:
            _apply(table)
        applied += found
    calendars = _seed_calendar()
    record(actor=actor, at=at, action="sync_reference", subject="catalogue:reference",
           facts={"differences": len(applied), "calendar_years": calendars})  # fmt: skip
    return applied


def _apply(table: Table) -> None:
    fields = [f for f in table.rows[0] if f not in table.key]
    manager = table.model._default_manager
    manager.bulk_create(
        [table.model(**row) for row in table.rows],
        update_conflicts=True, unique_fields=list(table.key), update_fields=fields, batch_size=500,
    )  # fmt: skip
    keep = {tuple(row[k] for k in table.key) for row in table.rows}
    gone = [r["pk"] for r in manager.values("pk", *table.key) if tuple(r[k] for k in table.key) not in keep]
    manager.filter(pk__in=gone).delete()


def _seed_calendar() -> list[int]:
    """Years entered by an officer are left alone."""
    known = set(CalendarYear.objects.values_list("year", flat=True))
    new = {year: days for year, days in official_years().items() if year not in known}
    source = "国务院办公厅年度放假安排（据 chinesecalendar 软件包）"
    CalendarYear.objects.bulk_create(CalendarYear(year=year, source=source) for year in new)
    CalendarException.objects.bulk_create(
        CalendarException(year_id=year, day=day, is_working=working)
        for year, days in new.items() for day, working in days.items()
    )  # fmt: skip
    return sorted(new)
