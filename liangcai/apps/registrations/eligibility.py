"""What the rules say of a registration: the claims as typed or imported, decided for a plan on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings

from liangcai.apps.catalogue.selectors import policy
from liangcai.apps.exams.models import ExamPlan
from liangcai.engines.rules.application import COLUMNS, decide
from liangcai.engines.rules.application_sets import RuleSet, load_rule_sets


@lru_cache(maxsize=1)
def rule_sets() -> tuple[RuleSet, ...]:
    """The dated application conditions of this installation, part of the policy version."""
    return load_rule_sets(settings.POLICY_ROOT, COLUMNS)


def decision_of(claims: dict[str, Any], plan: ExamPlan, on: date) -> dict[str, Any]:
    """The answer of `engines.rules.application.decide` for the plan's level and standard."""
    return decide(claims, policy(), rule_sets(), level=plan.level, occupation=plan.occupation_code,
                  standard_on=plan.standard.published_on, on=on)  # fmt: skip


def exempt_of(decision: dict[str, Any], subjects: Collection[str]) -> list[str]:
    """Those of a plan's subjects that need not be sat (001-077)."""
    return [subject for subject in decision["exempt"] if subject in subjects]
