"""The rules of one subject as they stand on one day: names resolved, values filled in, ready to be decided.

A rule that is not in force on the day decides nothing; a condition may name a *target* (甲类), which then
means: any rule in force that has this target holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from liangcai.engines.rules.language import Any_, Column, Fixed, Named, Node, parse
from liangcai.engines.rules.policy import Policy, Rule, Source
from liangcai.kernel.refusals import BadInput


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """A rule in force with its condition; `rank` orders the outcomes of its target (0 where it has no scale)."""

    rule: Rule
    node: Named
    rank: int


@dataclass(frozen=True, eq=False)
class View:
    """`clauses` in the order of the policy; `targets` the ranked ones with their scales {outcome: rank}."""

    policy: Policy
    on: date
    clauses: tuple[Clause, ...]
    targets: Mapping[str, Mapping[str, int]]
    columns: tuple[Column, ...]

    def of(self, target: str) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if clause.rule.target == target)


def view(policy: Policy, subject: str, on: date, columns: Sequence[Column],
         targets: Mapping[str, Mapping[str, int]]) -> View:
    """The subject's rules on a day. `targets`: for each ranked target its outcomes in rising order."""
    scope = BookScope(policy, subject, on, columns)
    clauses = []
    for rule in scope.rules:
        scale = targets.get(rule.target)
        if scale is not None and rule.outcome not in scale:
            raise BadInput("bad_rule", f"“{rule.target}”没有结果“{rule.outcome}”。", where=f"{rule.where} {rule.id}")
        clauses.append(Clause(rule, scope.clause(rule), scale[rule.outcome] if scale else 0))
    used = {column.name for clause in clauses for column in columns_in(clause.node)}
    return View(policy, on, tuple(clauses), targets, tuple(column for column in columns if column.name in used))


class BookScope:
    """Resolves names; each shared condition becomes one object, so that back ends compute it once."""

    def __init__(self, policy: Policy, subject: str, on: date, columns: Sequence[Column]) -> None:
        self.policy, self.on = policy, on
        self.columns = {column.name: column for column in columns}
        self.rules = [rule for rule in policy.rules if rule.when and rule.subject == subject and rule.in_force(on)]
        self.targets = {rule.target for rule in policy.rules if rule.when and rule.subject == subject}
        self.made: dict[str, Named] = {}
        self.open: list[str] = []

    def column(self, name: str) -> Column | None:
        return self.columns.get(name)

    def value(self, name: str) -> tuple[Any, Source] | None:
        value = self.policy.values.get(name)
        if value is None:
            return None
        held = value.at(self.on)
        if held is None:
            raise BadInput("value_not_in_force", f"“{name}”在 {self.on} 尚无数值。", where=value.where)
        return held

    def named(self, name: str) -> Named | None:
        condition = self.policy.conditions.get(name)
        if condition is not None:
            return self.make(name, condition.source, condition.when, condition.where)
        if name in self.targets:
            members = tuple(self.clause(rule) for rule in self.rules if rule.target == name)
            if not members:
                return Named(name, Source("", ""), Fixed(False, name, Source("", "")))
            if name not in self.made:
                self.made[name] = Named(name, members[0].source, Any_(members))
            return self.made[name]
        return None

    def clause(self, rule: Rule) -> Named:
        return self.make(rule.id, rule.source, rule.when, f"{rule.where} {rule.id}")

    def make(self, name: str, source: Source, when: str, where: str) -> Named:
        if name in self.made:
            return self.made[name]
        if name in self.open:
            raise BadInput("circular_condition", f"条件互相引用：{' → '.join([*self.open, name])}。", where=where)
        self.open.append(name)
        self.made[name] = Named(name, source, parse(when, self, where))
        self.open.pop()
        return self.made[name]


def columns_in(node: Node) -> list[Column]:
    """Every column a condition reads, with repetitions."""
    column = getattr(node, "column", None)
    if column is not None:
        return [column]
    parts = getattr(node, "parts", None) or [part for part in (getattr(node, "part", None),) if part is not None]
    return [column for part in parts for column in columns_in(part)]
