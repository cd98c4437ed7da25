"""Counts spread over weights: exact, deterministic, within one item of the weights."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcai.engines.assembly.apportion import Section, apportion, largest_remainder
from liangcai.kernel.refusals import BadInput

HALF, ONE = Fraction(1, 2), Fraction(1)
NATIONAL = [Section("single_choice", 160, HALF), Section("true_false", 40, HALF)]
WEIGHTS = [("A-A", Fraction(5)), ("A-B", Fraction(20)), ("B-A", Fraction(40)), ("B-B", Fraction(35))]

weight_lists = st.lists(st.integers(1, 50), min_size=1, max_size=25).map(
    lambda given: [(f"S{n}", Fraction(100 * w, sum(given))) for n, w in enumerate(given)]
)
section_lists = st.lists(st.tuples(st.integers(1, 160), st.sampled_from([HALF, ONE, Fraction(2)])), min_size=1, max_size=4).map(
    lambda given: [Section(f"t{n}", count, score) for n, (count, score) in enumerate(given)]
)


def test_weights_that_divide_evenly_are_met_exactly():
    rows = apportion(WEIGHTS, NATIONAL)
    assert [row.counts for row in rows] == [(8, 2), (32, 8), (64, 16), (56, 14)]
    assert all(row.deviation == 0 for row in rows)


@given(weight_lists, section_lists)
def test_every_type_keeps_its_count_and_every_scope_stays_within_one_item_of_its_weight(weights, sections):
    rows = apportion(weights, sections)
    assert [sum(row.counts[n] for row in rows) for n in range(len(sections))] == [s.count for s in sections]
    assert sum(row.given for row in rows) == sum(s.count * s.score for s in sections)
    assert all(abs(row.deviation) <= max(s.score for s in sections) for row in rows)
    assert rows == apportion(weights, sections)


@given(weight_lists, st.integers(1, 300))
def test_one_type_is_dealt_by_the_largest_remainder(weights, count):
    quotas = [weight * count / 100 for _, weight in weights]
    numbers = largest_remainder(quotas, count)
    floors = [quota.numerator // quota.denominator for quota in quotas]
    extra = [number - floor for number, floor in zip(numbers, floors, strict=True)]
    assert set(extra) <= {0, 1}
    remainders = [quota - floor for quota, floor in zip(quotas, floors, strict=True)]
    given_extra = [r for r, e in zip(remainders, extra, strict=True) if e]
    left = [r for r, e in zip(remainders, extra, strict=True) if not e]
    assert not given_extra or not left or min(given_extra) >= max(left)


def test_ties_go_to_the_scope_that_stands_first():
    rows = apportion([("A", Fraction(50)), ("B", Fraction(50))], [Section("t", 3, ONE)])
    assert [row.counts[0] for row in rows] == [2, 1]


def test_what_one_type_leaves_short_the_next_makes_up():
    rows = apportion([("A", Fraction(50)), ("B", Fraction(50))], [Section("t", 3, ONE), Section("u", 3, ONE)])
    assert [row.counts for row in rows] == [(2, 1), (1, 2)]


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        ([("A", Fraction(99))], "weights_not_100"),
        ([("A", Fraction(101))], "weights_not_100"),
        ([], "weights_not_100"),
        ([("A", Fraction(100)), ("B", Fraction(0))], "weight_not_positive"),
        ([("A", Fraction(50)), ("A", Fraction(50))], "scope_twice"),
    ],
)
def test_weights_that_do_not_apportion_are_refused_with_words(weights, code):
    with pytest.raises(BadInput) as no:
        apportion(weights, NATIONAL)
    assert no.value.code == code


def test_a_preset_without_items_is_refused():
    with pytest.raises(BadInput):
        apportion(WEIGHTS, [])
