"""Reads of the official lists."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.db.models import Q, QuerySet

from liangcai.apps.catalogue.models import (
    CalendarException,
    CalendarYear,
    Direction,
    Occupation,
    Region,
    SpecialAbilityProject,
)
from liangcai.engines.rules.load import load_policy
from liangcai.engines.rules.policy import Policy
from liangcai.kernel.refusals import Refused
from liangcai.kernel.working_days import Calendar


@lru_cache(maxsize=1)
def policy() -> Policy:
    """The policy files of this installation; every decision stores their version."""
    return load_policy(settings.POLICY_ROOT)


def work_calendar() -> Calendar:
    """The statutory calendar as the kernel reads it: two queries, whatever the number of years."""
    calendar: dict[int, dict] = {year: {} for year in CalendarYear.objects.values_list("year", flat=True)}
    for year, day, working in CalendarException.objects.values_list("year_id", "day", "is_working"):
        calendar[year][day] = working
    return calendar


def occupations() -> QuerySet[Occupation]:
    return Occupation.objects.filter(kind="occupation")


def matching_occupations(typed: str) -> QuerySet[Occupation]:
    """Occupations whose code begins with, or whose name holds, what was typed."""
    return occupations().filter(Q(code__startswith=typed) | Q(name__icontains=typed)).order_by("code", "-edition")


def occupation(code: str) -> Occupation:
    """The occupation with this code, newest edition first; `Refused` where there is none (002-004)."""
    found = Occupation.objects.filter(code=code).order_by("-edition").first()
    if found is None:
        raise Refused(
            "unknown_occupation", f"职业编码 {code} 不在职业分类目录中。", hint="请从目录中选择，不得自拟职业名称。"
        )
    return found


def region_name(code: str) -> str:
    return Region.objects.filter(code=code).values_list("name", flat=True).first() or code


def region_names(codes: Iterable[str]) -> dict[str, str]:
    """{code: name} of these regions. One query."""
    return dict(Region.objects.filter(code__in=set(codes)).values_list("code", "name"))


def published_directions() -> QuerySet[Direction]:
    return Direction.objects.all()


def published_special_ability_projects() -> QuerySet[SpecialAbilityProject]:
    return SpecialAbilityProject.objects.all()


def cities() -> list[tuple[str, str]]:
    """(first four digits of the code, name) of every city, for filters that take in its counties."""
    found = Region.objects.filter(kind="city").values_list("code", "name")
    return [(code[:4], name) for code, name in found]


def occupation_code_of(given: str) -> str:
    """The code of an occupation given by name or code, newest edition first; empty where there is none."""
    named = occupations().filter(Q(code=given) | Q(name=given)).order_by("-edition")
    return named.values_list("code", flat=True).first() or ""


def calendar_years() -> QuerySet[CalendarYear]:
    """Years whose calendar is entered, newest first, with their days."""
    return CalendarYear.objects.order_by("-year").prefetch_related("exceptions")


def places() -> list[tuple[str, str]]:
    """(code, name) of every county and city, for forms."""
    return list(Region.objects.exclude(kind="province").values_list("code", "name"))
