"""The engine's answer in plain words: now, later, and what is still to be brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.engines.rules.facts import LEVELS, RANKS
from liangcai.engines.typesetting.career_advice import CareerAdvice, LaterStep, MissingEvidence, Opportunity
from liangcai.kernel.citations import S001, Citation

KINDS = {
    "title_review": gettext_lazy("申报职称评审"),
    "skill_evaluation": gettext_lazy("申报技能评价"),
    "direct_recognition": gettext_lazy("直接认定"),
}
ROUTES = {"years": gettext_lazy("按年限"), "green_channel": gettext_lazy("绿色通道")}
EXEMPT = {"theory": gettext_lazy("理论考试"), "thesis": gettext_lazy("论文答辩")}
SENIOR = ("副高级", "正高级")
NEEDED = {
    "skills": gettext_lazy("技能等级证书与发证日期"),
    "titles": gettext_lazy("职称证书、系列与取得日期"),
    "skill_work": gettext_lazy("从事技能工作的起止时间"),
    "appraisals": gettext_lazy("近三个年度的考核结果"),
    "honours": gettext_lazy("荣誉证明"),
    "competitions": gettext_lazy("竞赛获奖证明"),
    "access_qualified": gettext_lazy("准入资格（不实行准入的职业不需要）"),
    "basic_conditions_met": gettext_lazy("所报系列基本标准条件的核定"),
    "international_certificate": gettext_lazy("国际职业资格证书"),
    "committee": gettext_lazy("由评审委员会确定专业是否对应"),
    "work.province": gettext_lazy("工作地"),
    "work.employer": gettext_lazy("工作单位类别"),
    "work.front_line": gettext_lazy("是否在生产服务一线"),
    "work.technical_post": gettext_lazy("是否在技术技能岗位"),
    "work.occupation": gettext_lazy("现岗位的职业"),
    "work.place_kind": gettext_lazy("单位性质（文博、科研、学校等）"),
}


@dataclass(frozen=True, slots=True)
class Now:
    kind: str
    outcome: str
    route: str
    accepted_by: str
    exempt: tuple[str, ...]
    citations: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Later:
    on: date
    words: str
    citation: Any
    needs: str


@dataclass(frozen=True, slots=True)
class Missing:
    evidence: str
    unlocks: str
    citations: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    on: date
    now: tuple[Now, ...]
    later: tuple[Later, ...]
    missing: tuple[Missing, ...]
    series: tuple[str, ...]
    warnings: tuple[str, ...]
    policy_version: str
    reasons: tuple[dict[str, Any], ...]


def rank(outcome: str | None) -> int:
    return RANKS.get(outcome or "", 0) or LEVELS.get(outcome or "", 0)


def advice_of(answer: dict[str, Any]) -> Advice:
    found = tuple(one for target in KINDS if (one := now(answer, target)))
    return Advice(date.fromisoformat(answer["on"]), found, later(answer), missing(answer), tuple(answer["series"]),
                  tuple(answer["warnings"]), answer["policy_version"], tuple(answer["reasons"]))  # fmt: skip


def now(answer: dict[str, Any], target: str) -> Now | None:
    held = answer[target]
    if held["decision"] not in ("eligible", "authority_decides"):
        return None
    outcome = held["highest"] or _("由主管部门确定（最高%(cap)s）") % {"cap": held["possible"]}
    targets = (target, "authority_recognition") if held["decision"] == "authority_decides" else (target,)
    rules = [r for r in answer["reasons"] if r["target"] in targets and r["truth"] is True
             and r["outcome"] in (held["highest"] or r["outcome"],)]  # fmt: skip
    accepted, place = accepted_by(target, held)
    citations = distinct([*(rule["citation"] for rule in rules), *([place] if place else [])])
    exempt = tuple(str(EXEMPT[name]) for name in held.get("exempt", ()))
    route = str(ROUTES.get(held.get("route"), "")) or "；".join(dict.fromkeys(rule["title"] for rule in rules))
    return Now(str(KINDS[target]), outcome, route, accepted, exempt, citations)


def accepted_by(target: str, held: dict[str, Any]) -> tuple[str, Citation | None]:
    """Who takes the application (001-056, 001-057, 001-083, 003-028, 003-031, 003-035)."""
    if target == "direct_recognition":
        city = held["by"] == "city_or_county"
        return (_("设区市或县（市、区）人力资源社会保障部门") if city else _("省级人力资源社会保障部门")), None
    if target == "skill_evaluation":
        words = _("本单位（已备案该职业的）；否则为已备案的社会评价机构")
        return words, Citation(S001, "三(四)1", "001-083")
    if held["highest"] in SENIOR:
        words = _("有自主评审权的本单位；评审权已下放的由设区市；其余为省级评审委员会")
        return words, Citation(S001, "二(四)", "001-057")
    return _("相应系列的职称评审委员会"), Citation(S001, "二(四)", "001-056")


def better(answer: dict[str, Any], reason: dict[str, Any]) -> bool:
    """Whether the rule would give more than what is open already."""
    held = answer.get(reason["target"])
    return isinstance(held, dict) and rank(reason["outcome"]) > rank(held["highest"])


def later(answer: dict[str, Any]) -> tuple[Later, ...]:
    """What only time withholds: the earliest day of each outcome."""
    first: dict[tuple[str, str], dict[str, Any]] = {}
    for reason in answer["reasons"]:
        if reason["earliest_on"] and better(answer, reason):
            key = reason["target"], reason["outcome"]
            first[key] = min(first.get(key, reason), reason, key=lambda one: one["earliest_on"])
    steps = [Later(date.fromisoformat(one["earliest_on"]), f"{KINDS[one['target']]}：{one['outcome']}", one["citation"],
                   needed_words(one["missing"])) for one in first.values()]  # fmt: skip
    return tuple(sorted(steps, key=lambda step: step.on))


def missing(answer: dict[str, Any]) -> tuple[Missing, ...]:
    """Evidence still unknown, with all that it could open."""
    opens: dict[str, list[dict[str, Any]]] = {}
    for reason in answer["reasons"]:
        if reason["truth"] is None and better(answer, reason):
            for need in reason["missing"]:
                opens.setdefault(need, []).append(reason)
    return tuple(
        Missing(str(NEEDED.get(need, need)),
                "；".join(dict.fromkeys(f"{KINDS[one['target']]}：{one['outcome']}" for one in reasons)),
                distinct([one["citation"] for one in reasons])) for need, reasons in opens.items())  # fmt: skip


def needed_words(needs: list[str]) -> str:
    return "、".join(str(NEEDED.get(need, need)) for need in needs)


def distinct(citations: list[Any]) -> tuple[Any, ...]:
    """Each article once."""
    found: dict[tuple[str, str], Any] = {}
    for one in citations:
        key = (one.document, one.article) if isinstance(one, Citation) else (one["document"], one["article"])
        found.setdefault(key, one)
    return tuple(found.values())


def article(citation: Any) -> str:
    return f"{citation.document} {citation.article}" if isinstance(citation, Citation) else (
        f"{citation['document']} {citation['article']}")


def printed(advice: Advice, facts: tuple[tuple[str, str], ...]) -> CareerAdvice:
    """The same on one page of paper."""
    holding = [reason for reason in advice.reasons if reason["truth"] is True and rank(reason["outcome"])]
    said: dict[str, list[str]] = {}
    for reason in holding:
        said.setdefault(article(reason["citation"]), []).append(reason["title"])
    return CareerAdvice(
        on=advice.on, facts=facts,
        now=tuple(Opportunity(one.kind, one.outcome, one.route, one.accepted_by, one.exempt,
                              "；".join(map(article, one.citations))) for one in advice.now),
        later=tuple(LaterStep(step.on, step.words, article(step.citation)) for step in advice.later),
        missing=tuple(MissingEvidence(one.evidence, one.unlocks) for one in advice.missing),
        articles=tuple((place, "；".join(dict.fromkeys(titles))) for place, titles in said.items()),
        policy_version=advice.policy_version,
    )  # fmt: skip
