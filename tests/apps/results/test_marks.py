"""What a cell may hold; comprehensive review; states that are not a score of 0."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcai.apps.results.marks import ReviewPanel, read_mark, review_mean
from liangcai.apps.results.models import Score
from liangcai.apps.results.selectors import outcomes
from liangcai.kernel.refusals import BadInput, RowErrors

from . import factories as f

PANEL = ReviewPanel(3, True)


@given(st.integers(0, 10_000))
def test_every_score_of_two_decimals_comes_back_as_it_was(hundredths):
    score = Decimal(hundredths) / 100
    mark = read_mark(str(score))
    assert (mark.score, read_mark(mark.words)) == (score, mark)


@given(st.lists(st.integers(0, 10_000), min_size=3, max_size=9))
def test_a_review_never_passes_by_rounding(hundredths):
    scores = [Decimal(n) / 100 for n in hundredths]
    mean = review_mean(scores)
    assert mean <= sum(scores) / len(scores) < mean + Decimal("0.01")
    assert (mean >= 60) == (sum(scores) >= 60 * len(scores))


@pytest.mark.parametrize("text, score", [("60、60、60", "60"), ("59.99、60、60", "59.99"), ("90/80，70", "80"), ("1 2 3 4 5", "3")])
def test_a_review_takes_the_mean_of_an_odd_panel(text, score):
    assert read_mark(text, PANEL).score == Decimal(score)


@pytest.mark.parametrize("text", ["80", "80、80", "80、80、80、80", "80、80、101", "80、八十、80"])
def test_too_few_or_an_even_number_of_reviewers_is_refused(text):
    with pytest.raises(BadInput):
        read_mark(text, PANEL)


def test_the_size_of_the_panel_is_a_setting():
    assert read_mark("80、90、80、90", ReviewPanel(4, False)).score == Decimal(85)
    with pytest.raises(BadInput):
        read_mark("80、90、80", ReviewPanel(5, True))


@pytest.mark.django_db
@pytest.mark.parametrize("reviewers, fits", [(2, False), (3, True), (4, False), (5, True)])
def test_a_package_with_a_comprehensive_review_brings_each_reviewers_score(reviewers, fits):
    plan = f.seated(count=1)
    plan.sessions.create(subject="review", starts_at=f.at("2021-12-11"), minutes=30)
    details = {f"K{n}": "70" for n in range(reviewers)}
    rows = [*f.marks(plan), {"ticket_number": f.tickets(plan)[0], "subject": "review", "score": "70", "details": details}]
    if fits:
        f.received(plan, rows)
        assert Score.objects.get(subject="review").details == details
    else:
        with pytest.raises(RowErrors) as no:
            f.received(plan, rows)
        assert no.value.errors[0]["field"] == "details"


@pytest.mark.django_db
def test_breach_in_a_package_says_its_kind_and_consequence():
    plan = f.seated(count=1)
    rows = f.marks(plan)
    rows[0].update(score=None, status="breach")
    with pytest.raises(RowErrors):
        f.received(plan, rows)
    rows[0]["details"] = {"kind": "替考", "consequence": "取消全部成绩"}
    f.received(plan, rows)
    assert Score.objects.get(status="breach").score is None
    assert [o.failed for _, o, _ in outcomes(plan)] == [("theory",)]


@pytest.mark.django_db
def test_absence_fails_and_a_deferred_subject_waits():
    plan = f.seated(count=2)
    rows = f.marks(plan)
    rows[0].update(score=None, status="absent")
    rows[2].update(score=None, status="deferred")
    f.received(plan, rows)
    assert {o.passed for _, o, _ in outcomes(plan)} == {False, None}
    assert not Score.objects.filter(score=0).exists()
