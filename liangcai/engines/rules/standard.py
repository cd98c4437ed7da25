"""Which standard applies to an occupation on a day, and may this body evaluate by it (S002 一, 二; S003 六).

The rules stand in policy/rules (subject "standard"); here facts become their columns. National before industry
before the enterprise's own norm; norms lapse on the day a national standard is promulgated (002-016).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from liangcai.engines.rules.book import view
from liangcai.engines.rules.explain import Explainer, Finding
from liangcai.engines.rules.language import Column
from liangcai.engines.rules.policy import Policy
from liangcai.engines.rules.reading import boolean, day_or_null, one_of, pattern, record, text
from liangcai.engines.rules.reasons import all_of, missing, outcome_of, outcomes_of, reason

SUBJECT = "standard"
USERS = {"用人单位": 1, "第三方": 2, "院校": 3}
USER_KINDS = {"employer": 1, "third_party": 2, "school": 3}
OCCUPATION = pattern(r"[1-8]-\d{2}-\d{2}-\d{2}", "6-31-01-10")
NORM = {"owner": text, "filed_on": day_or_null, "published_on": day_or_null}
USER = {"id": text, "kind": one_of(*USER_KINDS)}
BANK = {"reviewed_on": day_or_null, "published_on": day_or_null}


def read_norm(value: Any, path: str) -> dict[str, Any] | None:
    return None if value is None else record(value, path, NORM)


def read_bank(value: Any, path: str) -> dict[str, Any] | None:
    return None if value is None else record(value, path, BANK)


def read_user(value: Any, path: str) -> dict[str, Any]:
    return record(value, path, USER)


FACTS = {
    "occupation": OCCUPATION, "newly_published": boolean, "national_standard_on": day_or_null,
    "industry_norm_on": day_or_null, "enterprise_norm": read_norm, "user": read_user, "bank": read_bank,
    "own_students": boolean,
}


def yes_no(name: str, key: str, needs: str, meaning: str) -> Column:
    return Column(name, key, "yes_no", needs, meaning)


COLUMNS = (
    Column("职业大类", "major_class", "number", "occupation", "职业编码的第一位", " 类", None, (1, 8)),
    yes_no("新发布职业", "newly_published", "newly_published", "人社部新发布的职业"),
    yes_no("国家标准已颁布", "national_standard", "national_standard_on", "国家职业技能标准在当日已颁布"),
    yes_no("行业规范已发布", "industry_norm", "industry_norm_on", "行业评价规范在当日已由省目录发布"),
    yes_no("企业规范已备案", "enterprise_filed", "enterprise_norm.filed_on", "企业评价规范在当日已备案"),
    yes_no("企业规范已入目录", "enterprise_published", "enterprise_norm.published_on", "企业评价规范在当日已入省目录"),
    yes_no("企业规范属本单位", "own_norm", "enterprise_norm.owner", "规范的备案企业就是评价单位"),
    Column("主体", "user_kind", "scale", "user.kind", "评价单位的种类", "", USERS, (1, 3)),
    yes_no("题库已评审", "bank_reviewed", "bank.reviewed_on", "题库在当日已由省评审通过"),
    yes_no("题库已入目录", "bank_published", "bank.published_on", "题库在当日已入省目录"),
    yes_no("本校学生", "own_students", "own_students", "只评价本校在校学生"),
)
DATES = {
    "国家标准已颁布": "national_standard_on", "行业规范已发布": "industry_norm_on",
    "企业规范已备案": "enterprise_norm.filed_on", "企业规范已入目录": "enterprise_norm.published_on",
    "题库已评审": "bank.reviewed_on", "题库已入目录": "bank.published_on",
}
ABSENT = object()  # a fact that was not given: unknown, unlike null (none)


def decide(facts: dict[str, Any], policy: Policy, on: date) -> dict[str, Any]:
    """Answer of the subject `standard` (CONTRACT): `applicable` and `item_setting` are None where unknown, then
    `possible` lists what may apply; `valid_to` gives the day each lapsed norm ended. BadInput names the key."""
    given = record(facts, "", FACTS)
    findings = on_day(given, policy, on)
    by_target = {target: [f for f in findings if f.clause.rule.target == target] for target in targets_of(findings)}
    lapsed = outcomes_of(by_target.get("废止", []))
    standards = by_target.get("适用标准", [])
    return {
        "on": on.isoformat(), "policy_version": policy.version,
        "applicable": outcome_of(standards),
        "possible": [f.clause.rule.outcome for f in standards if f.truth is not False],
        "lapsed": lapsed,
        "valid_to": {norm: given["national_standard_on"].isoformat() for norm in lapsed},
        "suspended": outcomes_of(by_target.get("暂停", [])),
        "evaluation_permitted": all_of(by_target.get("评价条件", [])),
        "item_setting": outcome_of(by_target.get("命题方式", [])),
        "missing": missing(findings),
        "reasons": [reason(policy, f, found_dates(given), earliest_on(f, given, policy, on)) for f in findings],
    }


def targets_of(findings: list[Finding]) -> list[str]:
    return list(dict.fromkeys(f.clause.rule.target for f in findings))


def on_day(given: dict[str, Any], policy: Policy, on: date) -> list[Finding]:
    return Explainer(view(policy, SUBJECT, on, COLUMNS, {})).findings(columns_of(given, on))


def columns_of(given: dict[str, Any], on: date) -> dict[str, int | bool | None]:
    dated = {column: reached(at(given, path), on) for column, path in DATES.items()}
    occupation, kind = at(given, "occupation"), at(given, "user.kind")
    return {
        **dated,
        "职业大类": None if occupation is ABSENT else int(occupation[0]),
        "新发布职业": known(at(given, "newly_published")),
        "企业规范属本单位": same(at(given, "enterprise_norm.owner"), at(given, "user.id")),
        "主体": None if kind is ABSENT else USER_KINDS[kind],
        "本校学生": known(at(given, "own_students")),
    }


def at(given: dict[str, Any], path: str) -> Any:
    """The fact at a path; what lies inside a null is null, what was not given is ABSENT."""
    value: Any = given
    for key in path.split("."):
        if value is None:
            return None
        value = value.get(key, ABSENT)
        if value is ABSENT:
            return ABSENT
    return value


def reached(day: Any, on: date) -> bool | None:
    return None if day is ABSENT else day is not None and day <= on


def known(value: Any) -> bool | None:
    return None if value is ABSENT else value


def same(owner: Any, user: Any) -> bool | None:
    if owner is None:
        return False
    return None if ABSENT in (owner, user) else owner == user


def found_dates(given: dict[str, Any]) -> dict[str, str]:
    """Dates in words for the explanation."""
    days = {column: at(given, path) for column, path in DATES.items()}
    return {column: day.isoformat() for column, day in days.items() if isinstance(day, date)}


def earliest_on(finding: Finding, given: dict[str, Any], policy: Policy, on: date) -> date | None:
    """The first later day, among those the facts name, on which a rule that fails today holds."""
    if finding.truth is not False:
        return None
    days = sorted({day for path in DATES.values() if isinstance(day := at(given, path), date) and day > on})
    return next((day for day in days if truth_on(finding.clause.rule.id, given, policy, day)), None)


def truth_on(rule_id: str, given: dict[str, Any], policy: Policy, on: date) -> bool | None:
    return next((f.truth for f in on_day(given, policy, on) if f.clause.rule.id == rule_id), None)
