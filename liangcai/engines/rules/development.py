"""May this applicant develop or revise a resource, who takes it in, selects, reviews, by when (S002 三, S000 四).

The rules stand in policy/rules (subject "development"); here facts become their columns.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from liangcai.engines.rules.book import view
from liangcai.engines.rules.explain import Explainer, Finding
from liangcai.engines.rules.language import Column
from liangcai.engines.rules.policy import Policy
from liangcai.engines.rules.reading import boolean, day_or_null, one_of, pattern, record
from liangcai.engines.rules.reasons import all_of, any_of, missing, outcome_of, reason
from liangcai.engines.rules.shortage import ShortageList
from liangcai.kernel.working_days import add_months

SUBJECT = "development"
KINDS = {"行业规范": 1, "企业规范": 2, "评价题库": 3, "专项能力": 4}
KIND_KEYS = {"industry_norm": 1, "enterprise_norm": 2, "item_bank": 3, "special_ability": 4}
ACTIONS = {"开发": 1, "修订": 2}
ACTION_KEYS = {"develop": 1, "revise": 2}
NEED_OF = {"industry_norm": "评价标准", "enterprise_norm": "评价标准", "item_bank": "评价题库"}
APPLICANT = {"registered_third_party": boolean, "seeking_registration": boolean}


def read_applicant(value: Any, path: str) -> dict[str, Any]:
    return record(value, path, APPLICANT)


FACTS = {
    "kind": one_of(*KIND_KEYS), "occupation": pattern(r"[1-8]-\d{2}-\d{2}-\d{2}", "6-31-01-10"),
    "action": one_of(*ACTION_KEYS), "national_standard": boolean, "in_national_plan": boolean,
    "in_industry_plan": boolean, "industry_norm": boolean, "bank_exists": boolean,
    "applicant": read_applicant, "on_key_project_list_on": day_or_null,
}


def yes_no(name: str, key: str, needs: str, meaning: str) -> Column:
    return Column(name, key, "yes_no", needs, meaning)


COLUMNS = (
    Column("类别", "kind", "scale", "kind", "所要开发的资源", "", KINDS, (1, 4)),
    Column("动作", "action", "scale", "action", "开发或修订", "", ACTIONS, (1, 2)),
    yes_no("国家标准已颁布", "national_standard", "national_standard", "该职业已有国家职业技能标准"),
    yes_no("已列国家编制计划", "in_national_plan", "in_national_plan", "该职业已列入国家标准编制计划"),
    yes_no("已列行业编制计划", "in_industry_plan", "in_industry_plan", "该职业已列入行业评价规范编制计划"),
    yes_no("行业规范已发布", "industry_norm", "industry_norm", "该职业已有行业评价规范"),
    yes_no("题库已有", "bank_exists", "bank_exists", "该职业已有等级认定题库"),
    yes_no("已备案第三方", "registered", "applicant.registered_third_party", "申请人是已备案的第三方评价机构"),
    yes_no("申请备案第三方", "seeking", "applicant.seeking_registration", "申请人正在申请第三方备案"),
    yes_no("列入重点项目", "key_project", "on_key_project_list_on", "已列入重点开发项目"),
    yes_no("紧缺", "short", "occupation", "该职业的这类资源在最近的紧缺目录中"),
)
YES_NO_FACTS = {
    "国家标准已颁布": "national_standard", "已列国家编制计划": "in_national_plan",
    "已列行业编制计划": "in_industry_plan", "行业规范已发布": "industry_norm", "题库已有": "bank_exists",
}


def decide(facts: dict[str, Any], policy: Policy, on: date, shortage: ShortageList | None = None) -> dict[str, Any]:
    """Answer of the subject `development` (CONTRACT). Whatever the facts leave open is None; `stopped` is true
    where a listed norm project has become moot (X-10), which then has no deadline. Without a shortage list the
    priority is unknown. BadInput names the key."""
    given = record(facts, "", FACTS)
    findings = Explainer(view(policy, SUBJECT, on, COLUMNS, {})).findings(columns_of(given, shortage))
    listed_on = given.get("on_key_project_list_on")
    actual = {"列入重点项目": listed_on.isoformat()} if listed_on else {}

    def of(target: str) -> list[Finding]:
        return [finding for finding in findings if finding.clause.rule.target == target]

    stopped = any_of(of("停止"))
    return {
        "on": on.isoformat(), "policy_version": policy.version,
        "may_apply": all_of(of("申请条件")),
        "intake": outcome_of(of("受理")), "selection": outcome_of(of("遴选")), "review": outcome_of(of("评审")),
        "deadline_on": None if stopped else deadline(of("评审时限"), policy, listed_on),
        "stopped": stopped,
        "priority": any_of(of("优先")),
        "missing": missing(findings),
        "reasons": [reason(policy, finding, actual) for finding in findings],
    }


def columns_of(given: dict[str, Any], shortage: ShortageList | None) -> dict[str, int | bool | None]:
    applicant = given.get("applicant", {})
    listed = given["on_key_project_list_on"] is not None if "on_key_project_list_on" in given else None
    return {
        **{column: given.get(key) for column, key in YES_NO_FACTS.items()},
        "类别": KIND_KEYS.get(given.get("kind", "")),
        "动作": ACTION_KEYS.get(given.get("action", "")),
        "已备案第三方": applicant.get("registered_third_party"),
        "申请备案第三方": applicant.get("seeking_registration"),
        "列入重点项目": listed,
        "紧缺": short(given, shortage),
    }


def short(given: dict[str, Any], shortage: ShortageList | None) -> bool | None:
    """000-027: is this kind of resource among what the list says the occupation lacks?"""
    if "kind" in given and given["kind"] not in NEED_OF:
        return False
    if shortage is None or "kind" not in given or "occupation" not in given:
        return None
    return (given["occupation"], NEED_OF[given["kind"]]) in shortage.needs


def deadline(findings: list[Finding], policy: Policy, listed_on: date | None) -> str | None:
    """Months of the rule that holds, counted from the listing, month's end clamped, last day included; the limit
    binds lists published since the rule is in force."""
    name = outcome_of(finding for finding in findings if listed_on and finding.clause.rule.in_force(listed_on))
    held = policy.values[name].at(listed_on) if name and listed_on else None
    return add_months(listed_on, held[0]).isoformat() if held and listed_on else None
