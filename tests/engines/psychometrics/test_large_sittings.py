"""A large sitting is calibrated from a part of itself; the estimate is that of plain EM."""

import importlib

import numpy as np
import pytest

from liangcai.engines.psychometrics import MISSING, two_parameter

model = importlib.import_module("liangcai.engines.psychometrics.two_parameter")


def sitting(candidates, items=20, seed=4, missing=0.0):
    chance = np.random.default_rng(seed)
    slope, difficulty = np.exp(chance.normal(0, 0.3, items)), chance.normal(0, 1, items)
    p = 1 / (1 + np.exp(-slope * (chance.normal(0, 1, candidates)[:, None] - difficulty)))
    scored = (chance.random(p.shape) < p).astype(np.int8)
    scored[chance.random(p.shape) < missing] = MISSING
    return scored, [f"q{j}" for j in range(items)]


def estimates(calibration):
    return np.array([(item.slope, item.difficulty, item.slope_error) for item in calibration.items])


@pytest.mark.parametrize("missing", [0.0, 0.2])
@pytest.mark.parametrize("candidates", [8193, 40_000])
def test_the_way_through_a_part_ends_where_plain_em_ends(monkeypatch, candidates, missing):
    scored, names = sitting(candidates, missing=missing)
    quick = two_parameter(scored, names)
    monkeypatch.setattr(model, "BY_EM", 10**9)
    plain = two_parameter(scored, names)
    assert quick.converged and plain.converged
    assert np.abs(estimates(quick) - estimates(plain)).max() < 0.01
    assert quick.log_likelihood >= plain.log_likelihood - 0.5


def test_an_item_that_does_not_vary_in_the_part_falls_back_to_em():
    scored, names = sitting(9000)
    scored[:, 0] = 1
    scored[1, 0] = 0  # not among every fourth candidate
    found = two_parameter(scored, names)
    assert found.converged and found.items[3].difficulty is not None


def test_steps_that_do_not_lead_closer_are_given_up():
    scored, _ = sitting(9000)
    data = model.Data(scored.astype(np.float32), None)
    start = np.r_[np.ones(20), np.zeros(20)]
    assert model.scoring(data, start, np.eye(40)) is None


def test_values_other_than_one_zero_and_missing_are_still_refused():
    from liangcai.kernel.refusals import BadInput

    for wrong in (2, -2, 0.5, 257):
        scored = np.zeros((4, 3), type(wrong) if isinstance(wrong, float) else np.int64)
        scored[2, 1] = wrong
        with pytest.raises(BadInput):
            two_parameter(scored, ["a", "b", "c"])
