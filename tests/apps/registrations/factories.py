"""Named situations of registrations: generated people in workbooks, batches in every state, seated plans."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from liangcai.apps.catalogue.models import CalendarException, CalendarYear
from liangcai.apps.catalogue.statutory_calendar import official_years
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.registrations.actions.assign_places import assign_places
from liangcai.apps.registrations.actions.feed_back import feed_back
from liangcai.apps.registrations.actions.import_registrations import import_registrations
from liangcai.apps.registrations.actions.review_batch import review_batch
from liangcai.apps.registrations.actions.submit_batch import submit_batch
from liangcai.apps.registrations.models import Batch, Candidate
from liangcai.apps.registrations.workbook import fill_template
from liangcai.cli.demonstration import generated
from liangcai.kernel.identity_numbers import check_digit
from tests.apps.exams.factories import *  # noqa: F403
from tests.apps.exams.factories import at, city, planned, worker


def calendar(*years: int) -> None:
    """The announced working days of these years."""
    for year in years or (2021, 2022):
        row = CalendarYear.objects.create(year=year)
        CalendarException.objects.bulk_create(
            CalendarException(year=row, day=day, is_working=working) for day, working in official_years()[year].items()
        )


def people(count: int = 3, first: int = 1) -> list[dict[str, str]]:
    return generated.candidates(first, count, random.Random(first))


def number_born(day: date, serial: int = 1) -> str:
    first17 = f"999999{day:%Y%m%d}{serial:03d}"
    return first17 + check_digit(first17)


def imported(plan: ExamPlan | None = None, rows: list[dict[str, str]] | None = None, **more: Any) -> Batch:
    plan = plan or planned()
    book = fill_template(people() if rows is None else rows)
    return import_registrations(actor=worker(plan.body), at=at("2021-11-01"), plan=plan, workbook=book, **more).batch


def handed_in(plan: ExamPlan | None = None, day: str = "2021-11-01", **more: Any) -> Batch:
    if not CalendarYear.objects.exists():
        calendar()
    batch = imported(plan, **more)
    return submit_batch(actor=worker(batch.plan.body), at=at(day, 15), batch=batch)


def reviewed(plan: ExamPlan | None = None, refusals: dict[str, str] | None = None, **more: Any) -> Batch:
    batch = handed_in(plan, **more)
    return review_batch(actor=city(batch.plan.region_code[:4] + "00"), at=at("2021-11-11"), batch=batch, refusals=refusals)


def answered(plan: ExamPlan | None = None, **more: Any) -> Batch:
    batch = reviewed(plan, **more)
    return feed_back(actor=city(batch.plan.region_code[:4] + "00"), at=at("2021-11-12"), batch=batch)


def seated(plan: ExamPlan | None = None, count: int = 3, **more: Any) -> ExamPlan:
    batch = answered(plan, rows=people(count), **more)
    assign_places(actor=worker(batch.plan.body), at=at("2021-11-26"), plan=batch.plan, seed=7)
    return ExamPlan.objects.get(pk=batch.plan_id)


def account_of(candidate: Candidate):
    from tests.apps.organizations.factories import account

    candidate.user = account("candidate", "", candidate.name)
    candidate.save(update_fields=["user"])
    return candidate.user
