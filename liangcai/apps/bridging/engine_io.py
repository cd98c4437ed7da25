"""Applications and the engine: what the rules say to the facts, and whether that carries the outcome asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from liangcai.apps.bridging.enums import Authority, Target
from liangcai.apps.bridging.models import Application, ReviewNotice
from liangcai.apps.catalogue.selectors import policy
from liangcai.engines.rules.career import decide
from liangcai.engines.rules.facts import LEVELS, RANKS
from liangcai.kernel.citations import Citation
from liangcai.kernel.refusals import Refused

RECORDED_BY_AUTHORITY = {"basic_conditions_met", "committee"}  # recorded after submission, by people
FACT_OF_RULE = {"001-013": "basic_conditions_met"}
SENIOR = ("副高级", "正高级")
PROVEN = ("skills", "titles", "skill_work", "appraisals", "honours", "competitions")


def answer_on(facts: Mapping[str, Any], on: date) -> dict[str, Any]:
    return decide(dict(facts), policy(), on)


def with_findings(application: Application) -> dict[str, Any]:
    """The facts with what the authority has recorded since; the later finding counts."""
    found = {FACT_OF_RULE[one.rule]: one.holds for one in application.findings.all() if one.rule in FACT_OF_RULE}
    return {**application.facts, **found}


def rank(outcome: str | None) -> int:
    return RANKS.get(outcome or "", 0) or LEVELS.get(outcome or "", 0)


def cut_off(target: str, series: str, region_code: str, today: date) -> date:
    """The day up to which years count: the notice's for titles, provisionally the year's last day (001-058);
    the day itself for everything else."""
    if target != Target.TITLE_REVIEW:
        return today
    notice = notice_for(today.year, series, region_code)
    return notice.cut_off_on if notice else date(today.year, 12, 31)


def notice_for(year: int, series: str, region_code: str) -> ReviewNotice | None:
    """The city's own notice before the province's."""
    codes = [f"{region_code[:4]}00", f"{region_code[:2]}0000"]
    found = {one.region_code: one for one in ReviewNotice.objects.filter(year=year, series=series,
                                                                         region_code__in=codes)}  # fmt: skip
    return next((found[code] for code in codes if code in found), None)


def authority_of(target: str, outcome: str, answer: Mapping[str, Any], notice: ReviewNotice | None) -> str:
    """Direct recognition as the rule says (003-028, 003-031, 003-035); senior titles by the province unless the
    city takes the series in (001-057); the rest by city or county."""
    if target == Target.DIRECT_RECOGNITION:
        return answer[target]["by"] or Authority.PROVINCE.value
    city = notice is not None and not notice.region_code.endswith("0000")
    senior = target == Target.TITLE_REVIEW and outcome in SENIOR
    return (Authority.PROVINCE if senior and not city else Authority.CITY_OR_COUNTY).value


def require_supported(answer: Mapping[str, Any], target: str, outcome: str, recorded: bool = False) -> None:
    """`Refused` unless the rules give the outcome, or only what the authority itself records is open.
    `recorded`: the authority has recorded its findings, so nothing may be open but the committee's judgement."""
    held = answer[target]
    sure = rank(outcome) <= rank(held["highest"])
    left = held["decision"] == "authority_decides" and rank(outcome) <= rank(held["possible"])
    if rank(outcome) and (sure or left):
        return
    rules = [one for one in answer["reasons"] if one["target"] == target and one["outcome"] == outcome]
    waived = {"committee"} if recorded else RECORDED_BY_AUTHORITY
    if any(one["truth"] is None and set(one["missing"]) <= waived for one in rules):
        return
    raise unsupported(rules, outcome)


def unsupported(rules: list[dict[str, Any]], outcome: str) -> Refused:
    open_ = [one for one in rules if one["truth"] is None]
    closest = min(open_, key=lambda one: len(one["missing"]), default=None) or next(
        (one for one in rules if one["earliest_on"]), rules[0] if rules else None)
    if closest is None:
        return Refused("no_such_outcome", f"没有规则给出“{outcome}”。",
                       hint="请先在“发展贯通测算”中查看可以申报的结果。")
    failing = [f"{c['name']}须{c['required']}，现为{c['actual']}"
               for c in closest["conditions"] if c["truth"] is not True]
    when = f"最早可在 {closest['earliest_on']} 申请。" if closest["earliest_on"] else ""
    words = f"所填事实还不能支持“{outcome}”：{'；'.join(failing) or closest['title']}。{when}"
    cited = closest["citation"]
    return Refused("not_supported", words, citation=Citation(cited["document"], cited["article"], closest["rule"]),
                   hint="请补充证明后再提交。", facts={"missing": closest["missing"]})  # fmt: skip


def facts_without(evidence: Iterable[str], facts: Mapping[str, Any]) -> list[str]:
    """Lists of the facts that no file proves."""
    proven = set(evidence)
    return [key for key in PROVEN if facts.get(key) and key not in proven]
