"""Decide many persons at once with numpy.

Columns are int8; yes/no is 1/0, unknown is `UNKNOWN` (-128) in every column. The conditions of a view are
compiled once into a short list of steps in which equal parts appear once; each step yields (surely,
possibly), the same array where no unknown can reach it. Rows are taken in blocks that stay in the cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from liangcai.engines.rules.book import Clause, View
from liangcai.engines.rules.language import All, Any_, Fact, Fixed, Named, Node, Not

UNKNOWN = -128
BLOCK = 1 << 17

NONE, ONE, HOLE = np.int8(0), np.int8(1), np.int8(UNKNOWN)
UFUNCS = {">=": np.greater_equal, ">": np.greater, "<=": np.less_equal, "<": np.less, "==": np.equal,
          "!=": np.not_equal}

Columns = Mapping[str, NDArray[np.int8]]
Truth = tuple[NDArray[np.bool_], NDArray[np.bool_]]
Outcomes = dict[str, tuple[NDArray[np.int8], NDArray[np.int8]]]
# ("fact", column) | ("test", column, sign, value) | ("and", a, b) | ("or", a, b) | ("not", a) | ("fixed", truth),
# where a and b are earlier steps
Step = tuple


@dataclass
class Plan:
    """`steps` in order; `ranked[target]` = [(rank, step)], rising; `rules[id]` = step; `columns` that are read."""

    steps: list[Step] = field(default_factory=list)
    place: dict[Step, int] = field(default_factory=dict)
    ranked: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)

    @cached_property
    def columns(self) -> frozenset[str]:
        return frozenset(step[1] for step in self.steps if step[0] in ("fact", "test"))

    @cached_property
    def facts(self) -> frozenset[str]:
        return frozenset(step[1] for step in self.steps if step[0] == "fact")

    def put(self, step: Step) -> int:
        if step not in self.place:
            self.place[step] = len(self.steps)
            self.steps.append(step)
        return self.place[step]

    def add(self, node: Node) -> int:
        if isinstance(node, Named):
            return self.add(node.part)
        if isinstance(node, All | Any_):
            return self.join(["and", "or"][isinstance(node, Any_)], [self.add(part) for part in node.parts])
        if isinstance(node, Not):
            inner = self.add(node.part)
            known = self.steps[inner]
            return self.put(("fixed", not known[1])) if known[0] == "fixed" else self.put(("not", inner))
        if isinstance(node, Fixed):
            return self.put(("fixed", node.value))
        if isinstance(node, Fact):
            return self.put(("fact", node.column.name))
        return self.put(("test", node.column.name, node.sign, node.value))

    def join(self, word: str, parts: list[int]) -> int:
        """Left to right, so that conditions with the same beginning share it; switches of the policy fold away."""
        settles = word == "or"
        fixed = [self.steps[part][1] for part in parts if self.steps[part][0] == "fixed"]
        if settles in fixed:
            return self.put(("fixed", settles))
        left = [part for part in parts if self.steps[part][0] != "fixed"]
        if not left:
            return self.put(("fixed", not settles))
        out = left[0]
        for part in left[1:]:
            out = self.put((word, out, part))
        return out


@lru_cache(maxsize=64)
def outcome_plan(view: View) -> Plan:
    """Steps of the ranked targets only; rules of equal rank are one disjunction."""
    plan = Plan()
    for target in view.targets:
        by_rank: dict[int, list[Clause]] = {}
        for clause in view.of(target):
            by_rank.setdefault(clause.rank, []).append(clause)
        plan.ranked[target] = [(rank, plan.join("or", [plan.add(clause.node) for clause in by_rank[rank]]))
                               for rank in sorted(by_rank)]
    return plan


@lru_cache(maxsize=64)
def rule_plan(view: View) -> Plan:
    plan = Plan()
    plan.rules = {clause.rule.id: plan.add(clause.node) for clause in view.clauses}
    return plan


def decide(view: View, columns: Columns) -> Outcomes:
    """For each ranked target (sure rank, possible rank), int8, 0 = none. `columns`: Chinese name → int8."""
    plan = outcome_plan(view)
    rows = len(next(iter(columns.values())))
    out = {target: (np.zeros(rows, np.int8), np.zeros(rows, np.int8)) for target in view.targets}
    (slots, count), read = slots_of(plan), plan.columns
    room = np.empty((2, count, min(BLOCK, rows)), np.bool_)
    for start in range(0, rows, BLOCK):
        part = slice(start, min(start + BLOCK, rows))
        block = {name: columns[name][part] for name in read}
        holed = holes(plan, block)
        size = part.stop - part.start
        buffers = list(room[0, :, :size]), list(room[1, :, :size])
        truths = run(plan.steps, block, holed, slots, buffers)
        for target, ranked in plan.ranked.items():
            best(out[target][0][part], out[target][1][part], [(rank, truths[step]) for rank, step in ranked])
    return out


def slots_of(plan: Plan) -> tuple[list[int], int]:
    """A buffer for each step, given back after its last use, so that few are in the cache at a time. A result
    is never written over one that it still reads, nor over one that an outcome needs."""
    kept = {step for ranked in plan.ranked.values() for _, step in ranked} | set(plan.rules.values())
    last = {used: number for number, step in enumerate(plan.steps) for used in operands(step)}
    free: list[int] = []
    slots: list[int] = []
    count = 0
    for number, step in enumerate(plan.steps):
        if free:
            slots.append(free.pop())
        else:
            slots.append(count)
            count += 1
        free += [slots[used] for used in set(operands(step)) if last[used] == number and used not in kept]
    return slots, count


def operands(step: Step) -> tuple[int, ...]:
    return step[1:] if step[0] in ("and", "or", "not") else ()


def holes(plan: Plan, columns: Columns) -> set[str]:
    """The columns that hold an unknown. Read as bytes UNKNOWN is 128, above every value."""
    facts = plan.facts
    found = set()
    for name in plan.columns:
        highest = np.maximum.reduce(columns[name].view(np.uint8), initial=0)
        if highest >= 128:
            found.add(name)
        elif highest > 1 and name in facts:
            raise ValueError(f"column {name} holds other values than 0, 1 and {UNKNOWN}")
    return found


def best(sure: NDArray[np.int8], possible: NDArray[np.int8], ranked: list[tuple[int, Truth]]) -> None:
    """Write the highest rank that holds, and the highest that may."""
    for rank, (surely, _) in ranked:
        np.maximum(sure, surely.view(np.int8) * np.int8(rank), out=sure)
    if all(surely is possibly for _, (surely, possibly) in ranked):
        possible[:] = sure
        return
    for rank, (_, possibly) in ranked:
        np.maximum(possible, possibly.view(np.int8) * np.int8(rank), out=possible)


def rule_truths(view: View, columns: Columns, rules: Iterable[str] | None = None) -> dict[str, NDArray[np.int8]]:
    """For each rule 1 true, 0 false, UNKNOWN; every rule of the view unless named."""
    plan = rule_plan(view)
    rows = len(next(iter(columns.values())))
    holed = holes(plan, columns)
    slots, count = slots_of(plan)
    room = np.empty((2, count, rows), np.bool_)
    truths = run(plan.steps, columns, holed, slots, (list(room[0]), list(room[1])))
    wanted = plan.rules if rules is None else {rule: plan.rules[rule] for rule in rules}
    return {rule: coded(*truths[step]) for rule, step in wanted.items()}


def coded(surely: NDArray[np.bool_], possibly: NDArray[np.bool_]) -> NDArray[np.int8]:
    return np.where(surely, np.int8(1), np.where(possibly, np.int8(UNKNOWN), np.int8(0)))


def run(steps: list[Step], columns: Columns, holed: set[str], slots: list[int],
        buffers: tuple[list[NDArray[np.bool_]], list[NDArray[np.bool_]]]) -> list[Truth]:
    """Every step over one block; results lie in `buffers` at the step's slot."""
    out: list[Truth] = []
    for step, slot in zip(steps, slots, strict=True):
        word, sure, possible = step[0], buffers[0][slot], buffers[1][slot]
        if word == "fact":
            out.append(said(columns[step[1]], step[1] in holed, sure, possible))
        elif word == "test":
            out.append(tested(columns[step[1]], step[2], np.int8(step[3]), step[1] in holed, sure, possible))
        elif word == "not":
            surely, possibly = out[step[1]]
            turned = np.logical_not(possibly, out=sure)
            out.append((turned, turned if surely is possibly else np.logical_not(surely, out=possible)))
        elif word == "fixed":
            sure[:] = step[1]
            out.append((sure, sure))
        else:
            (a, b), (c, d) = out[step[1]], out[step[2]]
            connective = np.logical_and if word == "and" else np.logical_or
            connective(a, c, out=sure)
            out.append((sure, sure if a is b and c is d else connective(b, d, out=possible)))
    return out


def said(array: NDArray[np.int8], holed: bool, sure: NDArray[np.bool_], possible: NDArray[np.bool_]) -> Truth:
    """A yes/no column: without unknowns its 0 and 1 are already numpy's truth values."""
    if not holed:
        truth = array.view(np.bool_)
        return truth, truth
    return np.equal(array, ONE, out=sure), np.not_equal(array, NONE, out=possible)


def tested(array: NDArray[np.int8], sign: str, value: np.int8, holed: bool, sure: NDArray[np.bool_],
           possible: NDArray[np.bool_]) -> Truth:
    """UNKNOWN is below every value, so only the other half of each test needs a mask."""
    test = UFUNCS[sign]
    if not holed:
        return test(array, value, out=sure), sure
    if sign in (">=", ">", "=="):
        test(array, value, out=sure)
        np.equal(array, HOLE, out=possible)
        return sure, np.logical_or(sure, possible, out=possible)
    test(array, value, out=possible)
    np.not_equal(array, HOLE, out=sure)
    return np.logical_and(sure, possible, out=sure), possible
