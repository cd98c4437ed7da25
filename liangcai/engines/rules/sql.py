"""The same rules as one SQL query in three readable layers: shared conditions, rules, outcomes.

Standard SQL: yes/no columns are BOOLEAN, NULL is unknown, and SQL's own three-valued AND/OR/NOT are Kleene's.
Runs on PostgreSQL, SQLite (3.23+) and DuckDB; ranks are numbers, 0 = none.
"""

from __future__ import annotations

from liangcai.engines.rules.book import View
from liangcai.engines.rules.language import All, Any_, Fact, Fixed, Named, Node, Not

SIGNS = {"==": "=", "!=": "<>"}


def query(view: View, table: str = "persons") -> str:
    """The query over `table`, whose columns carry the Chinese names of `rules columns --facts`."""
    layers: dict[str, str] = {}
    for clause in view.clauses:
        collect(clause.node.part, layers)
    shared = layered(layers, quoted(table))
    rules = ",\n       ".join(f"{text(c.node.part)} AS {quoted(c.rule.id)}" for c in view.clauses
                              if c.node.name not in layers) or "1 AS one"
    outcomes = ",\n       ".join(
        outcome(view, target, possible) for target in view.targets for possible in (False, True)
    )
    source, steps = shared
    steps.append(f"rules AS (\n  SELECT *,\n       {rules}\n  FROM {source})")
    head = "-- 政策版本 " + view.policy.version + f"，{view.on} 有效的规则；NULL 为未知\n"
    return head + "WITH " + ",\n".join(steps) + f"\nSELECT *,\n       {outcomes}\nFROM rules"


def collect(node: Node, layers: dict[str, str]) -> None:
    """Every shared condition once, inner ones first."""
    if isinstance(node, Named):
        if node.name not in layers:
            collect(node.part, layers)
            layers[node.name] = text(node.part)
        return
    for part in getattr(node, "parts", ()) or ([node.part] if isinstance(node, Not) else []):
        collect(part, layers)


def layered(layers: dict[str, str], source: str) -> tuple[str, list[str]]:
    """A step per condition: a later one may name an earlier one, which plain SELECT aliases cannot."""
    steps = []
    for number, (name, condition) in enumerate(layers.items(), start=1):
        steps.append(f"c{number} AS (SELECT *, {condition} AS {quoted(name)} FROM {source})")
        source = f"c{number}"
    return source, steps


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def text(node: Node) -> str:
    if isinstance(node, Named):
        return quoted(node.name)
    if isinstance(node, All):
        return "(" + " AND ".join(map(text, node.parts)) + ")"
    if isinstance(node, Any_):
        return "(" + " OR ".join(map(text, node.parts)) + ")"
    if isinstance(node, Not):
        return f"(NOT {text(node.part)})"
    if isinstance(node, Fixed):
        return "TRUE" if node.value else "FALSE"
    if isinstance(node, Fact):
        return quoted(node.column.name)
    return f"({quoted(node.column.name)} {SIGNS.get(node.sign, node.sign)} {node.value})"


def outcome(view: View, target: str, possible: bool) -> str:
    test = "IS NOT FALSE" if possible else "IS TRUE"
    clauses = sorted(view.of(target), key=lambda clause: -clause.rank)
    cases = " ".join(f"WHEN {quoted(c.rule.id)} {test} THEN {c.rank}" for c in clauses)
    name = f"{target}_possible" if possible else target
    return f"CASE {cases} ELSE 0 END AS {quoted(name)}" if cases else f"0 AS {quoted(name)}"
