"""What a person may apply for, by which route, and what may be recognised directly (S001 二, 三; S003 七, 十五, 十六).

Outcomes are "may apply", never "is granted" (001-025); the highest level implies every lower one (001-067).
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from liangcai.engines.rules.book import View, columns_in, view
from liangcai.engines.rules.career_facts import read_facts
from liangcai.engines.rules.explain import Explainer, Finding, earliest
from liangcai.engines.rules.facts import COLUMNS, NO_RANK, TARGETS
from liangcai.engines.rules.flatten import Flat, flatten
from liangcai.engines.rules.policy import Policy, row_of
from liangcai.engines.rules.reasons import reason

SUBJECT = "career"
EXEMPT = ["theory", "thesis"]
ORDER = {True: 0, None: 1, False: 2}


@lru_cache(maxsize=64)
def career_view(policy: Policy, on: date) -> View:
    """The career rules in force on the day."""
    return view(policy, SUBJECT, on, COLUMNS, TARGETS)


@lru_cache(maxsize=64)
def explainer(policy: Policy, on: date) -> Explainer:
    return Explainer(career_view(policy, on))


def decide(facts: dict[str, Any], policy: Policy, on: date) -> dict[str, Any]:
    """Answer of the subject `career` (CONTRACT) for facts as they arrive; `BadInput` names the key."""
    flat = flatten(read_facts(facts, on), policy.series, on)
    explain = explainer(policy, on)
    findings = explain.findings(flat.values)
    outcomes = explain.outcomes(findings)
    return {
        "on": on.isoformat(), "policy_version": policy.version,
        "series": list(flat.series),
        "title_review": title_review(findings, outcomes),
        "skill_evaluation": skill_evaluation(findings, outcomes),
        "direct_recognition": direct_recognition(findings, outcomes),
        "warnings": flat.warnings + not_yet_in_force(policy, on),
        "reasons": [explained(policy, finding, flat, on) for finding in in_order(findings)],
    }


def not_yet_in_force(policy: Policy, on: date) -> list[str]:
    """Documents whose career rules start only after the day: they decide nothing."""
    starts = {policy.number(rule.source): rule.from_ for rule in policy.rules
              if rule.subject == SUBJECT and rule.from_ and rule.from_ > on}
    return [f"{number} 自 {start} 起施行，{on} 尚不能据以判定。" for number, start in starts.items()]


def in_order(findings: list[Finding]) -> list[Finding]:
    """Rules that decide an outcome first, then what they rest on; true, open, false; high outcomes first."""
    return sorted(findings, key=lambda f: (not f.clause.rank, ORDER[f.truth], -f.clause.rank))


def word(target: str, rank: int) -> str | None:
    return next((outcome for outcome, code in TARGETS[target].items() if code == rank), None)


def decision(sure: int, possible: int) -> str:
    return "eligible" if sure else "needs_evidence" if possible else "not_eligible"


def best(findings: list[Finding], target: str, rank: int, truth: bool | None) -> Finding | None:
    """The first rule that gives this outcome with this truth."""
    return next((f for f in findings if f.clause.rule.target == target and f.clause.rank == rank
                 and f.truth is truth), None)


def detail(findings: list[Finding], target: str, outcomes: dict[str, tuple[int, int]], key: str) -> str | None:
    """A property (`route`, `by`) of the rule behind the best outcome, sure before possible."""
    sure, possible = outcomes[target]
    found = best(findings, target, sure, True) if sure else best(findings, target, possible, None)
    return found.clause.rule.extra.get(key) if found else None


def title_review(findings: list[Finding], outcomes: dict[str, tuple[int, int]]) -> dict[str, Any]:
    sure, possible = outcomes["title_review"]
    return {
        "decision": decision(sure, possible), "highest": word("title_review", sure),
        "possible": word("title_review", possible), "route": detail(findings, "title_review", outcomes, "route"),
    }


def skill_evaluation(findings: list[Finding], outcomes: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """Exempt from theory and thesis unless the occupation is access-controlled (001-077, 001-080)."""
    sure, possible = outcomes["skill_evaluation"]
    return {
        "decision": decision(sure, possible), "highest": word("skill_evaluation", sure),
        "possible": word("skill_evaluation", possible),
        "exempt": EXEMPT if possible and outcomes["exemption"][1] else [],
    }


def direct_recognition(findings: list[Finding], outcomes: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """A prize or honour whose level the city or county sets is `authority_decides`: no highest, a cap (003-032,
    003-035). By the province otherwise (003-028, 003-031)."""
    target = "direct_recognition"
    (sure, possible), (left_sure, left_possible) = outcomes[target], outcomes["authority_recognition"]
    cap = word(target, max(possible, left_possible))
    if not sure and left_sure:
        return {"decision": "authority_decides", "highest": None, "by": "city_or_county", "possible": cap}
    by = detail(findings, target, outcomes, "by") or ("city_or_county" if left_possible else None)
    return {"decision": decision(sure, max(possible, left_possible)), "highest": word(target, sure), "by": by,
            "possible": cap}


def explained(policy: Policy, finding: Finding, flat: Flat, on: date) -> dict[str, Any]:
    due = None
    if finding.truth is False:
        day = earliest(finding.clause.node, flat.values, flat.due)
        due = day if day and day > on else None
    said = reason(policy, finding, in_words(flat), due, flat.needs)
    said["missing"] = said["missing"] or waiting(finding, flat) if due else said["missing"]
    rule = finding.clause.rule
    return {**said, "rule": row_of(rule.id), "part": rule.id, "target": rule.target}


def waiting(finding: Finding, flat: Flat) -> list[str]:
    """Facts still to be brought when only time stands in the way."""
    return sorted({flat.needs.get(name, need) for name, need in unknown_of(finding, flat)})


def unknown_of(finding: Finding, flat: Flat) -> list[tuple[str, str]]:
    return [(column.name, column.needs) for column in columns_in(finding.clause.node)
            if flat.values[column.name] is None]


def in_words(flat: Flat) -> dict[str, str]:
    """What the bare number does not say."""
    first, last = flat.appraisal_years
    passed = flat.values["考核合格年数"]
    years = f"{first}–{last} 年度"
    said = f"{years}中 {passed} 年合格" if passed is not None else f"未提供，需 {years}的考核结果"
    places = {name: "无" for name in ("国家一类赛名次", "省一类赛名次") if flat.values[name] == NO_RANK}
    return {**places, "考核合格年数": said, "目录对应": "、".join(flat.series) or "目录未列明，由评委会确定"}
