"""Decide many persons at once with numpy.

Columns are int8; yes/no is 1/0, unknown is `UNKNOWN` (-128) in every column. Each condition becomes
(surely, possibly); where no unknown can reach it both are the same array and nothing is computed twice.
Rows are taken in blocks that stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from liangcai.engines.rules.book import View
from liangcai.engines.rules.language import TESTS, All, Any_, Column, Fact, Fixed, Named, Node, Not

UNKNOWN = -128
BLOCK = 1 << 15

Truth = tuple[NDArray[np.bool_], NDArray[np.bool_]]
Outcomes = dict[str, tuple[NDArray[np.int8], NDArray[np.int8]]]


def decide(view: View, columns: Mapping[str, NDArray[np.int8]]) -> Outcomes:
    """For each ranked target (sure rank, possible rank), int8, 0 = none. `columns`: Chinese name → int8."""
    names = [column.name for column in view.columns]
    rows = len(columns[names[0]])
    holed = {name for name in names if rows and int(columns[name].min()) == UNKNOWN}
    out = {target: (np.zeros(rows, np.int8), np.zeros(rows, np.int8)) for target in view.targets}
    ranked = {target: view.of(target) for target in view.targets}
    for start in range(0, rows, BLOCK):
        part = slice(start, start + BLOCK)
        block = Block({name: columns[name][part] for name in names}, holed)
        for target, clauses in ranked.items():
            sure, possible = out[target][0][part], out[target][1][part]
            for clause in clauses:
                surely, possibly = block.truth(clause.node)
                rank = np.int8(clause.rank)
                np.maximum(sure, surely * rank, out=sure)
                np.maximum(possible, possibly * rank, out=possible)
    return out


def rule_truths(view: View, columns: Mapping[str, NDArray[np.int8]], rules: Iterable[str] | None = None
                ) -> dict[str, NDArray[np.int8]]:
    """For each rule 1 true, 0 false, UNKNOWN; every rule of the view unless named."""
    wanted = None if rules is None else set(rules)
    holed = {column.name for column in view.columns if (columns[column.name] == UNKNOWN).any()}
    block = Block(columns, holed)
    out = {}
    for clause in view.clauses:
        if wanted is None or clause.rule.id in wanted:
            surely, possibly = block.truth(clause.node)
            out[clause.rule.id] = np.where(surely, np.int8(1), np.where(possibly, np.int8(UNKNOWN), np.int8(0)))
    return out


class Block:
    def __init__(self, columns: Mapping[str, NDArray[np.int8]], holed: set[str]) -> None:
        self.columns, self.holed = columns, holed
        self.rows = len(next(iter(columns.values())))
        self.known: dict[int, Truth] = {}
        self.leaves: dict[tuple, Truth] = {}

    def truth(self, node: Node) -> Truth:
        if isinstance(node, Named):
            if id(node) not in self.known:
                self.known[id(node)] = self.truth(node.part)
            return self.known[id(node)]
        if isinstance(node, All):
            return self.join(node.parts, np.logical_and)
        if isinstance(node, Any_):
            return self.join(node.parts, np.logical_or)
        if isinstance(node, Not):
            surely, possibly = self.truth(node.part)
            turned = ~possibly
            return (turned, turned) if surely is possibly else (turned, ~surely)
        if isinstance(node, Fixed):
            fixed = np.full(self.rows, node.value)
            return fixed, fixed
        key = (node.column.name, ">=", 1) if isinstance(node, Fact) else (node.column.name, node.sign, node.value)
        if key not in self.leaves:
            self.leaves[key] = self.leaf(node.column, key[1], key[2])
        return self.leaves[key]

    def leaf(self, column: Column, sign: str, value: int) -> Truth:
        array = self.columns[column.name]
        plain = TESTS[sign](array, np.int8(value))
        if column.name not in self.holed:
            return plain, plain
        unknown = array == np.int8(UNKNOWN)
        return plain & ~unknown, plain | unknown

    def join(self, parts: tuple[Node, ...], connective: np.ufunc) -> Truth:
        surely, possibly = self.truth(parts[0])
        for part in parts[1:]:
            s, p = self.truth(part)
            same = surely is possibly and s is p
            surely, before = connective(surely, s), possibly
            possibly = surely if same else connective(before, p)
        return surely, possibly
