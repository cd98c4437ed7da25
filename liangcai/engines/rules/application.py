"""May this person apply for this level? By the dated conditions of the standard, or as a professional (S001 三).

A missing fact is unknown: the answer is then `needs_evidence` and names what is missing. Years are full years.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from liangcai.engines.rules import career
from liangcai.engines.rules.application_sets import Route, RuleSet, set_for
from liangcai.engines.rules.explain import truth_of
from liangcai.engines.rules.facts import LEVELS, RANKS
from liangcai.engines.rules.language import Column, Compare, Fact, Node
from liangcai.engines.rules.policy import Policy
from liangcai.engines.rules.reading import bad, boolean, day, day_or_null, one_of, record, text
from liangcai.engines.rules.spells import full_years
from liangcai.kernel.identity_numbers import age_on

EDUCATION = {"无": 0, "初中": 1, "高中": 2, "中职技校": 3, "高级技工": 4, "大专": 5, "本科": 6, "研究生": 7}
SKILL_LEVELS = {"无": 0, "五级": 1, "四级": 2, "三级": 3, "二级": 4, "一级": 5}
TITLES = dict(RANKS)
EMPLOYERS = {"企业": "enterprise", "事业单位": "institution", "学校": "school", "自由职业": "freelance",
             "公务员": "civil_service"}  # fmt: skip
YEARS = (0, 100)
FACTS = {
    "born_on": day, "work_since": day, "apprenticed": boolean, "skill_level": one_of(*SKILL_LEVELS), "skill_on": day,
    "junior_technician_on": day_or_null, "education": one_of(*EDUCATION), "related_major": boolean, "title": one_of(*TITLES),
    "title_series": text, "title_on": day, "employer_kind": one_of(*EMPLOYERS), "in_jiangsu": boolean,
    "technical_post": boolean,
}
LABELS = {
    "born_on": "出生日期", "work_since": "从事本职业起始日期", "apprenticed": "学徒期满", "skill_level": "现有技能等级",
    "skill_on": "技能等级取得日期", "junior_technician_on": "预备技师证书取得日期", "education": "文化程度",
    "related_major": "所学专业相关", "title": "职称", "title_series": "职称系列", "title_on": "职称取得日期",
    "employer_kind": "单位类型", "in_jiangsu": "在江苏工作", "technical_post": "在技术技能岗位",
    "other_route": "标准另列的申报条件", "rule_set": "该标准的申报条件",
}  # fmt: skip
CAREER_NEEDS = {"titles": "title", "work": "technical_post", "work.employer": "employer_kind", "work.province": "in_jiangsu",
                "skill_work": "work_since"}  # fmt: skip


def years(name: str, key: str, needs: str, meaning: str) -> Column:
    return Column(name, key, "number", needs, meaning, " 年", None, YEARS)


def yes_no(name: str, needs: str, meaning: str) -> Column:
    return Column(name, needs, "yes_no", needs, meaning)


COLUMNS = (
    Column("年龄", "age", "number", "born_on", "报名时的周岁", " 周岁", None, (0, 150)),
    years("从业年限", "work_years", "work_since", "从事本职业或相关职业的满周年数"),
    yes_no("学徒期满", "apprenticed", "本职业或相关职业学徒期满"),
    Column("现有等级", "skill_level", "scale", "skill_level", "现有技能等级", "", SKILL_LEVELS, (0, 5)),
    *(years(f"{level}后年限", f"years_after_{n}", "skill_on", f"取得{level}（或更高）证书后从业的满周年数")
      for level, n in list(SKILL_LEVELS.items())[1:]),
    yes_no("预备技师", "junior_technician_on", "持预备技师证书"),
    years("预备技师后年限", "years_after_junior", "junior_technician_on", "取得预备技师证书后从业的满周年数"),
    Column("学历", "education", "scale", "education", "文化程度", "", EDUCATION, (0, 7)),
    yes_no("高级技工班", "education", "高级技工学校或技师学院毕业"),
    yes_no("相关专业", "related_major", "本专业或相关专业"),
    Column("职称", "title", "scale", "title", "职称级别", "", TITLES, (0, max(TITLES.values()))),
    years("职称后年限", "years_after_title", "title_on", "取得该职称后从业的满周年数"),
)  # fmt: skip


def read_claims(claims: Any, on: date) -> dict[str, Any]:
    """What the person says, with real dates; `BadInput` for an unknown key or a day after `on`."""
    read = record(claims, "", FACTS)
    for key, value in read.items():
        if isinstance(value, date) and value > on:
            raise bad(key, f"{LABELS[key]} {value} 晚于报名日 {on}。")
    return read


def decide(claims: dict[str, Any], policy: Policy, sets: Iterable[RuleSet], *, level: str, occupation: str,
           standard_on: date, on: date) -> dict[str, Any]:  # fmt: skip
    """`decision` eligible, needs_evidence or not_eligible; `by` the route that holds; `exempt` subjects; `missing`
    the facts that would settle it; `reasons` every route with its conditions. No level (a special ability): no
    condition but the age that the caller checks."""
    facts = read_claims(claims, on)
    answer: dict[str, Any] = {"on": on.isoformat(), "policy_version": policy.version, "level": level, "exempt": [],
                              "rule_set": "", "by": "", "missing": [], "reasons": []}  # fmt: skip
    if not level:
        return {**answer, "decision": "eligible"}
    chosen = set_for(sets, occupation, standard_on)
    values = columns_of(facts, on)
    reasons = [reason(policy, chosen, route, values) for route in chosen.routes if route.level == level] if chosen else []
    professional, exempt = as_professional(facts, policy, level, occupation, on)
    reasons += professional
    held = next((one for one in reasons if one["truth"]), None)
    missing = [] if held else unsettled(reasons, chosen)
    through_title = next((one for one in professional if one["truth"]), None)
    return {
        **answer, "rule_set": chosen.title if chosen else "", "reasons": reasons, "missing": missing,
        "decision": "eligible" if held else "needs_evidence" if missing else "not_eligible",
        "by": held["rule"] if held else "", "exempt": exempt if through_title else [],
    }  # fmt: skip


def unsettled(reasons: list[dict[str, Any]], chosen: RuleSet | None) -> list[str]:
    """The facts that could still make a route hold, each once; the standard itself where its list is not known whole."""
    found = [fact for one in reasons if one["truth"] is None for fact in one["missing"]]
    if chosen is None:
        found.append("rule_set")
    elif not chosen.complete:
        found.append("other_route")
    return list(dict.fromkeys(found))


def columns_of(facts: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The facts as the conditions see them; None where unknown."""
    get = facts.get
    level, education = get("skill_level"), get("education")
    held = None if level is None else SKILL_LEVELS[level]
    after = worked_since(get("skill_on"), get("work_since"), on)
    title_years = worked_since(get("title_on"), get("work_since"), on)
    title = None if get("title") is None else TITLES[facts["title"]]
    said_junior, junior_on = "junior_technician_on" in facts, get("junior_technician_on")
    return {
        "年龄": age_on(facts["born_on"], on) if "born_on" in facts else None,
        "从业年限": full_years(facts["work_since"], on) if "work_since" in facts else None,
        "学徒期满": get("apprenticed"), "现有等级": held,
        **{f"{name}后年限": 0 if held is not None and held < n else after for name, n in list(SKILL_LEVELS.items())[1:]},
        "预备技师": junior_on is not None if said_junior else None,
        "预备技师后年限": 0 if said_junior and junior_on is None else worked_since(junior_on, get("work_since"), on),
        "学历": None if education is None else EDUCATION[education],
        "高级技工班": None if education is None else education == "高级技工", "相关专业": get("related_major"),
        "职称": title, "职称后年限": 0 if title == 0 else title_years,
    }  # fmt: skip


def worked_since(since: date | None, work_since: date | None, on: date) -> int | None:
    """Full years of work after a certificate or title; unknown where either day is."""
    return full_years(max(since, work_since), on) if since and work_since else None


def reason(policy: Policy, chosen: RuleSet, route: Route, values: Mapping[str, Any]) -> dict[str, Any]:
    truth = truth_of(route.node, values)
    leaves = leaves_of(route.node)
    unknown = [leaf.column.needs for leaf in leaves if values[leaf.column.name] is None]
    return {
        "rule": route.id, "title": route.title, "truth": truth, "citation": policy.cite(chosen.source),
        "missing": list(dict.fromkeys(unknown)) if truth is None else [],
        "conditions": [{
            "name": leaf.column.name, "required": f"{leaf.sign} {leaf.shown}" if isinstance(leaf, Compare) else "是",
            "actual": leaf.column.word(values[leaf.column.name]), "truth": truth_of(leaf, values),
        } for leaf in leaves],
    }  # fmt: skip


def leaves_of(node: Node) -> list[Fact | Compare]:
    if isinstance(node, Fact | Compare):
        return [node]
    parts = getattr(node, "parts", None) or [node.part]  # type: ignore[union-attr]
    return [leaf for part in parts for leaf in leaves_of(part)]


def as_professional(facts: Mapping[str, Any], policy: Policy, level: str, occupation: str,
                    on: date) -> tuple[list[dict[str, Any]], list[str]]:  # fmt: skip
    """The routes of S001 三 for a person who holds a title, decided by the career rules, and what they exempt from."""
    if TITLES.get(facts.get("title", "无"), 0) < TITLES["助理级"] or level not in LEVELS:
        return [], []
    title = {"rank": facts["title"]}
    title |= {"series": facts["title_series"]} if "title_series" in facts else {}
    title |= {"obtained_on": facts["title_on"].isoformat()} if "title_on" in facts else {}
    work: dict[str, Any] = {"occupation": occupation} if occupation else {}
    work |= {"province": "32" if facts["in_jiangsu"] else "00"} if "in_jiangsu" in facts else {}
    work |= {"employer": EMPLOYERS[facts["employer_kind"]]} if "employer_kind" in facts else {}
    work |= {"technical_post": facts["technical_post"]} if "technical_post" in facts else {}
    given: dict[str, Any] = {"titles": [title], "work": work}
    if "work_since" in facts:
        given["skill_work"] = [{"from": facts["work_since"].isoformat(), "to": None}]
    answer = career.decide(given, policy, on)
    wanted = [one for one in answer["reasons"] if one["target"] == "skill_evaluation" and one["outcome"] == level]
    routes = [{key: one[key] for key in ("rule", "title", "truth", "citation", "conditions")}
              | {"missing": [CAREER_NEEDS.get(need, "title") if need not in FACTS else need for need in one["missing"]]}
              for one in wanted]  # fmt: skip
    return routes, [subject for subject in answer["skill_evaluation"]["exempt"] if subject == "theory"]
