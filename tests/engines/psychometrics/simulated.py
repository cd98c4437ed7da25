"""Responses drawn from known items, for tests that ask the estimates back."""

import numpy as np


def draw(slopes, difficulties, candidates, seed, mean=0.0):
    rng = np.random.default_rng(seed)
    theta = rng.normal(mean, 1, candidates)
    p = 1 / (1 + np.exp(-np.asarray(slopes) * (theta[:, None] - np.asarray(difficulties))))
    return (rng.random(p.shape) < p).astype(np.int8), theta


def names(n):
    return [f"题{j + 1}" for j in range(n)]
