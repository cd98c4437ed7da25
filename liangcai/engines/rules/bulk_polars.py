"""The same rules as polars expressions, for files of any length (lazy, streaming).

Unknown is null; polars' `&` and `|` on booleans already follow Kleene, so the sure outcome treats null as
false and the possible outcome treats it as true.
"""

from __future__ import annotations

from functools import reduce

import polars as pl

from liangcai.engines.rules.book import View
from liangcai.engines.rules.language import TESTS, All, Any_, Fact, Fixed, Named, Node, Not


def expression(node: Node) -> pl.Expr:
    """A boolean expression over the columns' Chinese names; null = unknown."""
    if isinstance(node, Named):
        return expression(node.part)
    if isinstance(node, All):
        return reduce(lambda a, b: a & b, map(expression, node.parts))
    if isinstance(node, Any_):
        return reduce(lambda a, b: a | b, map(expression, node.parts))
    if isinstance(node, Not):
        return ~expression(node.part)
    if isinstance(node, Fixed):
        return pl.lit(node.value)
    if isinstance(node, Fact):
        return pl.col(node.column.name)
    return TESTS[node.sign](pl.col(node.column.name), pl.lit(node.value, pl.Int8))


def rule_columns(view: View) -> list[pl.Expr]:
    """One nullable boolean a rule, named by its id."""
    return [expression(clause.node).alias(clause.rule.id) for clause in view.clauses]


def outcome_columns(view: View) -> list[pl.Expr]:
    """`target` and `target_possible` for every ranked target as Int8 ranks, 0 = none; needs `rule_columns`."""
    return [best(view, target, possible) for target in view.targets for possible in (False, True)]


def best(view: View, target: str, possible: bool) -> pl.Expr:
    ranks = [
        pl.col(clause.rule.id).fill_null(possible).cast(pl.Int8) * pl.lit(clause.rank, pl.Int8)
        for clause in view.of(target)
    ]
    name = f"{target}_possible" if possible else target
    return (pl.max_horizontal(ranks) if ranks else pl.lit(0, pl.Int8)).cast(pl.Int8).alias(name)
