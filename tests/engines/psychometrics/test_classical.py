import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from liangcai.engines.psychometrics import (
    MISSING,
    ItemStatistics,
    classical,
    difficulty_proposals,
    distractor_findings,
    item_findings,
    option_tables,
    score,
)
from liangcai.kernel.refusals import BadInput

from .simulated import draw, names


def test_item_rest_correlation_equals_the_plain_definition():
    scored, _ = draw([1.0, 0.7, 1.4, 1.0], [-1, 0, 0.5, 1], 400, seed=1)
    for j, item in enumerate(classical(scored, names(4)).items):
        rest = scored.sum(1) - scored[:, j]
        assert item.discrimination == pytest.approx(np.corrcoef(scored[:, j], rest)[0, 1], abs=1e-12)


@settings(max_examples=80, deadline=None)
@given(arrays.arrays(np.int8, st.tuples(st.integers(1, 12), st.integers(1, 6)), elements=st.integers(-1, 1)))
def test_any_matrix_gives_statistics_that_equal_the_definition_over_those_who_answered(scored):
    result = classical(scored, names(scored.shape[1]))
    totals = (scored == 1).sum(1)
    for j, item in enumerate(result.items):
        asked = scored[:, j] != MISSING
        assert (item.answered, item.missing) == (asked.sum(), (~asked).sum())
        if not asked.any():
            assert item.difficulty is None and item.problem == "无人作答"
            continue
        assert item.difficulty == pytest.approx(scored[asked, j].mean())
        x, rest = scored[asked, j], totals[asked] - scored[asked, j]
        if x.std() * rest.std() > 1e-9:
            assert item.discrimination == pytest.approx(np.corrcoef(x, rest)[0, 1], abs=1e-9)
        else:
            assert item.discrimination is None


def test_alpha_of_parallel_rows_is_one_and_of_a_constant_total_unknown():
    same = np.array([[1, 1, 1], [0, 0, 0], [1, 1, 1]])
    assert classical(same, names(3)).alpha == pytest.approx(1.0)
    level = np.array([[1, 0], [0, 1]])
    assert classical(level, names(2)).alpha is None


def test_missing_answers_leave_alpha_to_those_who_answered_everything():
    scored = np.array([[1, 1], [0, 0], [1, MISSING]])
    result = classical(scored, names(2))
    assert (result.complete, result.alpha) == (2, pytest.approx(1.0))
    assert result.items[1].answered == 2


def test_constant_items_are_reported_not_crashed_on():
    scored = np.array([[1, 0, MISSING, 1], [1, 0, MISSING, 0]])
    problems = [item.problem for item in classical(scored, names(4)).items]
    assert problems == ["全部答对", "全部答错", "无人作答", ""]


@pytest.mark.parametrize("scored", [np.array([[2]]), np.zeros((0, 1)), np.zeros((1, 2)), np.zeros(3)])
def test_a_matrix_of_another_shape_or_value_is_bad_input(scored):
    with pytest.raises(BadInput):
        classical(scored, names(1))


def test_scoring_keeps_missing_missing():
    assert score(np.array([[0, 1, -1], [2, 1, 3]]), [0, 1, 3]).tolist() == [[1, 1, -1], [0, 1, 1]]


def test_option_tables_count_every_candidate_once():
    rng = np.random.default_rng(2)
    choices = rng.integers(-1, 4, (60, 5)).astype(np.int8)
    tables = option_tables(choices, names(5), [0, 1, 2, 3, 0], options=4, groups=3)
    assert tables.counts.shape == (5, 3, 5)
    assert (tables.counts.sum((1, 2)) == 60).all()
    assert tables.counts[:, :, 4].sum() == (choices == MISSING).sum()


def test_an_option_outside_the_list_is_bad_input():
    with pytest.raises(BadInput, match="选项代码"):
        option_tables(np.array([[4]]), names(1), [0], options=4)


def test_a_distractor_taken_by_the_best_and_one_taken_by_nobody_are_named():
    strong, weak = [[0, 0, 0, 1]] * 30, [[1, 1, 1, 2]] * 30
    tables = option_tables(np.array(strong + weak), names(4), [0, 0, 0, 0], options=4, groups=2)
    found = {(f.item, f.code) for f in distractor_findings(tables)}
    assert ("题4", "distractor_draws_the_best") in found
    assert ("题4", "idle_distractor") in found
    assert ("题1", "distractor_draws_the_best") not in found


def test_options_are_judged_from_thirty_answers_on():
    def judged(candidates):
        return distractor_findings(option_tables(np.zeros((candidates, 1), np.int8), names(1), [0], options=2))

    assert judged(29) == []
    assert [finding.code for finding in judged(30)] == ["idle_distractor"]


def test_a_distractor_at_five_percent_works_and_just_below_it_does_not():
    at = np.array([[1]] * 5 + [[0]] * 95)
    below = np.array([[1]] * 4 + [[0]] * 96)
    assert distractor_findings(option_tables(at, names(1), [0], options=2)) == []
    assert distractor_findings(option_tables(below, names(1), [0], options=2))[0].code == "idle_distractor"


@pytest.mark.parametrize(
    ("difficulty", "discrimination", "codes"),
    [
        (0.5, 0.2, []), (0.5, 0.199, ["weak"]), (0.5, 0.0, ["weak"]), (0.5, -0.01, ["reversed"]),
        (0.2, 0.3, []), (0.199, 0.3, ["hard"]), (0.95, 0.3, []), (0.951, 0.3, ["easy"]), (None, None, []),
    ],
)  # fmt: skip
def test_findings_on_either_side_of_each_limit(difficulty, discrimination, codes):
    item = ItemStatistics("题1", 100, 0, difficulty, discrimination)
    assert [finding.code for finding in item_findings(item)] == codes


def test_a_difficulty_is_proposed_only_when_enough_answered_and_it_differs():
    def one(answered, difficulty, held):
        return difficulty_proposals((ItemStatistics("题1", answered, 0, difficulty, 0.3),), {"题1": held})

    assert one(99, 0.4, 0.8) == []
    assert one(100, 0.4, 0.8)[0].proposed == 0.4
    assert one(100, 0.4, 0.45) == []  # inside the interval
    assert one(100_000, 0.4, 0.44) == []  # outside, too close to matter
    assert one(100_000, 0.4, 0.46) != []
    assert "没有难度值" in one(100, 0.4, None)[0].words
