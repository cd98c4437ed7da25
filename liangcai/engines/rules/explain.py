"""One person, explained: the same nodes as closures, one Kleene walk; only the leaves that decide are kept.

A false conjunction is decided by its false parts alone, a true disjunction by its true ones; an unknown
result by the unknown parts. Each leaf brings its value and the citation of the condition it stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from liangcai.engines.rules.book import Clause, View
from liangcai.engines.rules.language import TESTS, All, Any_, Compare, Fact, Fixed, Named, Node, Not
from liangcai.engines.rules.policy import Source

Facts = Mapping[str, int | bool | None]
Due = Mapping[str, Callable[[int], date | None]]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A condition at the end of the walk and where it is written."""

    node: Fact | Compare | Fixed
    source: Source
    negated: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says about one person: truth None = unknown; `leaves` decide, with value and truth."""

    clause: Clause
    truth: bool | None
    leaves: tuple[tuple[Leaf, int | bool | None, bool | None], ...]


Walk = Callable[[Facts, dict], tuple[bool | None, tuple]]


class Explainer:
    """Made once for a view; `findings(facts)` per person. `facts`: Chinese column name → value, None = unknown."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.shared: dict[tuple[int, bool], Walk] = {}
        self.walks = [(clause, self.walk(clause.node, clause.rule.source, False)) for clause in view.clauses]
        self.ranked = [(clause, walk) for clause, walk in self.walks if clause.rank]

    def findings(self, facts: Facts, every: bool = True) -> list[Finding]:
        """All rules of the view (`every`) or only those of ranked targets."""
        memo: dict = {}
        walks = self.walks if every else self.ranked
        return [Finding(clause, *walk(facts, memo)) for clause, walk in walks]

    def outcomes(self, findings: list[Finding]) -> dict[str, tuple[int, int]]:
        """(sure rank, possible rank) of every ranked target."""
        out = {target: [0, 0] for target in self.view.targets}
        for finding in findings:
            rank = finding.clause.rank
            if rank and finding.truth is not False:
                best = out[finding.clause.rule.target]
                best[1] = max(best[1], rank)
                if finding.truth:
                    best[0] = max(best[0], rank)
        return {target: (sure, possible) for target, (sure, possible) in out.items()}

    def walk(self, node: Node, source: Source, negated: bool) -> Walk:
        if isinstance(node, Named):
            return self.named(node, negated)
        if isinstance(node, All | Any_):
            walks = tuple(self.walk(part, source, negated) for part in node.parts)
            return join(walks, settles=isinstance(node, Any_))
        if isinstance(node, Not):
            return turn(self.walk(node.part, source, not negated))
        return leaf(Leaf(node, getattr(node, "source", None) or source, negated))

    def named(self, node: Named, negated: bool) -> Walk:
        key = (id(node), negated)
        if key not in self.shared:
            self.shared[key] = remember(key, self.walk(node.part, node.source, negated))
        return self.shared[key]


def remember(key: tuple[int, bool], inner: Walk) -> Walk:
    def walk(facts: Facts, memo: dict) -> tuple[bool | None, tuple]:
        if key not in memo:
            memo[key] = inner(facts, memo)
        return memo[key]

    return walk


def turn(inner: Walk) -> Walk:
    def walk(facts: Facts, memo: dict) -> tuple[bool | None, tuple]:
        truth, leaves = inner(facts, memo)
        return (None if truth is None else not truth), leaves

    return walk


def join(walks: tuple[Walk, ...], settles: bool) -> Walk:
    """Conjunction (settles False) or disjunction (settles True)."""

    def walk(facts: Facts, memo: dict) -> tuple[bool | None, tuple]:
        results = [inner(facts, memo) for inner in walks]
        truths = [result[0] for result in results]
        truth = settles if settles in truths else None if None in truths else not settles
        if truth is (not settles):
            return truth, tuple(leaf for _, leaves in results for leaf in leaves)
        return truth, tuple(leaf for part, leaves in results if part is truth for leaf in leaves)

    return walk


def leaf(end: Leaf) -> Walk:
    node = end.node
    if isinstance(node, Fixed):
        fixed = (node.value, ((end, node.value, node.value),))
        return lambda facts, memo: fixed
    name = node.column.name
    if isinstance(node, Fact):
        def fact(facts: Facts, memo: dict) -> tuple[bool | None, tuple]:
            value = facts[name]
            truth = None if value is None else bool(value)
            return truth, ((end, value, truth),)

        return fact
    test, needed = TESTS[node.sign], node.value

    def compare(facts: Facts, memo: dict) -> tuple[bool | None, tuple]:
        value = facts[name]
        truth = None if value is None else test(value, needed)
        return truth, ((end, value, truth),)

    return compare


def earliest(node: Node, facts: Facts, due: Due) -> date | None:
    """The first day on which the condition could hold if only time passes; None where time alone won't do.
    date.min: it does not wait for time. `due[column](n)` = the day a count of years reaches n."""
    if isinstance(node, Named):
        return earliest(node.part, facts, due)
    if isinstance(node, All):
        days = [earliest(part, facts, due) for part in node.parts]
        return None if None in days else max(day for day in days if day)
    if isinstance(node, Any_):
        return min((day for part in node.parts if (day := earliest(part, facts, due))), default=None)
    if isinstance(node, Not):
        return date.min if possible(node, facts) else None
    if isinstance(node, Compare) and node.sign == ">=" and node.column.name in due and not possible(node, facts):
        return due[node.column.name](node.value)
    return date.min if possible(node, facts) else None


def possible(node: Node, facts: Facts) -> bool:
    """Is the condition at least not false?"""
    return truth_of(node, facts) is not False


def truth_of(node: Node, facts: Facts) -> bool | None:
    if isinstance(node, Named):
        return truth_of(node.part, facts)
    if isinstance(node, All | Any_):
        truths = [truth_of(part, facts) for part in node.parts]
        settles = isinstance(node, Any_)
        return settles if settles in truths else None if None in truths else not settles
    if isinstance(node, Not):
        truth = truth_of(node.part, facts)
        return None if truth is None else not truth
    if isinstance(node, Fixed):
        return node.value
    value = facts[node.column.name]
    if value is None:
        return None
    return bool(value) if isinstance(node, Fact) else TESTS[node.sign](value, node.value)
