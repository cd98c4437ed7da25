"""The three subjects that can be decided, each `decide(facts, policy, on) -> dict`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from liangcai.engines.rules import career, development, standard
from liangcai.engines.rules.policy import Policy

SUBJECTS: dict[str, Callable[[dict[str, Any], Policy, date], dict[str, Any]]] = {
    "career": career.decide,
    "standard": standard.decide,
    "development": development.decide,
}
