"""What the explanation found, as the answer prints it: rule, outcome, truth, citation, conditions, missing facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from liangcai.engines.rules.explain import Finding, Leaf
from liangcai.engines.rules.language import Compare, Fact, Fixed
from liangcai.engines.rules.policy import Policy

OPPOSITE = {">=": "<", "<": ">=", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}


def reason(policy: Policy, finding: Finding, actual: Mapping[str, str], earliest_on: date | None = None,
           needs: Mapping[str, str] | None = None) -> dict:
    """One rule of the answer. `actual`: column name → what was found, in words, where the bare value says less;
    `needs`: column name → the fact to ask for, where it is not the column's usual one."""
    rule = finding.clause.rule
    return {
        "rule": rule.id, "title": rule.title, "outcome": rule.outcome, "truth": finding.truth,
        "citation": policy.cite(rule.source),
        "conditions": [condition(policy, leaf, value, truth, actual) for leaf, value, truth in finding.leaves],
        "missing": missing([finding], needs),
        "earliest_on": earliest_on.isoformat() if earliest_on else None,
    }


def condition(policy: Policy, leaf: Leaf, value: Any, truth: bool | None, actual: Mapping[str, str]) -> dict[str, Any]:
    """`truth` of the printed requirement: under 非 the opposite of the bare fact is required."""
    node = leaf.node
    return {
        "name": node.name if isinstance(node, Fixed) else node.column.name,
        "required": required(node, leaf.negated),
        "actual": found(node, value, actual),
        "truth": truth if truth is None else truth != leaf.negated,
        "citation": policy.cite(leaf.source),
    }


def required(node: Fact | Compare | Fixed, negated: bool) -> str:
    if isinstance(node, Compare):
        return f"{OPPOSITE[node.sign] if negated else node.sign} {node.shown}"
    return "否" if negated else "是"


def found(node: Fact | Compare | Fixed, value: Any, actual: Mapping[str, str]) -> str:
    if isinstance(node, Fixed):
        return "是" if node.value else "否"
    return actual.get(node.column.name) or node.column.word(value)


def missing(findings: Iterable[Finding], needs: Mapping[str, str] | None = None) -> list[str]:
    """The facts a person must bring to settle what is unknown, each once."""
    return list(dict.fromkeys(
        (needs or {}).get(leaf.node.column.name, leaf.node.column.needs)
        for finding in findings if finding.truth is None
        for leaf, _, truth in finding.leaves if truth is None and not isinstance(leaf.node, Fixed)))


def all_of(findings: Iterable[Finding]) -> bool | None:
    """Kleene conjunction of the rules: one false settles it, otherwise one unknown leaves it open."""
    truths = [finding.truth for finding in findings]
    return False if False in truths else None if None in truths else True


def any_of(findings: Iterable[Finding]) -> bool | None:
    """Kleene disjunction; False where no rule is in force."""
    truths = [finding.truth for finding in findings]
    return True if True in truths else None if None in truths else False


def outcome_of(findings: Iterable[Finding]) -> str | None:
    """The outcome of the one rule that holds; None while that is unknown or where none does."""
    return next((finding.clause.rule.outcome for finding in findings if finding.truth), None)


def outcomes_of(findings: Iterable[Finding]) -> list[str]:
    """Every outcome that surely holds."""
    return [finding.clause.rule.outcome for finding in findings if finding.truth]
