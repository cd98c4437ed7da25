"""How many filings end soon: the number of days is a setting, the texts name none."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.timezone import localdate

from liangcai.apps.organizations.models import Filing
from liangcai.apps.organizations.selectors import filings_expiring
from liangcai.apps.station.selectors import setting_on


def ending_soon(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    today = localdate()
    return filings_expiring(filings, today, setting_on("filing_expiry_warning_days", today))


def expiring(filings: QuerySet[Filing]) -> int:
    return ending_soon(filings).count()
