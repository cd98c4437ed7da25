"""Statistics of results and certificates, added up from the tallies: city → body → plan, by any of the ways asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat, ExtractMonth, ExtractYear, Left, LPad

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.results.models import Tally
from liangcai.apps.results.outliers import Outlier, Rate, outliers

MONTH = Concat(Cast(ExtractYear("published_on"), CharField()), Value("-"),
               LPad(Cast(ExtractMonth("published_on"), CharField()), 2, Value("0")))  # fmt: skip
WAYS: dict[str, Any] = {
    "region": Left("region_code", 4), "county": F("region_code"), "body": F("body__name"), "kind": F("kind"),
    "occupation": F("occupation_name"), "level": F("level"), "month": MONTH, "plan": F("plan__plan_number"),
    "sex": F("sex"), "age": F("age_band"),
}  # fmt: skip
BANDED = ("sex", "age")


@dataclass(frozen=True)
class Line:
    """One category counted. `pk` is the body's or the plan's where the lines are bodies or plans."""

    category: str
    candidates: int
    present: int
    passed: int
    certificates: int
    pk: int | None = None

    @property
    def share(self) -> float | None:
        return self.passed / self.present if self.present else None


def tallies_visible_to(user: User, from_on: date, to_on: date, **narrowed: str) -> QuerySet[Tally]:
    """Tallies of the plans published in the period, of a centre's jurisdiction or a body's own; `narrowed` by region
    prefix, body, occupation, level or kind."""
    tallies = Tally.objects.filter(published_on__range=(from_on, to_on))
    if user.role == Role.BODY:
        tallies = tallies.filter(body__memberships__user=user)
    elif user.is_centre:
        tallies = tallies.filter(region_code__startswith=user.region_prefix) if user.region_prefix != "32" else tallies
    else:
        return tallies.none()
    fields = {"region": "region_code__startswith", "body": "body", "occupation": "occupation_name", "level": "level", "kind": "kind"}
    return tallies.filter(**{fields[key]: value for key, value in narrowed.items() if value})


def lines_by(tallies: QuerySet[Tally], way: str) -> list[Line]:
    """One line a category, in its order; bodies and plans by name and number. One query."""
    rows = tallies.exclude(age_band="") if way in BANDED else tallies.filter(sex="", age_band="")
    keys = {"body": ["body_id"], "plan": ["plan_id"]}.get(way, [])
    found = rows.annotate(category=WAYS[way]).values("category", *keys).annotate(
        n=Sum("candidates"), sat=Sum("present"), ok=Sum("passed"), given=Sum("certificates")).order_by("category", *keys)  # fmt: skip
    return [Line(r["category"], r["n"], r["sat"], r["ok"], r["given"], r[keys[0]] if keys else None) for r in found]


def total_of(lines: list[Line]) -> Line:
    return Line("", sum(x.candidates for x in lines), sum(x.present for x in lines), sum(x.passed for x in lines),
                sum(x.certificates for x in lines))  # fmt: skip


def striking_bodies(tallies: QuerySet[Tally], least_present: int) -> list[tuple[str, str, Outlier]]:
    """(body, occupation and level, outlier) of the pass rates to look at. One query."""
    rows = tallies.filter(sex="", age_band="").values("body_id", "body__name", "occupation_name", "level").annotate(
        sat=Sum("present"), ok=Sum("passed")).order_by("body_id")  # fmt: skip
    names: dict[int, str] = {}
    rates = []
    for r in rows:
        names[r["body_id"]] = r["body__name"]
        rates.append(Rate(r["body_id"], (r["occupation_name"], r["level"]), r["sat"], r["ok"]))
    return [(names[o.key], " ".join(filter(None, o.group)), o) for o in outliers(rates, least_present)]  # type: ignore[index, arg-type]
