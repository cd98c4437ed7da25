"""One person's facts → the columns that conditions read. Unknown stays None.

Beside the values come: for each count of years the day on which it reaches n, the fact to ask for where a
value is unknown, the title series of the post, and warnings about the data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from liangcai.engines.rules.career_facts import PASSING
from liangcai.engines.rules.facts import (
    COLUMNS,
    EMPLOYER_KEYS,
    EMPLOYERS,
    HONOUR_OF,
    HONOURS,
    LEFT_TO_CITY,
    LEVELS,
    MEDALS,
    MOST_YEARS,
    NO_RANK,
    RANKS,
    RURAL,
    STUDIO_LEADERS,
)
from liangcai.engines.rules.policy import SeriesRow
from liangcai.engines.rules.series import SERIES, Work, series_of, waits_on_place, warnings
from liangcai.engines.rules.spells import Spell, anniversary, day_of_years, full_years, years_worked

Value = int | bool | None
APPRAISAL_YEARS = 3  # the completed calendar years looked at (001-024 d)
JIANGSU = "32"


@dataclass
class Flat:
    values: dict[str, Value]
    due: dict[str, Callable[[int], date | None]] = field(default_factory=dict)
    needs: dict[str, str] = field(default_factory=dict)
    series: tuple[str, ...] = ()
    warnings: list[str] = field(default_factory=list)
    appraisal_years: tuple[int, int] = (0, 0)


def flatten(facts: Mapping[str, Any], rows: Sequence[SeriesRow], on: date) -> Flat:
    """`facts` as `career_facts.read_facts` returns them; `rows` the title-series mapping."""
    flat = Flat({column.name: None for column in COLUMNS})
    put_work(flat, facts, rows)
    put_skills(flat, facts, on)
    put_titles(flat, facts, on)
    put_appraisals(flat, facts, on)
    put_honours(flat, facts.get("honours"))
    put_competitions(flat, facts.get("competitions"))
    return flat


def put_work(flat: Flat, facts: Mapping[str, Any], rows: Sequence[SeriesRow]) -> None:
    work, v = facts.get("work", {}), flat.values
    v["在江苏"] = work["province"] == JIANGSU if "province" in work else None
    v["用人单位"] = EMPLOYER_KEYS.get(work.get("employer"))
    v["一线岗位"], v["技术技能岗位"] = work.get("front_line"), work.get("technical_post")
    controlled = facts.get("access_controlled")
    v["准入合格"] = True if controlled is False else facts.get("access_qualified")
    v["已知准入类职业"] = bool(controlled)
    v["基本条件"], v["查实弄虚作假"] = facts.get("basic_conditions_met"), bool(facts.get("fraud"))
    v["国际证书"] = facts.get("international_certificate")
    if "occupation" in work or "technical_school_teacher" in work:
        place = (work["place_kind"] or "") if "place_kind" in work else None
        seen = Work(work.get("occupation", ""), place, work.get("laboratory_duties"),
                    work.get("technical_school_teacher"))
        flat.series, flat.warnings = series_of(seen, rows), warnings(seen)
        v["目录对应"] = True if flat.series else None
        if not flat.series and seen.occupation:
            waits = place is None and waits_on_place(seen.occupation, rows)
            flat.needs["目录对应"] = flat.needs["职称对应"] = "work.place_kind" if waits else "committee"


def put_skills(flat: Flat, facts: Mapping[str, Any], on: date) -> None:
    v, spells = flat.values, spells_of(facts)
    v["已证技能等级"] = 0
    if "skills" not in facts:
        for name in ("证书相应", "持三级年限", "持二级年限", "持一级年限", "三级后年限", "二级后年限", "一级后年限"):
            flat.needs[name] = "skills"
        return
    held = [skill for skill in facts["skills"] if skill.get("kind") != "special_ability"]
    codes = [(level_code(skill), skill) for skill in held]
    v["技能等级"] = v["已证技能等级"] = max((code for code, _ in codes), default=0)
    v["省厅认定特级技师"] = any(code == LEVELS["特级技师"] for code, _ in codes)
    v["证书相应"] = certificate_fits(codes, facts.get("work", {}).get("occupation"))
    for word in ("三级", "二级", "一级"):
        dates = [skill.get("obtained_on") for code, skill in codes if code >= LEVELS[word]]
        put_years(flat, f"持{word}年限", f"{word}后年限", dates, spells, on, "skills")


def level_code(skill: Mapping[str, Any]) -> int:
    """A post of 特级技师 or 首席技师 set by an enterprise is no certificate above 一级 (003-046)."""
    if skill["level"] == "首席技师" or (skill["level"] == "特级技师" and skill.get("recognised_by") == "employer"):
        return LEVELS["一级"]
    return LEVELS[skill["level"]]


def certificate_fits(codes: Sequence[tuple[int, Mapping[str, Any]]], post: str | None) -> bool | None:
    """The post decides the series; a certificate of another 小类 goes to the committee (001-015)."""
    occupations = {skill["occupation"] for code, skill in codes if code >= LEVELS["三级"] and "occupation" in skill}
    if post is None or not occupations:
        return True
    return True if any(code[:7] == post[:7] for code in occupations) else None


def put_years(flat: Flat, held: str, worked: str, dates: Sequence[date | None], spells: Sequence[Spell] | None,
              on: date, needs: str) -> None:
    """Years since the first of the dates, and years worked since then. No date at all: none was obtained."""
    v = flat.values
    known = [day for day in dates if day is not None]
    if not dates:
        v[held] = 0
        if worked:
            v[worked] = 0
        return
    if not known:
        flat.needs[held] = needs
        if worked:
            flat.needs[worked] = needs
        return
    start = min(known)
    v[held] = min(full_years(start, on), MOST_YEARS)
    flat.due[held] = lambda count: anniversary(start, count)
    if worked and spells is not None:
        v[worked] = min(years_worked(spells, start, on), MOST_YEARS)
        flat.due[worked] = lambda count: day_of_years(spells, start, count)


def spells_of(facts: Mapping[str, Any]) -> list[Spell] | None:
    if "skill_work" not in facts:
        return None
    return [(spell["from"], spell.get("to")) for spell in facts["skill_work"]]


def put_titles(flat: Flat, facts: Mapping[str, Any], on: date) -> None:
    """Titles of the eight series; where some fit the post (001-061), those alone count."""
    v = flat.values
    counts = (("助理级", "助理后年限", "助理后技能年限"), ("中级", "中级后年限", "中级后技能年限"),
              ("副高级", "副高后年限", ""))
    if "titles" not in facts:
        flat.needs.update(dict.fromkeys(("职称对应", "助理后技能年限", "中级后技能年限"), "titles"))
        return
    titles = [title for title in facts["titles"] if title.get("series", "") in SERIES or "series" not in title]
    fitting = [title for title in titles if title.get("series") in flat.series]
    unsaid = [title for title in titles if "series" not in title]
    v["职称系列符合"] = True if len(titles) > len(unsaid) else None if unsaid else False
    if fitting:
        v["职称对应"] = True
    elif flat.series and not unsaid:
        v["职称对应"] = False
    elif flat.series:
        flat.needs["职称对应"] = "titles"
    counted = fitting or titles
    v["职称"] = max((RANKS[title["rank"]] for title in counted), default=0)
    for word, held, worked in counts:
        dates = [title.get("obtained_on") for title in counted if RANKS[title["rank"]] >= RANKS[word]]
        put_years(flat, held, worked, dates, spells_of(facts), on, "titles")


def put_appraisals(flat: Flat, facts: Mapping[str, Any], on: date) -> None:
    """Passes in the last three completed calendar years. A year without a result: not yet eligible in a post
    (001-024 a), open for a freelancer (001-024 b)."""
    wanted = range(on.year - APPRAISAL_YEARS, on.year)
    flat.appraisal_years = (wanted[0], wanted[-1])
    if "appraisals" not in facts:
        return
    results = {entry["year"]: entry["result"] for entry in facts["appraisals"]}
    found = [results[year] for year in wanted if year in results]
    passed = sum(result in PASSING for result in found)
    employer = flat.values["用人单位"]
    open_years = len(found) < APPRAISAL_YEARS and employer in (None, EMPLOYERS["自由职业"])
    flat.values["考核合格年数"] = None if open_years and passed == len(found) else passed


def put_honours(flat: Flat, honours: Sequence[Mapping[str, Any]] | None) -> None:
    if honours is None:
        return
    v = flat.values
    for name in HONOURS:
        v[name] = False
    v["其他政府表彰"] = False
    for honour in honours:
        held = HONOUR_OF.get(honour["name"])
        if held in STUDIO_LEADERS:
            v[held] = either(v[held], honour.get("current"))  # only whoever holds the role now (001-032)
        elif held:
            v[held] = True
        if held is None or held in LEFT_TO_CITY:
            v["其他政府表彰"] = either(v["其他政府表彰"], honour.get("conferred_by", "government") == "government")


def either(a: Value, b: Value) -> bool | None:
    """Kleene or."""
    if a or b:
        return True
    return None if a is None or b is None else False


NAMED_EVENTS = {"世界技能大赛": ("世赛奖项", "世赛教练"), "中华人民共和国职业技能大赛": ("国赛奖项", "国赛教练")}
MEDAL_PLACE = {"金牌": 1, "银牌": 2, "铜牌": 3}
BEST: Mapping[str, Value] = {
    "世赛奖项": MEDALS["金牌"], "世赛教练": MEDALS["金牌"], "国赛奖项": MEDALS["金牌"], "国赛教练": MEDALS["金牌"],
    "状元赛一等奖": True, "乡土赛一等奖": RURAL["总决赛一等奖"], "国家一类赛名次": 1, "省一类赛名次": 1,
    "其他竞赛获奖": True,
}
BY_HR_ITSELF = ("世界技能大赛", "中华人民共和国职业技能大赛", "江苏技能状元大赛", "省乡土人才技艺技能大赛")


def put_competitions(flat: Flat, competitions: Sequence[Mapping[str, Any]] | None) -> None:
    if competitions is None:
        return
    flat.values.update({"世赛奖项": 0, "世赛教练": 0, "国赛奖项": 0, "国赛教练": 0, "状元赛一等奖": False,
                        "乡土赛一等奖": 0, "国家一类赛名次": NO_RANK, "省一类赛名次": NO_RANK, "其他竞赛获奖": False})
    unknown: set[str] = set()
    for entry in competitions:
        put_medal(flat.values, entry, unknown)
        if entry.get("role") == "competitor":
            put_prizes(flat.values, entry, unknown)
        elif "role" not in entry:
            as_competitor = dict(flat.values)
            put_prizes(as_competitor, entry, unknown)
            unknown.update(name for name, value in as_competitor.items() if value != flat.values[name])
    for name in unknown:
        if flat.values[name] != BEST[name]:  # nothing unknown can add to the best prize
            flat.values[name] = None


def put_prizes(v: dict[str, Value], entry: Mapping[str, Any], unknown: set[str]) -> None:
    put_first_prize(v, entry, unknown)
    put_place(v, entry, unknown)


def put_medal(v: dict[str, Value], entry: Mapping[str, Any], unknown: set[str]) -> None:
    columns = NAMED_EVENTS.get(entry["event"])
    if not columns:
        return
    coach = entry.get("role") == "coach"
    column = columns[1] if coach else columns[0]
    if "award" not in entry:
        unknown.add(column)
    elif "role" not in entry and entry["award"] in MEDALS:
        unknown.update(columns)
    else:
        v[column] = max(v[column] or 0, MEDALS.get(entry["award"], 0))


def put_first_prize(v: dict[str, Value], entry: Mapping[str, Any], unknown: set[str]) -> None:
    if "award" not in entry:
        first: bool | None = None
    else:
        first = entry["award"] == "一等奖"
    if entry["event"] == "江苏技能状元大赛" and first is not False:
        group = entry.get("group", "unsaid")
        if group == "职工组" and first:
            v["状元赛一等奖"] = True
        elif group in ("职工组", "unsaid"):
            unknown.add("状元赛一等奖")
    if entry["event"] == "省乡土人才技艺技能大赛" and first is not False:
        if first is None or "stage" not in entry:
            unknown.add("乡土赛一等奖")
        else:
            v["乡土赛一等奖"] = max(v["乡土赛一等奖"] or 0, RURAL["总决赛一等奖" if entry["stage"] else "一等奖"])


def put_place(v: dict[str, Value], entry: Mapping[str, Any], unknown: set[str]) -> None:
    """Class-one places and every other prize (003-026 … 003-032), of contests an HR department had a part in."""
    event = entry["event"]
    by_hr = entry.get("organised_by_hr", True if event in BY_HR_ITSELF else None)
    if by_hr is False or event == "世界技能大赛":
        return
    column = {"国家级一类赛": "国家一类赛名次", "中华人民共和国职业技能大赛": "国家一类赛名次",
              "省级一类赛": "省一类赛名次"}.get(event)
    ranked = entry.get("place") or MEDAL_PLACE.get(entry.get("award") or "")
    limit = {"国家一类赛名次": 6, "省一类赛名次": 3}.get(column or "", 0)
    if column and ranked is None and "place" not in entry:
        unknown.add(column)
        unknown.add("其他竞赛获奖")
    elif column and ranked and ranked <= limit:
        if by_hr is None:
            unknown.add(column)
        else:
            v[column] = min(v[column] or NO_RANK, ranked)
    elif entry.get("award") or ranked:
        v["其他竞赛获奖"] = either(v["其他竞赛获奖"], by_hr)
    elif "award" not in entry:
        unknown.add("其他竞赛获奖")
