"""Named situations of certificates."""

from __future__ import annotations

from datetime import date

from liangcai.apps.certificates.actions.issue_blank_stock import issue_blank_stock
from liangcai.apps.certificates.actions.issue_certificates import issue_certificates
from liangcai.apps.certificates.models import Certificate
from liangcai.apps.exams.models import ExamPlan
from tests.apps.results.factories import *  # noqa: F403
from tests.apps.results.factories import CITY, at, city_of, province, published


def stock(count: int = 100, region: str = CITY):
    return issue_blank_stock(actor=province(), at=at("2021-12-16"), region_code=region, count=count)


def issue(plan: ExamPlan, actor=None, issued_on: date = date(2021, 12, 24)) -> list[Certificate]:
    return issue_certificates(actor=actor or city_of(plan), at=at("2021-12-24"), plan=plan, issued_on=issued_on)


def issued(plan: ExamPlan | None = None) -> list[Certificate]:
    stock()
    return issue(published(plan).plan)
