"""The career subject's facts, as a person or an agency brings them, read strictly.

A key left out is unknown; a list that is given is complete.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from liangcai.engines.rules.facts import EMPLOYER_KEYS, LEVELS, RANKS
from liangcai.engines.rules.reading import (
    bad,
    boolean,
    day,
    day_or_null,
    one_of,
    pattern,
    record,
    records,
    text,
    whole,
)
from liangcai.engines.rules.series import PLACES

OCCUPATION = pattern(r"[1-8]-\d{2}-\d{2}-\d{2}", "6-31-01-10")
LEVEL_WORDS = (*(word for word in LEVELS if word != "无"), "首席技师")  # 首席技师: a post, counts as 一级 (001-012)
RANK_WORDS = tuple(word for word in RANKS if word != "无")
PASSING = ("优秀", "合格")
RESULTS = (*PASSING, "基本合格", "不合格", "未定等次")
EVENTS = ("世界技能大赛", "中华人民共和国职业技能大赛", "江苏技能状元大赛", "省乡土人才技艺技能大赛",
          "国家级一类赛", "省级一类赛", "other")
AWARDS = ("金牌", "银牌", "铜牌", "优胜奖", "一等奖", "二等奖", "三等奖")

WORK = {
    "province": pattern(r"\d{2}", "32（江苏）"),
    "employer": one_of(*EMPLOYER_KEYS),
    "front_line": boolean,
    "technical_post": boolean,
    "occupation": OCCUPATION,
    "place_kind": one_of(*PLACES, optional=True),
    "laboratory_duties": boolean,
    "technical_school_teacher": boolean,
}
SKILLS = records({"level": one_of(*LEVEL_WORDS, optional=True),
                  "kind": one_of("level", "qualification", "special_ability"),
                  "occupation": OCCUPATION, "obtained_on": day,
                  "recognised_by": one_of("province", "employer")})
TITLES = records({"series": text, "rank": one_of(*RANK_WORDS), "obtained_on": day}, ("rank",))
SPELLS = records({"from": day, "to": day_or_null}, ("from",))
APPRAISALS = records({"year": whole(1950, 2200), "result": one_of(*RESULTS)}, ("year", "result"))
HONOURS = records({"name": text, "on": day, "current": boolean,
                   "conferred_by": one_of("government", "other")}, ("name",))
COMPETITIONS = records({
    "event": one_of(*EVENTS), "group": one_of("职工组", "学生组", "教师组", optional=True),
    "stage": one_of("总决赛", optional=True), "place": whole(1, 10_000, optional=True),
    "award": one_of(*AWARDS, optional=True), "role": one_of("competitor", "coach"),
    "organised_by_hr": boolean, "on": day,
}, ("event",))
FACTS = {
    "work": lambda value, path: record(value, path, WORK),
    "skills": SKILLS, "titles": TITLES, "skill_work": SPELLS, "appraisals": APPRAISALS,
    "honours": HONOURS, "competitions": COMPETITIONS,
    "access_qualified": boolean, "access_controlled": boolean, "basic_conditions_met": boolean,
    "international_certificate": boolean, "fraud": boolean,
}


def read_facts(facts: Any, on: date) -> dict[str, Any]:
    """The facts with real dates; `BadInput` naming the key path for anything impossible on the day."""
    read = record(facts, "", FACTS)
    for key, field, what in (("skills", "obtained_on", "证书"), ("titles", "obtained_on", "职称"),
                             ("honours", "on", "荣誉"), ("competitions", "on", "竞赛"),
                             ("skill_work", "from", "工作经历")):
        for number, entry in enumerate(read.get(key, ())):
            if field in entry and entry[field] > on:
                raise bad(f"{key}[{number}].{field}", f"{what}日期 {entry[field]} 晚于判定日 {on}。",
                          "请更正日期，或用更晚的判定日。")
    for number, skill in enumerate(read.get("skills", ())):
        if skill.get("kind") != "special_ability" and skill.get("level") is None:
            raise bad(f"skills[{number}].level", "技能等级证书须写等级。")
    refuse_contradicting_spells(read.get("skill_work", []))
    refuse_repeated_years(read.get("appraisals", []), on)
    return read


def refuse_contradicting_spells(spells: list[dict[str, Any]]) -> None:
    first: dict[date, int] = {}
    for number, spell in enumerate(spells):
        path = f"skill_work[{number}]"
        last = spell.get("to")
        if last is not None and last < spell["from"]:
            raise bad(f"{path}.to", f"结束日 {last} 早于开始日 {spell['from']}。")
        if spell["from"] in first:
            raise bad(f"{path}.from", f"与 skill_work[{first[spell['from']]}] 同日开始，互相矛盾。", "请合并为一段。")
        first[spell["from"]] = number


def refuse_repeated_years(appraisals: list[dict[str, Any]], on: date) -> None:
    seen: set[int] = set()
    for number, appraisal in enumerate(appraisals):
        path, year = f"appraisals[{number}].year", appraisal["year"]
        if year in seen:
            raise bad(path, f"{year} 年考核写了两次。")
        if year > on.year:
            raise bad(path, f"{year} 年晚于判定日 {on}。")
        seen.add(year)
