from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.results.models import ResultReport
from liangcai.apps.results.selectors import published_plans, statistics_of
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import Refused


@action
def report_results(*, actor: User, at: datetime, from_on: date, to_on: date) -> ResultReport:
    """A city reports the results of a period to the province (004-049): once a period, never before it has ended.
    The length of the period is a setting."""
    require_role(actor, Role.CITY_CENTRE)
    if not from_on <= to_on <= localdate(at):
        raise Refused("report_period", f"期间 {from_on} 至 {to_on} 应已结束且起不晚于止。",
                      citation=Citation(S004, "六(二)", "004-049"))  # fmt: skip
    if ResultReport.objects.filter(region_code=actor.region_code, from_on=from_on, to_on=to_on).exists():
        raise Refused("reported_already", f"{from_on} 至 {to_on} 已上报。")
    rows = [statistics_of(plan) for plan in published_plans(actor.region_prefix, from_on, to_on)]
    made = ResultReport.objects.create(region_code=actor.region_code, from_on=from_on, to_on=to_on, rows=rows,
                                       reported_at=at)  # fmt: skip
    record(actor=actor, at=at, action="report_results", subject=made,
           facts={"from": from_on, "to": to_on, "plans": len(rows), "rule": "004-049"})  # fmt: skip
    return made
