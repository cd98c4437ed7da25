"""The policy as frozen data: documents, rules, shared conditions, dated values, occupation mapping.

Nothing here reads a file; `load.load_policy` does, from a folder that the caller names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

STATUSES = ("executed", "recorded", "duty", "data", "defect")
JURISDICTIONS = ("江苏", "南通", "宿迁")


def row_of(rule_id: str) -> str:
    """The row of the acceptance list: the id without the letter that tells two rules of one row apart."""
    return rule_id.rstrip("abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True, slots=True)
class Document:
    """One governing document; `number` is what a citation prints (title where it has no number)."""

    key: str
    number: str
    title: str
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def articles(self) -> tuple[str, ...]:
        return tuple(self.details.get("articles", ()))


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule, condition or value stands: document key (S001), article, row of the acceptance list."""

    document: str
    article: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the acceptance list. `when` is empty unless the row is executed through the language.
    `from_` None: date unknown, in force; `to` is the last day in force. `extra` keeps every other key."""

    id: str
    title: str
    status: str
    source: Source
    jurisdiction: str
    where: str
    from_: date | None = None
    to: date | None = None
    checked_on: date | None = None
    subject: str = ""
    target: str = ""
    outcome: str = ""
    when: str = ""
    note: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def in_force(self, on: date) -> bool:
        return (self.from_ is None or self.from_ <= on) and (self.to is None or on <= self.to)


@dataclass(frozen=True, slots=True)
class Condition:
    """A named shared condition, written once and used by name."""

    name: str
    when: str
    source: Source
    where: str


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A number or word of the policy with its history [(from, value, source)], oldest first."""

    name: str
    unit: str
    history: tuple[tuple[date | None, Any, Source], ...]
    where: str

    def at(self, on: date) -> tuple[Any, Source] | None:
        """The value on a day; None before it was in force."""
        held = [(value, source) for start, value, source in self.history if start is None or start <= on]
        return held[-1] if held else None


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One line of the title-series mapping (S001 annex): `kind` prefix, code or description;
    `places` limits it to work at such places, `printed` keeps the form of the source where it was wrong."""

    series: str
    kind: str
    code: str
    gbm: str
    name: str
    places: tuple[str, ...]
    printed: str
    source: str


@dataclass(frozen=True, eq=False)
class Policy:
    """The whole policy; compared by identity, `version` says whether two are the same."""

    documents: Mapping[str, Document]
    rules: tuple[Rule, ...]
    conditions: Mapping[str, Condition]
    values: Mapping[str, DatedValue]
    series: tuple[SeriesRow, ...]
    version: str

    def number(self, source: Source) -> str:
        """The printed number of the source's document."""
        document = self.documents.get(source.document)
        return document.number if document else source.document

    def cite(self, source: Source) -> dict[str, str]:
        return {"document": self.number(source), "article": source.article}

    def rule(self, rule_id: str) -> Rule:
        return next(rule for rule in self.rules if rule.id == rule_id)
