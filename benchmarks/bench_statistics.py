"""2PL calibration of 100,000 candidates by 100 items: ours against PyPI `mirt`, in one run.

Both estimates are judged by one likelihood (61 nodes, double precision). CPU-seconds of the whole
process, one thread each. Run with an environment that has the `bench` dependencies:
    python benchmarks/bench_statistics.py [CANDIDATES] [ITEMS]
"""

import os

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[name] = "1"

import resource  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402

import numpy as np  # noqa: E402

from liangcai.engines.psychometrics import classical, option_tables, rasch, two_parameter  # noqa: E402

SEED = 3


def simulated(candidates: int, items: int):
    rng = np.random.default_rng(SEED)
    slope, difficulty = np.exp(rng.normal(-0.1, 0.3, items)), rng.normal(-0.5, 1, items)
    theta = rng.normal(0, 1, candidates)
    p = 1 / (1 + np.exp(-slope * (theta[:, None] - difficulty)))
    return (rng.random(p.shape) < p).astype(np.int8), slope, difficulty


def log_likelihood(scored: np.ndarray, slope: np.ndarray, difficulty: np.ndarray) -> float:
    nodes = np.linspace(-6, 6, 61)
    weights = np.exp(-(nodes**2) / 2)
    log_weights = np.log(weights / weights.sum())
    logits = slope[:, None] * (nodes - difficulty[:, None])
    right, wrong = -np.logaddexp(0, -logits), -np.logaddexp(0, logits)
    total = 0.0
    for base in range(0, len(scored), 8192):
        part = scored[base : base + 8192].astype(float)
        each = part @ (right - wrong) + wrong.sum(0) + log_weights
        top = each.max(1, keepdims=True)
        total += float((top[:, 0] + np.log(np.exp(each - top).sum(1))).sum())
    return total


def timed(act):
    start = time.process_time()
    result = act()
    return result, time.process_time() - start


def main() -> None:
    candidates, items = (int(text) for text in (sys.argv[1:] + ["100000", "100"][len(sys.argv) - 1 :])[:2])
    scored, slope, difficulty = simulated(candidates, items)
    names = [f"q{j}" for j in range(items)]
    print(f"{candidates} candidates, {items} items, seed {SEED}")
    _, seconds = timed(lambda: classical(scored, names))
    print(f"classical statistics        {seconds:8.2f} CPU-s")
    _, seconds = timed(lambda: option_tables(1 - scored, names, [0] * items, 2))
    print(f"option tables               {seconds:8.2f} CPU-s")
    _, seconds = timed(lambda: rasch(scored, names))
    print(f"Rasch, conditional          {seconds:8.2f} CPU-s")

    ours, seconds = timed(lambda: two_parameter(scored, names))
    a = np.array([item.slope for item in ours.items], float)
    b = np.array([item.difficulty for item in ours.items], float)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(
        f"2PL, ours with errors       {seconds:8.2f} CPU-s  log-likelihood {log_likelihood(scored, a, b):.1f}  "
        f"rmse a {np.sqrt(((a - slope) ** 2).mean()):.4f} b {np.sqrt(((b - difficulty) ** 2).mean()):.4f}  {memory} MB"
    )

    import mirt

    responses = scored.astype(np.int64)
    for label, options in (
        ("default", {}),
        ("no errors, squarem", {"compute_standard_errors": False, "accelerate": "squarem"}),
    ):
        theirs, other = timed(lambda options=options: mirt.fit_mirt(responses, model="2PL", **options))
        found = theirs.model.parameters
        likely = log_likelihood(scored, np.ravel(found["discrimination"]), np.ravel(found["difficulty"]))
        print(f"2PL, mirt {mirt.__version__} ({label})  {other:8.2f} CPU-s  log-likelihood {likely:.1f}")
        print(f"ratio mirt ({label}) : ours = {other / seconds:.1f}")


if __name__ == "__main__":
    main()
