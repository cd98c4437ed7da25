"""Paper assembly: ours against form-after-form HiGHS and the full K-form programme, same model, same run.

`python benchmarks/bench_assembly.py [--full-seconds 120] [--quick]`. CPU seconds of one process; costs are whole
numbers (100 a former use plus up to 99 for how recently). The bank is generated.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import replace

import numpy as np

from liangcai.engines.assembly import Bank, BankShort, Blueprint, Cell, Difficulty, assemble
from liangcai.engines.assembly.bound import aggregate
from liangcai.engines.assembly.exact import settle
from liangcai.engines.assembly.linear import solve
from liangcai.engines.assembly.model import Model, build_model
from liangcai.kernel.refusals import Refused

LEAVES = 20


def generated_bank(count: int, seed: int = 1) -> Bank:
    """20 scopes in two halves each; 80 single-choice and 20 true/false of a form come from 60 cells."""
    random = np.random.default_rng(seed)
    true_false = random.random(count) < 0.27
    leaf = random.choice(LEAVES, count, p=random.dirichlet(np.full(LEAVES, 40.0)))
    b = np.clip(random.normal(-0.3, 1.0, count), -3, 3)
    a = np.exp(random.normal(-0.25, 0.3, count))
    c = np.where(true_false, random.beta(8, 10, count), random.beta(5, 17, count))
    half = (b + random.normal(0, 0.3, count) > -0.7).astype(int)
    points = int(np.clip(count / LEAVES / 4, 12, 60))
    point = leaf * points + random.integers(0, points, count)
    importance = random.choice(3, LEAVES * points, p=[0.6, 0.3, 0.1])[point]
    enemies = np.full(count, -1)
    some = random.permutation(count)[: count * 8 // 100]
    enemies[some] = np.arange(len(some)) // 3
    return Bank(
        item_ids=tuple(f"DEMO{n:06d}" for n in range(count)),
        types=np.where(true_false, 2, 0).astype(np.int8),
        scope_names=tuple(f"A-{n // 2}-{n % 2}" for n in range(2 * LEAVES)),
        scopes=(leaf * 2 + half).astype(np.int32),
        point_names=tuple(f"P{n}" for n in range(LEAVES * points)),
        points=point.astype(np.int32),
        importances=importance.astype(np.int8),
        difficulty=c + (1 - c) / (1 + np.exp(1.7 * a * b)),
        irt=np.stack([a, b, c], axis=1),
        times_used=random.poisson(random.gamma(1.2, 1.6, count)).astype(np.int64),
        recency=random.integers(0, 100, count).astype(np.int64),
        enemy_names=tuple(f"E{n}" for n in range(len(some) // 3 + 1)),
        enemies=enemies.astype(np.int32),
    )


def blueprint_for(bank: Bank, use: int) -> Blueprint:
    cells = []
    for leaf in range(LEAVES):
        cells += [Cell(f"{leaf}-0", f"A-{leaf}-0", "single_choice", 2, 1.0)]
        cells += [Cell(f"{leaf}-1", f"A-{leaf}-1", "single_choice", 2, 1.0)]
        cells += [Cell(f"{leaf}-t", f"A-{leaf}", "true_false", 1, 1.0)]
    plain = Blueprint("6-04-03-03", "四级", tuple(cells), 0.5, 0.15, Difficulty(0.5, 0.005), use, 1)
    model = build_model(bank, plain, 1)
    found = np.bincount(model.cell, minlength=model.cells)
    each = np.bincount(model.cell, bank.difficulty[model.item], model.cells) / found
    return replace(plain, difficulty=Difficulty(float((each * model.need).sum() / plain.items), 0.005))


def form_after_form(model: Model) -> tuple[int | None, float]:
    """One exact programme a form over all items still free; (cost, CPU seconds), None where a form cannot be made."""
    start, cost, uses = time.process_time(), 0, np.zeros(int(model.item.max()) + 1, np.int64)
    for _ in range(model.forms):
        free = np.flatnonzero(uses[model.item] < model.use)
        alone = replace(model.restricted(free), forms=1, use=1)
        found = solve(aggregate(alone, model.tolerance).programme, whole=True, gap=1e-3, seconds=120)
        if not len(found.x):
            return None, time.process_time() - start
        chosen = free[np.flatnonzero(np.round(found.x))]
        uses[model.item[chosen]] += 1
        cost += int(model.cost[chosen].sum())
    return cost, time.process_time() - start


def ours(bank: Bank, blueprint: Blueprint, forms: int) -> tuple[str, int, float]:
    start = time.process_time()
    try:
        made = assemble(bank, blueprint, forms)
    except BankShort as short:
        return f"refused: {len(short.shortages)} shortages", 0, time.process_time() - start
    except Refused as no:
        return f"refused: {no.code}", 0, time.process_time() - start
    took = time.process_time() - start
    said = f"cost {made.objective}, gap {made.certified_gap:.4%}, deviation {made.figures.max_deviation:.3%}"
    return said, made.objective, took


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--full-seconds", type=float, default=120.0)
    parser.add_argument("--quick", action="store_true", help="ours only")
    options = parser.parse_args()
    for count, forms, use in ((10_000, 50, 2), (100_000, 10, 1), (100_000, 50, 1), (1000, 50, 20), (1000, 5, 2)):
        bank = generated_bank(count)
        said, _, took = ours(bank, blueprint_for(bank, use), forms)
        print(f"{forms} forms from {count} (each used at most {use}): {took:.2f} CPU-s, {said}", flush=True)
    bank = generated_bank(10_000)
    blueprint = blueprint_for(bank, 1)
    short = replace(bank, points=np.where(bank.scopes < 4, bank.points % 2, bank.points))
    said, _, took = ours(short, blueprint, 10)
    print(f"short bank of 10000: {took:.2f} CPU-s, {said}")
    said, cost, took = ours(bank, blueprint, 10)
    print(f"10 forms from 10000: ours {took:.3f} CPU-s, {said}", flush=True)
    print(f"peak memory so far {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    if options.quick:
        return
    model = build_model(bank, blueprint, 10)
    peer, peer_took = form_after_form(model)
    print(f"  form after form, HiGHS {peer_took:.1f} CPU-s, cost {peer}; ratio {peer_took / took:.0f}x, "
          f"cost ours/peer {cost / peer if peer else float('nan'):.5f}", flush=True)  # fmt: skip
    start = time.process_time()
    slots, verdict = settle(model, "cost", options.full_seconds)
    found = "nothing found" if slots is None else f"cost {int(model.cost[slots].sum())}"
    print(f"  full programme, HiGHS, {options.full_seconds:g} s: {found}, bound {verdict.bound:.0f}, "
          f"{time.process_time() - start:.0f} CPU-s")  # fmt: skip


if __name__ == "__main__":
    main()
