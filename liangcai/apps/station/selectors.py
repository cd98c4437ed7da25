from __future__ import annotations

from datetime import date
from typing import Any

from liangcai.apps.station.defaults import DEFAULTS
from liangcai.apps.station.models import Setting


def setting_on(name: str, on: date) -> Any:
    """The value in force on the day; the starting value where nobody has set one."""
    row = Setting.objects.filter(name=name, from_on__lte=on).order_by("-from_on").first()
    return row.value if row else DEFAULTS[name][0]
