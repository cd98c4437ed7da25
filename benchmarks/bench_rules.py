"""Career rules: ours against OpenFisca-core with the same rules and against hand-written int8 numpy, in one run.

Per CPU-second of the process. OpenFisca knows no unknown, so the peers decide complete persons; our figure with
unknowns is printed beside. The rules for OpenFisca are generated from the same definitions; the hand-written
code is checked to give the same outcomes. Run with an environment that has the `bench` dependencies:
    PYTHONPATH=. python benchmarks/bench_rules.py [PERSONS] [FILE_ROWS]
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import resource  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from datetime import date  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import numpy as np  # noqa: E402
import polars as pl  # noqa: E402

from liangcai.engines.rules import bulk_numpy, bulk_polars  # noqa: E402
from liangcai.engines.rules.book import View  # noqa: E402
from liangcai.engines.rules.bulk_numpy import UNKNOWN  # noqa: E402
from liangcai.engines.rules.career import career_view, explainer  # noqa: E402
from liangcai.engines.rules.facts import COLUMNS  # noqa: E402
from liangcai.engines.rules.language import TESTS, All, Any_, Fact, Fixed, Named, Node, Not  # noqa: E402
from liangcai.engines.rules.load import load_policy  # noqa: E402
from tests.engines.rules.persons import columns, person  # noqa: E402

ROOT = Path(__file__).parents[1]
ON = date(2022, 6, 30)
SEED = 20211230
TARGETS = ("title_review", "skill_evaluation", "direct_recognition", "authority_recognition", "exemption")
KINDS = {column.name: column.kind for column in COLUMNS}
Arrays = dict[str, np.ndarray]


def cpu(work: Callable[[], Any], repeat: int = 3) -> tuple[float, Any]:
    """Best of `repeat` in CPU-seconds, and the result."""
    best, result = float("inf"), None
    for _ in range(repeat):
        start = time.process_time()
        result = work()
        best = min(best, time.process_time() - start)
    return best, result


def by_hand(c: Arrays) -> dict[str, np.ndarray]:
    """What a careful programmer writes once for these rules: int8 and boolean arrays, shared parts computed once."""
    yes = {name: c[name] == 1 for name, kind in KINDS.items() if kind == "yes_no"}
    job, level, title = c["用人单位"], c["技能等级"], c["职称"]
    hired, free, honest = job <= 3, job == 4, ~yes["查实弄虚作假"]
    hired &= job >= 1
    scope = (yes["在江苏"] & ((hired & yes["一线岗位"]) | free) & (level >= 3) & yes["基本条件"] & yes["准入合格"]
             & yes["目录对应"] & yes["证书相应"] & honest & (c["考核合格年数"] >= 3))
    ws, wc, ng, nc, rural = c["世赛奖项"], c["世赛教练"], c["国赛奖项"], c["国赛教练"], c["乡土赛一等奖"]
    class_a = (yes["中华技能大奖"] | yes["全国技术能手"]
               | yes["国家级技能大师工作室带头人"] | yes["省级技能大师工作室带头人"]
               | yes["省乡土人才大师示范工作室带头人"] | yes["省乡土人才传承示范基地带头人"] | yes["国务院政府特殊津贴"]
               | yes["省突出贡献专家"] | yes["江苏大工匠"] | yes["省厅认定特级技师"] | (ws >= 2) | (wc >= 2) | (ng == 4)
               | (nc == 4) | yes["状元赛一等奖"] | (rural == 2))
    class_b = yes["江苏工匠"] | (ws == 1) | (wc == 1) | (ng == 3) | (ng == 2) | (nc == 3) | (nc == 2)
    green_a, green_b = scope & class_a, scope & class_b
    review = np.zeros(len(level), np.int8)
    for test, rank in (
        (scope & (c["持三级年限"] >= 2) & (c["三级后年限"] >= 2), 2),
        (scope & (c["持二级年限"] >= 3) & (c["二级后年限"] >= 3), 3),
        (scope & (c["持一级年限"] >= 4) & (c["一级后年限"] >= 4), 4),
        (green_a & (title < 4), 4), (green_a & (title == 4), 5),
        (green_b & (title < 2), 2), (green_b & (title == 2), 3), (green_b & (title == 3), 4),
    ):
        np.maximum(review, test * np.int8(rank), out=review)
    pro = (yes["职称系列符合"] & (title >= 2) & yes["在江苏"]
           & ((hired & (yes["技术技能岗位"] | yes["一线岗位"])) | free)
           & yes["职称对应"] & honest)
    skill = np.zeros(len(level), np.int8)
    for test, rank in (
        (pro & (c["助理后年限"] >= 1), 3),
        (pro & ((c["中级后年限"] >= 1) | ((c["助理后年限"] >= 4) & (c["助理后技能年限"] >= 4))), 4),
        (pro & ((c["副高后年限"] >= 1) | ((c["中级后年限"] >= 4) & (c["中级后技能年限"] >= 4))), 5),
        (pro & ((title == 5) | yes["中华技能大奖"] | (wc >= 2)), 6),
    ):
        np.maximum(skill, test * np.int8(rank), out=skill)
    praised = pro & (yes["国务院政府特殊津贴"] | yes["省突出贡献专家"] | (ng >= 1) | yes["状元赛一等奖"] | (rural >= 1))
    worker = (level >= 1) | yes["技术技能岗位"] | yes["一线岗位"] | (title < 2)
    one, two = honest & (c["已证技能等级"] <= 5), honest & (c["已证技能等级"] <= 4)
    country, home = c["国家一类赛名次"], c["省一类赛名次"]
    direct = np.zeros(len(level), np.int8)
    for test, rank in (
        (praised & (level < 4), 4), (praised & (level == 4), 5),
        (one & ((ws >= 1) | yes["中华技能大奖"] | yes["全国技术能手"] | yes["江苏技能大奖"]), 5),
        (one & worker & ((country <= 3) | (home == 1)), 5),
        (two & worker & (((country >= 4) & (country <= 6)) | ((home >= 2) & (home <= 3))), 4),
    ):
        np.maximum(direct, test * np.int8(rank), out=direct)
    left = (two & (yes["其他竞赛获奖"] | yes["其他政府表彰"])) * np.int8(4)
    return {"title_review": review, "skill_evaluation": skill, "direct_recognition": direct,
            "authority_recognition": left, "exemption": (pro & ~yes["已知准入类职业"]) * np.int8(1)}


# -- OpenFisca-core with the same rules, one variable a fact, a shared condition, a rule and a target


def openfisca_system(view: View) -> tuple[Any, dict[str, str], dict[str, str]]:
    """The tax-and-benefit system, the variable of each fact, and of each target."""
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    entity = build_entity(key="person", plural="persons", label="person", is_person=True)
    system = TaxBenefitSystem([entity])
    facts = {column.name: column.key for column in view.columns}
    named: dict[str, str] = {}

    def add(name: str, kind: type, formula: Callable | None = None) -> None:
        body: dict[str, Any] = {"value_type": kind, "entity": entity, "definition_period": DateUnit.ETERNITY,
                                "label": name}
        if formula:
            body["formula"] = formula
        system.add_variable(type(name, (Variable,), body))

    def variable(node: Named) -> str:
        if node.name not in named:
            value = compiled(node.part)
            named[node.name] = f"c{len(named)}"
            add(named[node.name], bool, lambda person, period: value(person, period))
        return named[node.name]

    def compiled(node: Node) -> Callable:
        if isinstance(node, Named):
            name = variable(node)
            return lambda person, period: person(name, period)
        if isinstance(node, All | Any_):
            parts, combine = [compiled(part) for part in node.parts], isinstance(node, Any_)

            def join(person: Any, period: Any) -> Any:
                out = parts[0](person, period)
                for part in parts[1:]:
                    out = out + part(person, period) if combine else out * part(person, period)
                return out

            return join
        if isinstance(node, Not):
            inner = compiled(node.part)
            return lambda person, period: ~inner(person, period)
        if isinstance(node, Fixed):
            return lambda person, period: np.full(person.count, node.value)
        name = facts[node.column.name]
        if isinstance(node, Fact):
            return lambda person, period: person(name, period)
        test, needed = TESTS[node.sign], node.value
        return lambda person, period: test(person(name, period), needed)

    for column in view.columns:
        add(column.key, bool if column.kind == "yes_no" else int)
    targets = {}
    for target in TARGETS:
        targets[target] = f"target_{target}"
        add(targets[target], int, best_of([(variable(clause.node), clause.rank) for clause in view.of(target)]))
    return system, facts, targets


def best_of(clauses: list[tuple[str, int]]) -> Callable:
    def best(person: Any, period: Any) -> Any:
        out = np.zeros(person.count, np.int32)
        for name, rank in clauses:
            out = np.maximum(out, person(name, period) * rank)
        return out

    return best


def openfisca_decide(system: Any, facts: dict[str, str], targets: dict[str, str], arrays: Arrays,
                     trace: bool = False) -> dict[str, np.ndarray]:
    from openfisca_core.simulations import SimulationBuilder

    simulation = SimulationBuilder().build_default_simulation(system, count=len(arrays["职称"]))
    simulation.trace = trace
    for fact, name in facts.items():
        simulation.set_input(name, "2022-06", arrays[fact].astype(bool if KINDS[fact] == "yes_no" else np.int32))
    return {target: simulation.calculate(name, "2022-06") for target, name in targets.items()}


def equal(ours: bulk_numpy.Outcomes, other: dict[str, np.ndarray]) -> None:
    for target in TARGETS:
        assert (ours[target][0] == other[target]).all(), target


def bench_bulk(view: View, persons: int) -> None:
    unknown = columns(persons, np.random.default_rng(SEED))
    arrays = {name: np.where(values == UNKNOWN, np.int8(1), values) for name, values in unknown.items()}
    ours, outcomes = cpu(lambda: bulk_numpy.decide(view, arrays))
    with_unknown, _ = cpu(lambda: bulk_numpy.decide(view, unknown))
    hand, result = cpu(lambda: by_hand(arrays))
    equal(outcomes, result)
    frame = pl.DataFrame(arrays).with_columns(
        pl.col(name).cast(pl.Boolean) for name, kind in KINDS.items() if kind == "yes_no").lazy()
    polars, _ = cpu(lambda: frame.with_columns(bulk_polars.rule_columns(view)).select(
        bulk_polars.outcome_columns(view)).collect())
    system, facts, targets = openfisca_system(view)
    fisca, result = cpu(lambda: openfisca_decide(system, facts, targets, arrays))
    equal(outcomes, result)
    print(f"bulk, {persons:,} persons, {len(view.clauses)} rules, persons per CPU-second:")
    for name, seconds in (("ours, numpy", ours), ("ours, numpy, one cell in 16 unknown", with_unknown),
                          ("ours, polars", polars), ("hand-written int8 numpy", hand), ("OpenFisca-core", fisca)):
        print(f"  {name:38} {persons / seconds:14,.0f}")
    print(f"  ours / OpenFisca-core {fisca / ours:.1f}x (target 15)   "
          f"ours / hand-written {hand / ours:.2f}x (target 0.6)")


def bench_one(policy: Any, view: View) -> None:
    arrays = columns(500, np.random.default_rng(SEED))
    arrays = {name: np.where(values == UNKNOWN, np.int8(1), values) for name, values in arrays.items()}
    persons = [{name: int(values[row]) for name, values in arrays.items()} for row in range(500)]
    explain = explainer(policy, ON)
    ours, _ = cpu(lambda: [explain.outcomes(explain.findings(facts, every=False)) for facts in persons], 5)
    system, facts, targets = openfisca_system(view)
    singles = [{name: values[row:row + 1] for name, values in arrays.items()} for row in range(50)]
    fisca, _ = cpu(lambda: [openfisca_decide(system, facts, targets, one, trace=True) for one in singles])
    print("one person with the deciding conditions, per CPU-second:")
    print(f"  ours {500 / ours:,.0f}   OpenFisca-core with trace {50 / fisca:,.0f}   "
          f"ratio {(fisca / 50) / (ours / 500):.1f}x (target 25)")


RUN = """
import resource, sys, time
from datetime import date
from pathlib import Path
from liangcai.engines.rules.bulk_files import screen
from liangcai.engines.rules.career import career_view
from liangcai.engines.rules.load import load_policy
view = career_view(load_policy("policy"), date(2022, 6, 30))
start = time.time()
found = screen(Path(sys.argv[1]), Path(sys.argv[2]), view)
used = resource.getrusage(resource.RUSAGE_SELF)
print(found.decided, time.time() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6)
"""


def bench_file(rows: int) -> None:
    import random

    rng = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "persons.parquet", Path(folder) / "outcomes.parquet"
        part = pl.DataFrame([person(rng) for _ in range(20_000)], infer_schema_length=None)
        pl.concat([part.lazy()] * max(1, rows // len(part))).sink_parquet(source)
        out = subprocess.run([sys.executable, "-c", RUN, str(source), str(target)], cwd=ROOT, check=True, text=True,
                             capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)}).stdout.split()
        decided, wall, used, memory = int(out[0]), *map(float, out[1:])
        size = source.stat().st_size / 1e6
        print(f"file: {decided:,} rows from Parquet ({size:,.0f} MB), checked, decided, written, "
              f"counted: {wall:.0f} s, {used:.0f} CPU-s, {memory:.2f} GB at most (target 1)")


def main() -> None:
    persons = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000_000
    policy = load_policy(ROOT / "policy")
    view = career_view(policy, ON)
    bench_bulk(view, persons)
    bench_one(policy, view)
    if rows:
        bench_file(rows)
    print(f"this process at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
