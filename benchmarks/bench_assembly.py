"""Paper assembly: ours against form-after-form HiGHS and the full K-form programme, same model, same run.

`python benchmarks/bench_assembly.py [--full-seconds 120] [--quick]`. CPU seconds of one process; costs are whole
numbers (100 a former use plus up to 99 for how recently). The bank is generated. Every set of forms is read by the
independent verifier of the tests, which shares no code with the engine; the whole command runs in a process of its own.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import io
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np

from liangcai.engines.assembly import Assembly, Bank, BankShort, Blueprint, Cell, Difficulty, assemble
from liangcai.engines.assembly.bank import COLUMNS, IMPORTANCES, TYPES
from liangcai.engines.assembly.bound import aggregate
from liangcai.engines.assembly.exact import settle
from liangcai.engines.assembly.linear import solve
from liangcai.engines.assembly.model import Model, build_model
from liangcai.kernel.refusals import Refused

LEAVES = 20
SHORT_BY, SHORT_CELLS = 7, 12  # planted shortages
MEASURE = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{used.ru_utime + used.ru_stime:.2f} CPU-s, {used.ru_maxrss // 1024} MB, exit {done.returncode}", file=sys.stderr)
"""
VERIFIER = Path(__file__).resolve().parents[1] / "tests" / "engines" / "assembly" / "independent_verifier.py"


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


def items_csv(bank: Bank) -> str:
    """The bank as ITEMS.csv; recency is left out, as a date cannot say it exactly."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for n, item_id in enumerate(bank.item_ids):
        enemy = bank.enemy_names[bank.enemies[n]] if bank.enemies[n] >= 0 else ""
        writer.writerow([item_id, TYPES[bank.types[n]], bank.scope_names[bank.scopes[n]], bank.point_names[bank.points[n]],
                         IMPORTANCES[bank.importances[n]], repr(float(bank.difficulty[n])),
                         *(repr(float(v)) for v in bank.irt[n]), int(bank.times_used[n]), "", enemy, ""])  # fmt: skip
    return out.getvalue()


def blueprint_toml(blueprint: Blueprint) -> str:
    cells = "".join(f'[[cells]]\nscope = "{c.scope}"\ntype = "{c.type}"\ncount = {c.count}\nscore = {c.score}\n'
                    for c in blueprint.cells)  # fmt: skip
    goal = blueprint.difficulty
    assert goal is not None
    return (f'{cells}[importance]\nX_min = {blueprint.x_min}\nZ_max = {blueprint.z_max}\n[difficulty]\nmean = {goal.mean!r}\n'
            f"tolerance = {goal.tolerance}\n[forms]\nmax_item_use = {blueprint.max_item_use}\n"
            f"max_per_point = {blueprint.max_per_point}\n")  # fmt: skip


def violations(bank: Bank, blueprint: Blueprint, made: Assembly) -> int:
    """How many limits the independent verifier finds broken."""
    spec = importlib.util.spec_from_file_location("independent_verifier", VERIFIER)
    assert spec and spec.loader
    verifier = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(verifier)
    rows = [{"form": str(n), "position": str(p.position), "item_id": p.item_id, "cell": p.cell, "score": repr(p.score)}
            for n, form in enumerate(made.forms, 1) for p in form]  # fmt: skip
    items = list(csv.DictReader(io.StringIO(items_csv(bank), newline="")))
    return len(verifier.violations(items, tomllib.loads(blueprint_toml(blueprint)), rows))


def whole_command(bank: Bank, blueprint: Blueprint, forms: int) -> str:
    """`liangcai assemble` from files to files: CPU seconds and peak memory of its process."""
    with tempfile.TemporaryDirectory() as folder:
        items, plan, out = (Path(folder) / name for name in ("ITEMS.csv", "BLUEPRINT.toml", "FORMS.csv"))
        items.write_text(items_csv(bank))
        plan.write_text(blueprint_toml(blueprint))
        command = [sys.executable, "-m", "liangcai.cli.main", "assemble", "--bank", str(items), "--blueprint", str(plan),
                   "--forms", str(forms), "--out", str(out), "--json"]  # fmt: skip
        # through a small process of its own: a child's peak memory begins at that of the process it was forked from
        done = subprocess.run([sys.executable, "-c", MEASURE, *command], capture_output=True, text=True, check=True)
    return done.stderr.strip()


def ours(bank: Bank, blueprint: Blueprint, forms: int, seed: int = 0) -> tuple[str, int, float]:
    start = time.process_time()
    try:
        made = assemble(bank, blueprint, forms, seed)
    except BankShort as short:
        return f"refused: {len(short.shortages)} shortages", 0, time.process_time() - start
    except Refused as no:
        return f"refused: {no.code}", 0, time.process_time() - start
    took = time.process_time() - start
    again = assemble(bank, blueprint, forms, seed).conformity == made.conformity
    said = (f"cost {made.objective}, gap {made.certified_gap:.4%}, deviation {made.figures.max_deviation:.3%}, "
            f"{violations(bank, blueprint, made)} violations, same again: {'yes' if again else 'NO'}")  # fmt: skip
    return said, made.objective, took


def short_bank(bank: Bank, blueprint: Blueprint, forms: int) -> str:
    """Plants shortages: some cells keep only so many items, all of different points, that each lacks SHORT_BY."""
    planted = [cell for cell in blueprint.cells if cell.type == "single_choice"][:SHORT_CELLS]
    keep = np.ones(len(bank), bool)
    points = bank.points.copy()
    for cell in planted:
        mine = np.flatnonzero((bank.scopes == bank.scope_names.index(cell.scope)) & (bank.types == 0))
        left = forms * cell.count - SHORT_BY
        keep[mine[left:]] = False
        points[mine[:left]] = -1
    rows = np.flatnonzero(keep)
    short = replace(
        bank, item_ids=tuple(bank.item_ids[n] for n in rows), points=points[rows], enemies=np.full(len(rows), -1),
        **{name: getattr(bank, name)[rows] for name in ("types", "scopes", "importances", "difficulty", "irt", "times_used", "recency")},
    )  # fmt: skip
    start = time.process_time()
    try:
        assemble(short, blueprint, forms)
        found = {}
    except BankShort as no:
        found = {s.cell: s.short for s in no.shortages}
    took = time.process_time() - start
    right = sum(found.get(cell.name) == SHORT_BY for cell in planted)
    return f"short bank of {len(rows)}: {took:.2f} CPU-s, {right} of {len(planted)} planted shortages found exactly, {len(found)} named"


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
    print(short_bank(bank, blueprint, 10), flush=True)
    said, cost, took = ours(bank, blueprint, 10)
    print(f"10 forms from 10000: ours {took:.3f} CPU-s, {said}", flush=True)
    print(f"  whole command: {whole_command(bank, blueprint, 10)}", flush=True)
    large = generated_bank(100_000)
    print(f"10 forms from 100000, whole command: {whole_command(large, blueprint_for(large, 1), 10)}", flush=True)
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
