"""The cases of tests/policy_cases: for each executed rule a person or resource and what must come out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Case:
    """`given` what the case says of its facts (like, with, without, facts …), `expect` what must come out."""

    rule: str
    subject: str
    title: str
    on: date
    expect: Mapping[str, Any]
    given: Mapping[str, Any] = field(default_factory=dict)


def load_cases(folder: Path) -> tuple[Case, ...]:
    """Every case in the order of the files; none where the program is installed without its tests."""
    found: list[Case] = []
    for path in sorted(folder.glob("*.toml")):
        found += map(read_case, tomllib.loads(path.read_text(encoding="utf-8")).get("case", []))
    return tuple(found)


def read_case(row: dict[str, Any]) -> Case:
    given = {key: value for key, value in row.items() if key not in ("rule", "subject", "title", "on", "expect")}
    return Case(row["rule"], row["subject"], row["title"], row["on"], row["expect"], given)
