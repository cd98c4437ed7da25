"""Named situations of results."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from liangcai.apps.audit.models import Entry
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.results.actions.check_results import check_results
from liangcai.apps.results.actions.publish_results import publish_results
from liangcai.apps.results.actions.receive_results import receive_results
from liangcai.apps.results.models import Release
from liangcai.apps.station.models import Setting
from tests.apps.registrations.factories import *  # noqa: F403
from tests.apps.registrations.factories import at, city, seated


def tickets(plan: ExamPlan) -> list[str]:
    return list(plan.registrations.filter(place__isnull=False).order_by("place__ticket_number")
                .values_list("place__ticket_number", flat=True))  # fmt: skip


def marks(plan: ExamPlan, score: Callable[[int, str], Any] = lambda n, subject: "80") -> list[dict[str, Any]]:
    """A row for each candidate and subject; `score(n, subject)` gives the score of the n-th candidate."""
    return [{"ticket_number": ticket, "subject": subject, "score": score(n, subject)}
            for n, ticket in enumerate(tickets(plan)) for subject in ("theory", "practical")]  # fmt: skip


def facts(action: str) -> dict[str, Any]:
    """What the newest entry of an action says."""
    return Entry.objects.filter(action=action).latest("sequence").facts


def setting(name: str, value: Any, from_on: str) -> Setting:
    return Setting.objects.create(name=name, value=value, from_on=date.fromisoformat(from_on), source="演示")


def city_of(plan: ExamPlan):
    return city(plan.region_code[:4] + "00")


def received(plan: ExamPlan | None = None, rows: list[dict[str, Any]] | None = None) -> Release:
    plan = plan or seated()
    return receive_results(actor=city_of(plan), at=at("2021-12-14"), plan=plan, rows=marks(plan) if rows is None else rows,
                           package_sha256="ab" * 32)  # fmt: skip


def checked(plan: ExamPlan | None = None, rows: list[dict[str, Any]] | None = None) -> Release:
    release = received(plan, rows)
    return check_results(actor=city_of(release.plan), at=at("2021-12-15"), release=release)


def published(plan: ExamPlan | None = None, rows: list[dict[str, Any]] | None = None) -> Release:
    release = checked(plan, rows)
    return publish_results(actor=city_of(release.plan), at=at("2021-12-16"), release=release, published_on=date(2021, 12, 16))
