"""Make-up of the failed part: the earlier pass comes along with its source, within a dated setting."""

from datetime import date
from decimal import Decimal

import pytest

from liangcai.apps.certificates.actions.correct_score import correct_score
from liangcai.apps.registrations.actions.assign_places import assign_places
from liangcai.apps.results.actions.carry_pass import carry_pass
from liangcai.apps.results.actions.receive_results import receive_results
from liangcai.apps.results.double_entry import roster_of
from liangcai.apps.results.earlier_passes import passes_to_carry
from liangcai.apps.results.models import Score
from liangcai.apps.results.selectors import outcomes
from liangcai.kernel.refusals import NotPermitted, Refused, RowErrors

from . import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def earlier():
    """One candidate: theory 75 passed, practical 59.5 failed, published 2021-12-16."""
    plan = f.seated(count=1)
    f.published(plan, f.marks(plan, lambda n, s: "75" if s == "theory" else "59.5"))
    return plan


@pytest.fixture
def later(earlier):
    """The same person registered again in a later plan of the same body and project."""
    owner = earlier.body
    plan = f.planned(owner, earlier.filing, sessions=f.sessions("2021-12-18"))
    batch = f.answered(plan, rows=f.people(1))
    return batch.registrations.get()


def carry(row, subject="theory", day="2021-12-17", actor=None):
    return carry_pass(actor=actor or f.worker(row.plan.body), at=f.at(day), registration=row, subject=subject)


def test_a_passed_subject_is_carried_with_its_source(earlier, later):
    made = carry(later)
    assert (made.score, made.status, made.details["plan"]) == (Decimal("75.00"), "carried", earlier.plan_number)
    assert f.entries("carry_pass") == 1
    with pytest.raises(Refused) as no:
        carry(later)
    assert no.value.code == "carried_already"


def test_what_was_failed_is_not_carried(later):
    with pytest.raises(Refused) as no:
        carry(later, "practical")
    assert no.value.code == "no_earlier_pass"


@pytest.mark.parametrize("day, fits", [("2023-12-16", True), ("2023-12-17", False)])
def test_a_pass_keeps_for_the_months_of_the_setting(later, day, fits):
    assert bool(passes_to_carry(later, date.fromisoformat(day), 24)) is fits


def test_the_months_are_a_dated_setting(later):
    f.setting("makeup_months", 0, "2021-12-01")
    with pytest.raises(Refused):
        carry(later)


def test_a_candidate_carries_ones_own_and_nobody_elses(later):
    with pytest.raises(NotPermitted):
        carry(later, actor=f.worker(f.body()))
    with pytest.raises(NotPermitted):
        carry(later, actor=f.account("candidate", ""))
    assert carry(later, actor=f.account_of(later.candidate))


def test_only_the_failed_part_is_examined_and_both_make_the_pass(later):
    carry(later)
    plan = later.plan
    assign_places(actor=f.worker(plan.body), at=f.at("2021-12-17"), plan=plan, seed=1)
    assert roster_of(plan)[0].given == {"theory": "沿用"}
    given = {"actor": f.city(), "at": f.at("2021-12-20"), "plan": plan}
    with pytest.raises(RowErrors):
        receive_results(**given, rows=f.marks(plan))
    receive_results(**given, rows=[r for r in f.marks(plan) if r["subject"] == "practical"])
    assert [(o.passed, scores) for _, o, scores in outcomes(plan)] == [
        (True, {"theory": Decimal("75.00"), "practical": Decimal("80.00")})]  # fmt: skip


def test_once_results_are_in_nothing_is_carried(earlier, later):
    plan = later.plan
    assign_places(actor=f.worker(plan.body), at=f.at("2021-12-17"), plan=plan, seed=1)
    receive_results(actor=f.city(), at=f.at("2021-12-20"), plan=plan, rows=f.marks(plan))
    with pytest.raises(Refused) as no:
        carry(later, day="2021-12-21")
    assert no.value.code == "results_there"


def test_a_correction_of_the_source_reaches_what_carried_it(earlier, later):
    carry(later)
    correct_score(actor=f.city(), at=f.at("2021-12-20"), registration=earlier.registrations.get(), subject="theory",
                  score=Decimal("59.5"), reason="漏计")  # fmt: skip
    newest = Score.objects.filter(registration=later, subject="theory").latest("entry")
    assert (newest.entry, newest.score, newest.status) == (2, Decimal("59.50"), "carried")
    with pytest.raises(Refused) as no:
        correct_score(actor=f.city(), at=f.at("2021-12-20"), registration=later, subject="theory", score=Decimal(90), reason="再")
    assert no.value.code in ("carried_score", "not_published")
