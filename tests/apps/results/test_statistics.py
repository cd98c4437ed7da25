"""Statistics add up from tallies, and mark only what chance and ordinary variation do not explain."""

import random
from datetime import date

import pytest

from liangcai.apps.catalogue.models import Region
from liangcai.apps.results.models import Tally
from liangcai.apps.results.outliers import Rate, outliers
from liangcai.apps.results.reporting import duties_of_reporting, last_period
from liangcai.apps.results.selectors import outcomes
from liangcai.apps.results.statistics import lines_by, tallies_visible_to, total_of

from . import factories as f

YEAR = (date(2021, 1, 1), date(2021, 12, 31))


@pytest.fixture
def plan(db):
    plan = f.seated(count=4)
    rows = f.marks(plan, lambda n, s: {0: "60", 1: "59.5", 2: "80", 3: "80"}[n])
    for row in rows[4:6]:
        row.update(score=None, status="absent")
    return f.published(plan, rows).plan


def test_a_published_plan_is_counted_as_its_scores_say(plan):
    total = Tally.objects.get(plan=plan, age_band="")
    assert (total.candidates, total.present, total.passed) == (4, 3, 2)
    assert total.passed == sum(o.passed is True for _, o, _ in outcomes(plan))


@pytest.mark.parametrize("way", ["region", "county", "body", "kind", "occupation", "level", "month", "plan", "sex", "age"])
def test_every_way_of_counting_adds_up_to_the_same(plan, way):
    lines = lines_by(tallies_visible_to(f.province(), *YEAR), way)
    total = total_of(lines)
    assert (total.candidates, total.present, total.passed) == (4, 3, 2)
    assert all(line.category for line in lines) or way == "level"


@pytest.mark.parametrize("from_on, to_on, found", [(date(2021, 12, 16), date(2021, 12, 16), 1), (date(2021, 12, 17), date(2021, 12, 31), 0),
                                                   (date(2021, 1, 1), date(2021, 12, 15), 0)])  # fmt: skip
def test_a_plan_counts_in_the_period_of_its_publication(plan, from_on, to_on, found):
    assert len(lines_by(tallies_visible_to(f.province(), from_on, to_on), "plan")) == found


def test_each_sees_ones_own(plan):
    seen = {who: len(lines_by(tallies_visible_to(user, *YEAR), "plan")) for who, user in {
        "city": f.city(), "other": f.city(f.OTHER_CITY), "body": f.worker(plan.body), "stranger": f.worker(f.body()),
        "candidate": f.account("candidate", "")}.items()}  # fmt: skip
    assert seen == {"city": 1, "other": 0, "body": 1, "stranger": 0, "candidate": 0}


def test_statistics_are_narrowed(plan):
    province = f.province()
    for key, value, found in (("region", "3201", 1), ("region", "3205", 0), ("body", str(plan.body_id), 1), ("level", "一级", 0)):
        assert len(lines_by(tallies_visible_to(province, *YEAR, **{key: value}), "plan")) == found


# Outliers


def bodies(shares, present=100, seed=1):
    rng = random.Random(seed)
    return [Rate(n, "焊工 四级", present, sum(rng.random() < share for _ in range(present))) for n, share in enumerate(shares)]


def test_bodies_that_do_not_differ_are_rarely_marked():
    """Family-wise 5 %: of 400 reports without any difference well under 10 % mark anybody."""
    marked = sum(bool(outliers(bodies([0.7] * 40, seed=n), 20)) for n in range(400))
    assert marked <= 32


def test_bodies_that_differ_honestly_are_not_all_marked():
    rng = random.Random(5)
    shares = [min(0.95, max(0.3, rng.gauss(0.7, 0.1))) for _ in range(60)]
    assert len(outliers(bodies(shares, 200), 20)) <= 2


def test_a_body_that_passes_everybody_is_marked_and_one_that_passes_nobody():
    found = outliers(bodies([0.7] * 30 + [1.0, 0.1], seed=2), 20)
    assert {(o.key, o.side) for o in found} == {(30, "high"), (31, "low")}
    assert all(o.p <= 0.05 for o in found)


@pytest.mark.parametrize("present, marked", [(19, False), (20, True)])
def test_small_groups_are_not_marked(present, marked):
    rates = [Rate(n, "g", 200, 100) for n in range(10)] + [Rate("small", "g", present, 0)]
    assert any(o.key == "small" for o in outliers(rates, 20)) is marked


@pytest.mark.parametrize("peers, marked", [(3, False), (4, True)])
def test_a_group_of_few_bodies_is_not_judged(peers, marked):
    rates = [Rate(n, "g", 200, 100) for n in range(peers)] + [Rate("x", "g", 200, 200)]
    assert bool(outliers(rates, 20)) is marked


def test_nobody_present_or_everybody_passed_is_no_error():
    assert outliers([Rate(n, "g", 0, 0) for n in range(9)], 0) == []
    assert outliers([Rate(n, "g", 50, 50) for n in range(9)], 20) == []


def test_occupations_are_not_compared_with_each_other():
    rates = [Rate(n, "易", 200, 190) for n in range(8)] + [Rate(10 + n, "难", 200, 60) for n in range(8)]
    assert outliers(rates, 20) == []


# Reports of the cities


@pytest.mark.parametrize("today, months, period", [
    (date(2022, 1, 5), 3, (date(2021, 10, 1), date(2021, 12, 31))), (date(2021, 12, 31), 3, (date(2021, 7, 1), date(2021, 9, 30))),
    (date(2022, 1, 5), 12, (date(2021, 1, 1), date(2021, 12, 31))), (date(2022, 3, 1), 1, (date(2022, 2, 1), date(2022, 2, 28)))])  # fmt: skip
def test_the_last_whole_period(today, months, period):
    assert last_period(today, months) == period


@pytest.mark.parametrize("today, state", [(date(2022, 1, 15), "due"), (date(2022, 1, 16), "overdue")])
def test_a_report_is_due_and_then_overdue(db, today, state):
    Region.objects.create(code="320100", name="演示市", kind="city", source="演示")
    assert [d.state for d in duties_of_reporting(f.city(), today)] == [state]
    assert duties_of_reporting(f.county(), today) == []
