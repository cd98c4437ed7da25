import itertools

import numpy as np
import pytest

from liangcai.engines.psychometrics import (
    MISSING,
    Calibration,
    ItemParameters,
    abilities,
    drift,
    equated_scores,
    information,
    item_fit,
    link,
    linked,
    rasch,
    two_parameter,
)
from liangcai.engines.psychometrics.rasch import right_given_score
from liangcai.engines.psychometrics.two_parameter import Data, likelihood_and_errors
from liangcai.kernel.refusals import BadInput, Refused

from .simulated import draw, names

DIFFICULTIES = np.linspace(-1.5, 1.5, 12)
SLOPES = np.array([0.7, 1.0, 1.3] * 4)


def of(calibration, field):
    return np.array([getattr(item, field) for item in calibration.items])


def test_symmetric_functions_equal_enumeration():
    beta = np.array([-1.0, 0.3, 0.9, 2.0])
    p, log_gamma = right_given_score(beta)
    for score in range(5):
        weights = {}
        for right in itertools.combinations(range(4), score):
            weights[right] = np.exp(-beta[list(right)].sum())
        assert log_gamma[score] == pytest.approx(np.log(sum(weights.values())))
        for j in range(4):
            share = sum(w for right, w in weights.items() if j in right) / sum(weights.values())
            assert p[j, score] == pytest.approx(share)


def test_symmetric_functions_of_a_hundred_unequal_items_stay_finite():
    p, log_gamma = right_given_score(np.linspace(-6, 6, 100))
    assert np.isfinite(log_gamma).all()
    assert p.sum(0) == pytest.approx(np.arange(101))  # expected right answers equal the score


def test_rasch_finds_the_difficulties_back_within_their_errors():
    scored, _ = draw(np.ones(12), DIFFICULTIES, 4000, seed=3, mean=0.7)
    calibration = rasch(scored, names(12))
    z = (of(calibration, "difficulty") - DIFFICULTIES) / of(calibration, "difficulty_error")
    assert calibration.converged
    assert np.abs(z).max() < 4 and 0.5 < z.std() < 1.6


def test_two_item_rasch_equals_the_closed_form():
    scored = np.array([[1, 0]] * 30 + [[0, 1]] * 10 + [[1, 1]] * 7 + [[0, 0]] * 3)
    first, second = rasch(scored, names(2)).items
    assert second.difficulty - first.difficulty == pytest.approx(np.log(3), abs=1e-6)
    # the difference's variance is 1/30 + 1/10, half the difference stands on either side of 0
    assert first.difficulty_error == pytest.approx(np.sqrt(1 / 30 + 1 / 10) / 2, rel=1e-4)


def test_rasch_links_two_forms_by_their_common_items():
    scored, _ = draw(np.ones(12), DIFFICULTIES, 6000, seed=4)
    scored[:3000, 8:] = MISSING
    scored[3000:, :4] = MISSING
    calibration = rasch(scored, names(12))
    assert np.abs(of(calibration, "difficulty") - DIFFICULTIES).max() < 0.25
    assert calibration.candidates < 6000  # all right and all wrong say nothing


def test_two_parameters_are_found_back_within_their_errors():
    scored, _ = draw(SLOPES, DIFFICULTIES, 6000, seed=5)
    calibration = two_parameter(scored, names(12))
    assert calibration.converged and calibration.notes == ()
    for field, truth in (("slope", SLOPES), ("difficulty", DIFFICULTIES)):
        z = (of(calibration, field) - truth) / of(calibration, f"{field}_error")
        assert np.abs(z).max() < 4 and 0.4 < z.std() < 1.7


def test_two_parameters_survive_answers_missing_at_random():
    scored, _ = draw(SLOPES, DIFFICULTIES, 6000, seed=6)
    scored[np.random.default_rng(7).random(scored.shape) < 0.2] = MISSING
    calibration = two_parameter(scored, names(12))
    z = (of(calibration, "difficulty") - DIFFICULTIES) / of(calibration, "difficulty_error")
    assert np.abs(z).max() < 4
    assert calibration.items[0].answered == (scored[:, 0] != MISSING).sum()


def test_the_estimate_is_a_maximum_and_its_errors_match_the_curvature():
    scored, _ = draw(SLOPES[:5], DIFFICULTIES[::3][:4].tolist() + [0.1], 3000, seed=8)
    calibration = two_parameter(scored, names(5))
    slope, difficulty = of(calibration, "slope"), of(calibration, "difficulty")
    data = Data(scored.astype(np.float32), None)
    top = np.r_[slope, -slope * difficulty]

    def likely(at):
        return likelihood_and_errors(data, at)[0]

    step = 0.05
    curvature = np.empty((10, 10))
    for i, j in itertools.product(range(10), repeat=2):
        e, f = np.eye(10)[i] * step, np.eye(10)[j] * step
        mixed = likely(top + e + f) - likely(top + e - f) - likely(top - e + f) + likely(top - e - f)
        curvature[i, j] = -mixed / (4 * step**2)
    for i in range(10):
        assert likely(top + np.eye(10)[i] * 0.1) < likely(top) > likely(top - np.eye(10)[i] * 0.1)
    expected = np.sqrt(np.diag(np.linalg.inv(curvature)))[:5]
    assert of(calibration, "slope_error") == pytest.approx(expected, rel=0.15)


@pytest.mark.parametrize("calibrate", [rasch, two_parameter])
def test_constant_items_are_reported_and_the_rest_calibrated(calibrate):
    scored, _ = draw(SLOPES[:6], DIFFICULTIES[3:9], 800, seed=9)
    scored = np.c_[scored, np.ones(800), np.zeros(800), np.full(800, MISSING)].astype(np.int8)
    items = calibrate(scored, names(9)).items
    assert [item.problem for item in items] == [""] * 6 + ["全部答对", "全部答错", "无人作答"]
    assert all(item.difficulty is not None for item in items[:6])
    assert all(item.difficulty is None for item in items[6:])


@pytest.mark.parametrize("calibrate", [rasch, two_parameter])
def test_one_candidate_or_one_item_ends_in_words_not_in_a_crash(calibrate):
    for scored in (np.array([[1, 0, 1]]), np.array([[1], [0]]), np.array([[1, 0], [1, 0]])):
        calibration = calibrate(scored, names(scored.shape[1]))
        assert all(item.difficulty is None and item.problem for item in calibration.items)
        assert calibration.notes


def test_few_candidates_bring_the_advice_to_use_rasch():
    scored, _ = draw(SLOPES[:5], DIFFICULTIES[:5], 499, seed=10)
    assert "Rasch" in two_parameter(scored, names(5)).notes[0]
    scored, _ = draw(SLOPES[:5], DIFFICULTIES[:5], 500, seed=10)
    assert two_parameter(scored, names(5)).notes == ()


def test_an_item_that_tells_nothing_has_no_difficulty():
    scored, _ = draw(SLOPES, DIFFICULTIES, 20000, seed=11)
    scored[:, 0] = np.random.default_rng(1).random(20000) < 0.5
    assert "难度无法确定" in two_parameter(scored, names(12)).items[0].problem


def test_values_other_than_right_wrong_missing_are_bad_input():
    with pytest.raises(BadInput):
        two_parameter(np.array([[3, 0]]), names(2))


def calibration(model="2pl", slopes=SLOPES, difficulties=DIFFICULTIES, error=0.05):
    rows = zip(names(len(slopes)), slopes, difficulties, strict=True)
    items = tuple(ItemParameters(n, 1000, float(a), float(b), error, error) for n, a, b in rows)
    return Calibration(model, items, 1000, 0.0, 1, True)


def test_linking_undoes_a_change_of_scale():
    there = calibration(slopes=SLOPES * 1.25, difficulties=(DIFFICULTIES - 0.4) / 1.25)
    to = link(calibration(), there)
    assert (to.slope, to.intercept) == (pytest.approx(1.25), pytest.approx(0.4))
    back = linked(there, to)
    assert of(back, "slope") == pytest.approx(SLOPES)
    assert of(back, "difficulty") == pytest.approx(DIFFICULTIES)


def test_rasch_scales_differ_by_a_shift_only():
    there = calibration("rasch", np.ones(12), DIFFICULTIES * 1.1 + 0.3)
    assert link(calibration("rasch", np.ones(12)), there).slope == 1.0


def test_two_common_items_are_too_few_and_three_suffice():
    few = Calibration("2pl", calibration().items[:2], 1, 0.0, 1, True)
    with pytest.raises(Refused, match="共同试题"):
        link(calibration(), few)
    assert len(link(calibration(), Calibration("2pl", calibration().items[:3], 1, 0.0, 1, True)).common) == 3


def test_a_leaked_item_drifts_and_does_not_drag_the_others_along():
    after = DIFFICULTIES + 0.3
    after[5] -= 1.5
    found = drift(calibration(), calibration(difficulties=after))
    assert [change.item for change in found if change.drifted] == ["题6"]
    assert found[0].change == pytest.approx(-1.5, abs=0.01)


def test_a_change_of_just_under_half_a_logit_is_no_drift_and_just_over_is():
    for change, drifted in ((0.49, False), (0.51, True)):
        after = DIFFICULTIES.copy()
        after[5] += change
        # the shift is measured without pulling the scale: all others stay put
        found = drift(calibration("rasch", np.ones(12)), calibration("rasch", np.ones(12), after), 0.5 * 11 / 12)
        assert found[0].drifted is drifted


def test_equal_forms_have_equal_scores_and_a_harder_form_is_credited():
    form = calibration()
    same = link(form, form)
    assert equated_scores(form, form, same) == pytest.approx(np.arange(13))
    harder = calibration(difficulties=DIFFICULTIES + 0.5)
    credited = equated_scores(form, harder, same)
    assert (credited[1:-1] > np.arange(13)[1:-1]).all()
    assert (np.diff(credited) > 0).all()


def test_equating_an_uncalibrated_form_is_refused():
    form = Calibration("2pl", (*calibration().items, ItemParameters("坏题", 9, None, None)), 1, 0.0, 1, True)
    with pytest.raises(Refused, match="坏题"):
        equated_scores(form, form, link(form, form))


def test_items_drawn_from_the_model_fit_and_a_random_one_does_not():
    scored, theta = draw(SLOPES, DIFFICULTIES, 4000, seed=12)
    good = item_fit(scored, calibration(), theta)
    assert all(item.fits and item.infit == pytest.approx(1, abs=0.1) for item in good)
    scored[:, 11] = np.random.default_rng(3).random(4000) < 0.5
    assert not item_fit(scored, calibration(), theta)[11].fits


def test_abilities_come_back_with_their_uncertainty():
    scored, theta = draw(SLOPES, DIFFICULTIES, 4000, seed=13)
    mean, sd = abilities(scored, calibration())
    assert np.abs(((mean - theta) / sd).std() - 1) < 0.05
    nobody, wide = abilities(np.full((1, 12), MISSING), calibration())
    assert nobody[0] == pytest.approx(0, abs=1e-4) and wide[0] == pytest.approx(1, abs=1e-3)


def test_information_is_highest_at_the_difficulty():
    at = information(calibration().items[:1], np.array([-2.5, -1.5, -0.5]))[:, 0]
    assert at[1] == pytest.approx(0.25 * 0.49) and at[1] > at[0] and at[1] > at[2]
