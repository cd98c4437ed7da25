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
    "region": Left("region_code", 4), "county": F("region_code"), "kind": F("kind"),
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
    if way == "body":
        return body_lines(peer_rows(tallies))
    rows = tallies.exclude(age_band="") if way in BANDED else tallies.filter(sex="", age_band="")
    keys = ["plan_id"] if way == "plan" else []
    found = rows.annotate(category=WAYS[way]).values("category", *keys).annotate(
        n=Sum("candidates"), sat=Sum("present"), ok=Sum("passed"), given=Sum("certificates")).order_by("category", *keys)  # fmt: skip
    return [Line(r["category"], r["n"], r["sat"], r["ok"], r["given"], r[keys[0]] if keys else None) for r in found]


def total_of(lines: list[Line]) -> Line:
    return Line("", sum(x.candidates for x in lines), sum(x.present for x in lines), sum(x.passed for x in lines),
                sum(x.certificates for x in lines))  # fmt: skip


def peer_rows(tallies: QuerySet[Tally]) -> list[dict[str, Any]]:
    """What each body did in each occupation at each level. One query."""
    rows = tallies.filter(sex="", age_band="").values("body_id", "body__name", "occupation_name", "level")
    return list(rows.annotate(n=Sum("candidates"), sat=Sum("present"), ok=Sum("passed"), given=Sum("certificates"))
                .order_by("body_id"))  # fmt: skip


def body_lines(rows: list[dict[str, Any]]) -> list[Line]:
    """One line a body, by name. No query."""
    names = {r["body_id"]: r["body__name"] for r in rows}
    counted: dict[int, list[int]] = {}
    for r in rows:
        sums = counted.setdefault(r["body_id"], [0, 0, 0, 0])
        for n, key in enumerate(("n", "sat", "ok", "given")):
            sums[n] += r[key]
    return sorted((Line(names[pk], *sums, pk) for pk, sums in counted.items()), key=lambda line: line.category)


def striking_bodies(rows: list[dict[str, Any]], least_present: int) -> list[Outlier]:
    """The pass rates to look at: `key` is the body's key, `group` occupation and level."""
    return outliers((Rate(r["body_id"], (r["occupation_name"], r["level"]), r["sat"], r["ok"]) for r in rows), least_present)
