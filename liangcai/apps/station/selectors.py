from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from liangcai.apps.station.defaults import DEFAULTS, OF_SITE
from liangcai.apps.station.models import Setting
from liangcai.apps.station.sites import current_site


def setting_on(name: str, on: date) -> Any:
    """The value in force on the day; the starting value where nobody has set one."""
    row = Setting.objects.filter(name=name, from_on__lte=on).order_by("-from_on").first()
    return row.value if row else DEFAULTS[name][0]


def settings_here() -> list[str]:
    """Names of the settings that something on this site depends on, in the order of the starting values."""
    return [name for name in DEFAULTS if name in OF_SITE[current_site()]]


def settings_on(on: date) -> list[tuple[str, Any, str, date | None]]:
    """(name, value in force, source, from which day) of the site's settings; no day where the starting value applies."""
    rows = {row.name: row for row in Setting.objects.filter(from_on__lte=on).order_by("from_on")}
    return [(name, rows[name].value, rows[name].source, rows[name].from_on) if name in rows else (name, *DEFAULTS[name], None)
            for name in settings_here()]


def dated_settings() -> Iterable[Setting]:
    """Every row that was entered, past, present and to come."""
    return Setting.objects.order_by("name", "-from_on")
