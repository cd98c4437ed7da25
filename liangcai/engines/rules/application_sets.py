"""Dated sets of application conditions (policy/application_conditions/*.toml): which applies to a standard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from liangcai.engines.rules.language import Column, Named, Node, parse
from liangcai.engines.rules.load import day, read_source, read_toml, rows_of
from liangcai.engines.rules.policy import Source
from liangcai.kernel.refusals import BadInput

FOLDER = "application_conditions"


@dataclass(frozen=True, slots=True)
class Route:
    """One way to be admitted to a level."""

    id: str
    level: str
    title: str
    node: Node


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The conditions of standards published from … to (both included), or of the occupations named. `complete`
    false: the standard may know further routes, so that nobody is turned down by this list alone."""

    name: str
    title: str
    source: Source
    routes: tuple[Route, ...]
    standards_from: date | None
    standards_to: date | None
    occupations: tuple[str, ...]
    complete: bool

    def covers(self, published_on: date) -> bool:
        return (self.standards_from or date.min) <= published_on <= (self.standards_to or date.max)


class FactsOnly:
    """Routes read facts; they name no shared condition and no dated value."""

    def __init__(self, columns: Iterable[Column]) -> None:
        self.columns = {column.name: column for column in columns}

    def column(self, name: str) -> Column | None:
        return self.columns.get(name)

    def value(self, name: str) -> tuple[Any, Source] | None:
        return None

    def named(self, name: str) -> Named | None:
        return None


def load_rule_sets(folder: str | Path, columns: Iterable[Column]) -> tuple[RuleSet, ...]:
    """Every set below `<folder>/application_conditions`; `BadInput` names file and route."""
    scope = FactsOnly(columns)
    return tuple(read_set(path, scope) for path in sorted((Path(folder) / FOLDER).glob("*.toml")))


def read_set(path: Path, scope: FactsOnly) -> RuleSet:
    table, where = read_toml(path), f"{path.parent.name}/{path.name}"
    head = table.get("rule_set")
    if not isinstance(head, dict) or not head.get("name") or type(head.get("complete")) is not bool:
        raise BadInput("bad_policy_file", "缺少 [rule_set] 的 name 或 complete。", where=where)
    routes = tuple(read_route(row, where, scope) for row in rows_of(table, "route", where))
    return RuleSet(head["name"], str(head.get("title", head["name"])), read_source(head, where), routes,
                   day(head, "standards_from", where), day(head, "standards_to", where),
                   tuple(head.get("occupations", ())), head["complete"])  # fmt: skip


def read_route(row: dict[str, Any], where: str, scope: FactsOnly) -> Route:
    if not all(row.get(key) for key in ("id", "level", "title", "when")):
        raise BadInput("bad_policy_file", "申报条件缺少 id、level、title 或 when。", where=f"{where} {row.get('id', '')}")
    return Route(row["id"], row["level"], row["title"], parse(row["when"], scope, f"{where} {row['id']}"))


def set_for(sets: Iterable[RuleSet], occupation: str, published_on: date) -> RuleSet | None:
    """The set that names the occupation, else the one of the day on which the standard was published."""
    held = list(sets)
    named = next((one for one in held if occupation and occupation in one.occupations), None)
    return named or next((one for one in held if not one.occupations and one.covers(published_on)), None)
