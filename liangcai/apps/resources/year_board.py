"""The year at a glance: results against 20 + 20, where the open projects stand, who waits for whom.

Every figure comes with the filter that opens the list behind it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet

from liangcai.apps.accounts.models import User
from liangcai.apps.catalogue.models import Occupation, Region
from liangcai.apps.resources.clocks import clock
from liangcai.apps.resources.enums import TARGET_OF, Target
from liangcai.apps.resources.forecast import Forecast, forecast
from liangcai.apps.resources.models import DevelopmentProject, KeyProject
from liangcai.apps.resources.plan_years import goal_of
from liangcai.apps.resources.selectors import projects_visible_to, results_of_year
from liangcai.apps.resources.states import DEVELOPMENT, OPEN_STATES

WAITING_FOR = {  # state: who waits, for whom
    "applied": ("申请单位", "受理的中心"), "accepted": ("申请单位", "遴选的中心"), "developing": ("经办中心", "开发单位"),
    "revising": ("经办中心", "开发单位"), "submitted": ("开发单位", "评审的中心"), "reviewing": ("评审的中心", "评审专家"),
    "passed": ("开发单位", "省中心发布"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """Results of one kind in the year; `missing_listed` is how many key projects the goal still lacks (000-034)."""

    target: str
    done: int
    goal: int
    listed: int
    forecast: Forecast | None

    @property
    def label(self) -> str:
        return str(Target(self.target).label)

    @property
    def missing_listed(self) -> int:
        return max(0, self.goal - self.listed)


@dataclass(frozen=True, slots=True)
class Point:
    """Results up to the end of a month."""

    month: date
    standards: int
    banks: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Projects in one state: who waits for whom, how many, and the nearest limit among them."""

    state: str
    waits: str
    whom: str
    count: int
    nearest: date | None


@dataclass(frozen=True, slots=True)
class ClassLine:
    """Projects of one middle class of occupations (`6-04`, empty where there is no code), by city code."""

    code: str
    name: str  # of the class where the classification in hand names it, else of some of its occupations
    open: int
    results: int
    cities: dict[str, int]


@dataclass(frozen=True)
class Board:
    year: int
    on: date
    progress: tuple[Progress, ...]
    states: tuple[tuple[str, str, int], ...]  # state, label, count
    marks: Counter[str]  # of the open projects with a limit
    cities: tuple[tuple[str, str, int, int], ...]  # code, name, open, results
    classes: tuple[ClassLine, ...]
    waiting: tuple[Waiting, ...]
    burn_up: tuple[Point, ...]


TARGETS = {kind.value: target.value for kind, target in TARGET_OF.items()}


def year_board(user: User, year: int, on: date) -> Board:
    """The board as the user may see it: the province whole, a city its own."""
    visible = projects_visible_to(user).select_related(None).order_by()
    results = list(results_of_year(visible, year).values_list(
        "kind", "passed_on", "applicant__region_code", "occupation_code", "occupation_name", named=True))  # fmt: skip
    states = visible.values_list("state").annotate(Count("pk", distinct=True), Min("deadline_on"))
    counts = {state: number for state, number, _nearest in states}
    nearest = {state: day for state, _number, day in states}
    still = list(visible.filter(state__in=OPEN_STATES).values_list(
        "applicant__region_code", "occupation_code", "occupation_name").annotate(Count("pk", distinct=True)))  # fmt: skip
    return Board(
        year, on, _progress(results, year, on),
        tuple((state, label, counts.get(state, 0)) for state, label in DEVELOPMENT.labels.items()),
        _marks(visible, on), _cities(user, still, results), _classes(still, results),
        tuple(Waiting(state, waits, whom, counts[state], nearest[state])
              for state, (waits, whom) in WAITING_FOR.items() if counts.get(state)),
        _burn_up(results, year, on),
    )  # fmt: skip


def _progress(results: Sequence[tuple], year: int, on: date) -> tuple[Progress, ...]:
    listed = dict(KeyProject.objects.filter(year=year).order_by().values_list("target").annotate(Count("pk")))
    first, last = date(year, 1, 1), date(year, 12, 31)
    gone = max(0, (min(on, last) - first).days + 1)
    made = []
    for target in Target.values:
        done = sum(1 for r in results if TARGETS[r.kind] == target and r.passed_on <= on)
        goal = goal_of(Target(target), year)
        made.append(Progress(target, done, goal, listed.get(target, 0),
                             forecast(done, gone, max(0, (last - on).days) if on >= first else 365, goal)))  # fmt: skip
    return tuple(made)


def _marks(visible: QuerySet[DevelopmentProject], on: date) -> Counter[str]:
    limited = visible.filter(state__in=OPEN_STATES, deadline_on__isnull=False)
    marks = Counter[str]()
    for start, end, number in limited.values_list("key_project__listed_on", "deadline_on").annotate(Count("pk")):
        marks[clock(starts_on=start, deadline_on=end, passed_on=None, stopped=False, ended=False, on=on).mark] += number
    return marks


def _cities(user: User, open_groups: Sequence[tuple], results: Sequence[Any]) -> tuple[tuple[str, str, int, int], ...]:
    still, done = Counter[str](), Counter(city_of(r.applicant__region_code) for r in results)
    for region, _code, _name, number in open_groups:
        still[city_of(region)] += number
    names = dict(Region.objects.filter(kind="city", code__startswith=user.region_prefix[:4]).values_list("code", "name"))
    return tuple((code, names.get(code, code), still[code], done[code])
                 for code in sorted(names.keys() | still.keys() | done.keys()))  # fmt: skip


def _classes(open_groups: Sequence[tuple], results: Sequence[Any]) -> tuple[ClassLine, ...]:
    """By middle class of the classification: the annex gives most groups of an industry without a code, so which
    industry an occupation belongs to is not known; its class is."""
    still, members = defaultdict(Counter[str]), defaultdict(set)
    done = Counter(class_of(r.occupation_code) for r in results)
    for region, code, name, number in open_groups:
        still[class_of(code)][city_of(region)] += number
        members[class_of(code)].add(name)
    for result in results:
        members[class_of(result.occupation_code)].add(result.occupation_name)
    known = dict(Occupation.objects.filter(kind="middle", code__in=members).values_list("code", "name"))
    return tuple(ClassLine(code, known.get(code) or some_of(members[code]), still[code].total(), done[code],
                           dict(still[code])) for code in sorted(members))  # fmt: skip


def class_of(occupation_code: str) -> str:
    return "-".join(occupation_code.split("-")[:2])


def some_of(names: Iterable[str], most: int = 3) -> str:
    found = sorted(names)
    return "、".join(found[:most]) + (" 等" if len(found) > most else "")


def city_of(code: str) -> str:
    return f"{code[:4]}00"


def _burn_up(results: Sequence[tuple], year: int, on: date) -> tuple[Point, ...]:
    """Month by month up to the day; months to come are not drawn."""
    points = []
    for month in range(1, 13):
        end = (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        if date(year, month, 1) > on:
            break
        until = Counter(TARGETS[r.kind] for r in results if r.passed_on <= min(end, on))
        points.append(Point(end, until["standard"], until["bank"]))
    return tuple(points)
