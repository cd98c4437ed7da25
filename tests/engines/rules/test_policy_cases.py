"""The career cases of tests/policy_cases/career*.toml: given and expected, as a policy officer reads them."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from liangcai.engines.rules.load import load_policy
from liangcai.engines.rules.policy import Policy
from liangcai.engines.rules.subjects import SUBJECTS

ROOT = Path(__file__).parents[3]
FILES = sorted((ROOT / "tests" / "policy_cases").glob("career*.toml"))


def load_cases() -> list[dict[str, Any]]:
    cases = []
    for path in FILES:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        cases += [{**case, "facts": facts_of(case, table["person"])} for case in table["case"]]
    return cases


def facts_of(case: dict[str, Any], persons: dict[str, Any]) -> dict[str, Any]:
    """The standard person with the case's changes."""
    facts = copy.deepcopy(persons[case["like"]])
    for path, value in case.get("with", {}).items():
        *outer, key = path.split(".")
        inside(facts, outer)[key] = value
    for path in case.get("without", []):
        *outer, key = path.split(".")
        del inside(facts, outer)[key]
    return with_nulls(facts)


def inside(facts: dict[str, Any], path: list[str]) -> dict[str, Any]:
    for key in path:
        facts = facts[key]
    return facts


def with_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: with_nulls(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_nulls(inner) for inner in value]
    return None if value == "null" else value


CASES = load_cases()


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(ROOT / "policy")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']} {case['title']}")
def test_case(case, policy):
    answer = SUBJECTS[case["subject"]](case["facts"], policy, case["on"])
    reason = next(reason for reason in answer["reasons"] if reason["part"] == case["rule"])
    truth = {True: True, False: False, None: "unknown"}[reason["truth"]]
    found = {"truth": truth} | {key: value_at({**answer, "reason": reason}, key)
                                for key in case["expect"] if key != "truth"}
    assert found == with_nulls(case["expect"])


def value_at(answer: dict[str, Any], path: str) -> Any:
    value: Any = answer
    for key in path.split("."):
        value = value[key]
    return value


def test_every_career_rule_has_a_case_true_short_of_it_and_unknown(policy):
    shown = {(case["rule"], case["expect"]["truth"]) for case in CASES}
    wanted = {(rule.id, truth) for rule in policy.rules if rule.subject == "career" and rule.when
              for truth in (True, False, "unknown")}
    # the annex never closes a series: what it does not list is for the committee (001-105)
    assert wanted - shown == {("001-015", False)}
