"""The flat table of `rules bulk`: one row a person, and how its columns become the facts of the conditions.

An empty cell is unknown, 无 is none. Dates become full years by whole columns (29 February on 28 February).
The same facts come out as from `flatten` for a person with one spell of work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from liangcai.engines.rules.career_facts import RANK_WORDS
from liangcai.engines.rules.facts import (
    EMPLOYER_KEYS,
    HONOUR_OF,
    HONOURS,
    LEFT_TO_CITY,
    LEVELS,
    MEDALS,
    MOST_YEARS,
    NO_RANK,
    RANKS,
    RURAL,
)
from liangcai.engines.rules.policy import SeriesRow
from liangcai.engines.rules.series import PLACES, SERIES, Work, series_of

SEPARATORS = "[;；、,，]"


@dataclass(frozen=True, slots=True)
class FileColumn:
    """`kind`: text, code, word (one of `words`), yes_no, date, whole (least to most)."""

    name: str
    chinese: str
    kind: str
    meaning: str
    words: Sequence[str] = ()
    span: tuple[int, int] = (0, 0)


def words(name: str, chinese: str, meaning: str, allowed: Iterable[str]) -> FileColumn:
    return FileColumn(name, chinese, "word", meaning, tuple(allowed))


def yes_no(name: str, chinese: str, meaning: str) -> FileColumn:
    return FileColumn(name, chinese, "yes_no", meaning)


def day(name: str, chinese: str, meaning: str) -> FileColumn:
    return FileColumn(name, chinese, "date", meaning)


FILE_COLUMNS: tuple[FileColumn, ...] = (
    FileColumn("person_id", "人员编号", "text", "必填，写入结果"),
    FileColumn("city", "设区市", "text", "只用于统计"),
    FileColumn("province", "工作地省份", "code", "两位代码，江苏 32", span=(2, 2)),
    words("employer", "用人单位", "用人单位类型", EMPLOYER_KEYS),
    yes_no("front_line", "一线岗位", "在生产服务一线从事技术技能工作"),
    yes_no("technical_post", "技术技能岗位", "在技术技能岗位工作"),
    FileColumn("occupation", "现岗位职业编码", "code", "如 6-31-01-10（2015 版）", span=(10, 10)),
    words("place_kind", "工作场所", "博物馆、科研、学校、医院、运动防护场所；无", (*PLACES, "无")),
    yes_no("access_qualified", "准入合格", "实行准入的职业已具备准入资格"),
    yes_no("access_controlled", "准入类职业", "职业实行准入"),
    yes_no("basic_conditions_met", "基本条件", "经核定符合系列基本标准条件"),
    yes_no("fraud", "查实弄虚作假", "有查实记录"),
    words("skill_level", "技能等级", "最高技能等级，没有写 无", LEVELS),
    day("level_3_on", "三级取得日", "取得三级证书的日期，没有取得留空"),
    day("level_2_on", "二级取得日", "取得二级证书的日期"),
    day("level_1_on", "一级取得日", "取得一级证书的日期"),
    day("special_on", "特级技师认定日", "省厅认定特级技师的日期"),
    day("skill_work_since", "技能工作起", "现在这段连续技能工作的开始日"),
    day("skill_work_until", "技能工作止", "最后工作日，仍在工作留空"),
    FileColumn("appraisals_passed", "考核合格年数", "whole", "前三个完整年度合格或优秀的年数", span=(0, 3)),
    words("title", "职称", "最高职称级别，没有写 无", ("无", *RANK_WORDS)),
    FileColumn("title_series", "职称系列", "text", "如 工程"),
    day("assistant_on", "助理级取得日", "取得助理级职称的日期"),
    day("intermediate_on", "中级取得日", "取得中级职称的日期"),
    day("associate_on", "副高级取得日", "取得副高级职称的日期"),
    day("senior_on", "正高级取得日", "取得正高级职称的日期"),
    FileColumn("honours", "荣誉", "text", "荣誉名称，分号隔开；没有写 无"),
    words("worldskills", "世赛奖项", "世界技能大赛选手最好奖项", MEDALS),
    words("worldskills_coach", "世赛教练", "所指导选手的最好奖项", MEDALS),
    words("national_games", "国赛奖项", "中华人民共和国职业技能大赛选手最好奖项", MEDALS),
    words("national_games_coach", "国赛教练", "所指导选手的最好奖项", MEDALS),
    yes_no("champion_first", "状元赛一等奖", "江苏技能状元大赛职工组一等奖"),
    words("rural_first", "乡土赛一等奖", "省乡土人才技艺技能大赛一等奖", RURAL),
    FileColumn("national_place", "国家一类赛名次", "whole", "含国赛；没有写 99", span=(1, NO_RANK)),
    FileColumn("provincial_place", "省一类赛名次", "whole", "没有写 99", span=(1, NO_RANK)),
    yes_no("other_prize", "其他竞赛获奖", "人社部门组织或参与的其他竞赛获奖"),
    yes_no("international_certificate", "国际证书", "持有国际职业资格证书"),
)
BY_NAME = {column.name: column for column in FILE_COLUMNS} | {column.chinese: column for column in FILE_COLUMNS}
CODES: dict[str, Mapping[str, int]] = {
    "employer": EMPLOYER_KEYS, "skill_level": LEVELS, "title": RANKS, "worldskills": MEDALS,
    "worldskills_coach": MEDALS, "national_games": MEDALS, "national_games_coach": MEDALS, "rural_first": RURAL,
}
STRAIGHT = {  # fact column → file column that already says it
    "用人单位": "employer", "一线岗位": "front_line", "技术技能岗位": "technical_post", "技能等级": "skill_level",
    "基本条件": "basic_conditions_met", "考核合格年数": "appraisals_passed", "世赛奖项": "worldskills",
    "世赛教练": "worldskills_coach", "国赛奖项": "national_games", "国赛教练": "national_games_coach",
    "状元赛一等奖": "champion_first", "乡土赛一等奖": "rural_first", "国家一类赛名次": "national_place",
    "省一类赛名次": "provincial_place", "其他竞赛获奖": "other_prize", "国际证书": "international_certificate",
}
LEVEL_DATES = {"三级": ("level_3_on", "level_2_on", "level_1_on", "special_on"),
               "二级": ("level_2_on", "level_1_on", "special_on"), "一级": ("level_1_on", "special_on")}
TITLE_DATES = {"助理级": ("assistant_on", "intermediate_on", "associate_on", "senior_on"),
               "中级": ("intermediate_on", "associate_on", "senior_on"), "副高级": ("associate_on", "senior_on")}


def full_years(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Whole years from start to end as Int8, 0 where end lies before, null where either is."""
    begins = start.dt.month().cast(pl.Int16) * 100 + start.dt.day()
    common = ~end.dt.is_leap_year()
    begins = pl.when((begins == 229) & common).then(pl.lit(228, pl.Int16)).otherwise(begins)
    short = (end.dt.month().cast(pl.Int16) * 100 + end.dt.day()) < begins
    count = end.dt.year() - start.dt.year() - short.cast(pl.Int32)
    return count.clip(0, MOST_YEARS).cast(pl.Int8)


def held(rank: str, least: int, dates: Sequence[str], on: date) -> pl.Expr:
    """Years since the first date of a level of at least `least`."""
    return pl.when(pl.col(rank) < least).then(pl.lit(0, pl.Int8)).otherwise(
        pl.when(pl.col(rank) >= least).then(full_years(pl.min_horizontal(*dates), pl.lit(on))))


def worked(rank: str, least: int, dates: Sequence[str], on: date) -> pl.Expr:
    """Years of work since then, in one spell that may have ended."""
    start = pl.max_horizontal(pl.min_horizontal(*dates), pl.col("skill_work_since"))
    known = pl.col("skill_work_since").is_not_null() & pl.min_horizontal(*dates).is_not_null()
    end = pl.min_horizontal(pl.lit(on), pl.col("skill_work_until") + timedelta(days=1))
    years = pl.when(known).then(full_years(start, end))
    return pl.when(pl.col(rank) < least).then(pl.lit(0, pl.Int8)).otherwise(
        pl.when(pl.col(rank) >= least).then(years))


def fact_columns(on: date) -> list[pl.Expr]:
    """Every fact column from the typed file columns; `with_helpers` must have been applied."""
    level, rank = "skill_level", "_title"
    plain = [pl.col(source).alias(fact) for fact, source in STRAIGHT.items()]
    controlled = pl.col("access_controlled")
    return plain + [
        (pl.col("province") == "32").alias("在江苏"),
        pl.col("_series_open").alias("目录对应"),
        pl.when(pl.col(level).is_not_null()).then(True).alias("证书相应"),
        pl.when(~controlled).then(True).otherwise(pl.col("access_qualified")).alias("准入合格"),
        controlled.fill_null(False).alias("已知准入类职业"),
        pl.col("fraud").fill_null(False).alias("查实弄虚作假"),
        pl.col(level).fill_null(0).alias("已证技能等级"),
        (pl.col(level) == LEVELS["特级技师"]).alias("省厅认定特级技师"),
        *(held(level, LEVELS[word], dates, on).alias(f"持{word}年限") for word, dates in LEVEL_DATES.items()),
        *(worked(level, LEVELS[word], dates, on).alias(f"{word}后年限") for word, dates in LEVEL_DATES.items()),
        pl.col(rank).alias("职称"),
        pl.col("_title_series_ok").alias("职称系列符合"),
        pl.col("_title_fits").alias("职称对应"),
        held(rank, RANKS["助理级"], TITLE_DATES["助理级"], on).alias("助理后年限"),
        held(rank, RANKS["中级"], TITLE_DATES["中级"], on).alias("中级后年限"),
        held(rank, RANKS["副高级"], TITLE_DATES["副高级"], on).alias("副高后年限"),
        worked(rank, RANKS["助理级"], TITLE_DATES["助理级"], on).alias("助理后技能年限"),
        worked(rank, RANKS["中级"], TITLE_DATES["中级"], on).alias("中级后技能年限"),
    ]


def honour_lookup(texts: pl.Series) -> pl.DataFrame:
    """The honour columns for each distinct text; empty is unknown, 无 is none. An honour that S003 does not name
    is left to the city or county (003-035)."""
    rows = [(text, *honours_in(text)) for text in texts]
    kinds = dict.fromkeys((*HONOURS, "其他政府表彰"), pl.Boolean)
    return pl.DataFrame(rows, orient="row", schema={"honours": pl.String, **kinds})


def honours_in(text: str | None) -> list[bool | None]:
    if text is None:
        return [None] * (len(HONOURS) + 1)
    names = {name.strip() for name in re.split(SEPARATORS, text)} - {"", "无"}
    held = {HONOUR_OF.get(name) for name in names}
    other = any(name not in HONOUR_OF or HONOUR_OF[name] in LEFT_TO_CITY for name in names)
    return [*(column in held for column in HONOURS), other]


def with_helpers(table: pl.LazyFrame, series: pl.LazyFrame, honours: pl.LazyFrame) -> pl.LazyFrame:
    """Adds what the facts need: the honours, the mapping by occupation and place, the counted title."""
    in_series = pl.col("title_series").is_in(list(SERIES))
    title = pl.col("title")
    counted = pl.when(title.is_not_null() & (in_series == False)).then(pl.lit(0, pl.Int8)).otherwise(title)  # noqa: E712
    series_ok = pl.when(title == 0).then(False).when(title.is_not_null()).then(in_series)
    joined = table.with_columns(
        counted.alias("_title"), series_ok.alias("_title_series_ok"),
    ).join(series, on=["occupation", "place_kind"], how="left", nulls_equal=True, maintain_order="left"
           ).join(honours, on="honours", how="left", nulls_equal=True, maintain_order="left")
    fits = (
        pl.when(~pl.col("_series_open").fill_null(False)).then(None)
        .when(pl.col("_title_series_ok") == False).then(False)  # noqa: E712
        .when(pl.col("_title_series_ok")).then(pl.col("_series").list.contains(pl.col("title_series")))
    )
    return joined.with_columns(fits.alias("_title_fits"))


def series_lookup(pairs: pl.DataFrame, rows: Sequence[SeriesRow]) -> pl.DataFrame:
    """The mapping for each (occupation, place) that occurs; open is null where no series is found."""
    found = []
    for occupation, place in pairs.select("occupation", "place_kind").iter_rows():
        series = [] if occupation is None else list(
            series_of(Work(occupation, "" if place == "无" else place), rows))
        found.append((occupation, place, series, True if series else None))
    return pl.DataFrame(found, orient="row", schema={
        "occupation": pl.String, "place_kind": pl.String, "_series": pl.List(pl.String), "_series_open": pl.Boolean})
