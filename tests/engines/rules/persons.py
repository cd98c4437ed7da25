"""Generated persons: int8 columns with unknowns, and structured facts."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from liangcai.engines.rules.bulk_numpy import UNKNOWN
from liangcai.engines.rules.facts import COLUMNS, NO_RANK
from liangcai.engines.rules.language import Column

LIKELY = {"在江苏": 0.9, "一线岗位": 0.8, "技术技能岗位": 0.7, "目录对应": 0.9, "证书相应": 0.9, "准入合格": 0.9,
          "已知准入类职业": 0.2, "基本条件": 0.9, "查实弄虚作假": 0.03, "职称系列符合": 0.9, "职称对应": 0.85}
NEVER_UNKNOWN = ("已知准入类职业", "查实弄虚作假", "已证技能等级")


def columns(rows: int, rng: np.random.Generator) -> dict[str, NDArray[np.int8]]:
    """Every fact column as int8; one cell in sixteen unknown."""
    out = {}
    for column in COLUMNS:
        values = draw(column, rows, rng)
        if column.name not in NEVER_UNKNOWN:
            values[rng.random(rows) < 1 / 16] = UNKNOWN
        out[column.name] = values
    return out


def draw(column: Column, rows: int, rng: np.random.Generator) -> NDArray[np.int8]:
    if column.kind == "yes_no":
        return (rng.random(rows) < LIKELY.get(column.name, 0.1)).astype(np.int8)
    if column.span == (1, NO_RANK):
        return np.where(rng.random(rows) < 0.7, NO_RANK, rng.integers(1, 9, rows)).astype(np.int8)
    if column.name == "考核合格年数":
        return np.where(rng.random(rows) < 0.8, 3, rng.integers(0, 3, rows)).astype(np.int8)
    if column.scale:
        low = 0.6 if column.name.startswith(("世赛", "国赛", "乡土")) else 0.1
        drawn = rng.integers(column.span[0], column.span[1] + 1, rows)
        return np.where(rng.random(rows) < low, column.span[0], drawn).astype(np.int8)
    return rng.integers(0, 8, rows).astype(np.int8)


ON = date(2022, 6, 30)
OCCUPATIONS = ("6-31-01-10", "4-14-02-02", "4-13-02-01", "4-12-01-03", "5-04-02-01", "4-03-01-01", "6-31-03-01")
HONOURS = ("全国技术能手", "江苏工匠", "江苏大工匠", "江苏技能大奖", "省有突出贡献的中青年专家", "某市技能标兵",
           "国务院政府特殊津贴", "中华技能大奖")


def some(rng: random.Random, value: Any, share: float = 0.85) -> Any:
    return value if rng.random() < share else None


def person(rng: random.Random) -> dict[str, Any]:
    """One row of the flat table, as a dict of Python values (None = unknown)."""
    level = rng.choice(("无", "五级", "四级", "三级", "二级", "一级", "特级技师"))
    title = rng.choice(("无", "无", "员级", "助理级", "中级", "副高级", "正高级"))
    since = some(rng, day(rng, 2005))
    until = some(rng, day(rng, 2015), 0.2) if since else None
    return {
        "person_id": f"演示{rng.randrange(10**9):09d}", "city": rng.choice(("南京", "南通")),
        "province": some(rng, rng.choice(("32", "32", "32", "31"))),
        "employer": some(rng, rng.choice(("enterprise", "institution", "freelance", "civil_service", "school"))),
        "front_line": some(rng, rng.random() < 0.8), "technical_post": some(rng, rng.random() < 0.7),
        "occupation": some(rng, rng.choice(OCCUPATIONS), 0.95),
        "place_kind": some(rng, rng.choice(("museum", "sports", "hospital", "无"))),
        "access_qualified": some(rng, rng.random() < 0.9), "access_controlled": some(rng, rng.random() < 0.2, 0.5),
        "basic_conditions_met": some(rng, rng.random() < 0.9), "fraud": some(rng, rng.random() < 0.05, 0.5),
        "skill_level": some(rng, level), **level_dates(rng, level),
        "skill_work_since": since, "skill_work_until": max(until, since) if until and since else None,
        "appraisals_passed": some(rng, rng.choice((3, 3, 3, 2))),
        "title": some(rng, title), "title_series": some(rng, rng.choice(("工程", "农业", "会计"))),
        **title_dates(rng, title),
        "honours": some(rng, ";".join(rng.sample(HONOURS, rng.randrange(3))) or "无"),
        "worldskills": some(rng, rng.choice(("无", "无", "金牌", "优胜奖"))),
        "worldskills_coach": some(rng, rng.choice(("无", "无", "铜牌", "优胜奖"))),
        "national_games": some(rng, rng.choice(("无", "无", "金牌", "银牌"))),
        "national_games_coach": some(rng, rng.choice(("无", "无", "铜牌"))),
        "champion_first": some(rng, rng.random() < 0.1),
        "rural_first": some(rng, rng.choice(("无", "一等奖", "总决赛一等奖"))),
        "national_place": some(rng, rng.choice((99, 99, 2, 5))),
        "provincial_place": some(rng, rng.choice((99, 99, 1, 3))),
        "other_prize": some(rng, rng.random() < 0.2), "international_certificate": some(rng, False),
    }


def day(rng: random.Random, first: int) -> date:
    return date(first, 1, 1) + timedelta(days=rng.randrange((ON - date(first, 1, 1)).days + 1))


def level_dates(rng: random.Random, level: str) -> dict[str, date | None]:
    order = ("三级", "二级", "一级", "特级技师")
    names = ("level_3_on", "level_2_on", "level_1_on", "special_on")
    reached = order.index(level) + 1 if level in order else 0
    return {name: some(rng, day(rng, 2015), 0.8) if number < reached else None for number, name in enumerate(names)}


def title_dates(rng: random.Random, title: str) -> dict[str, date | None]:
    order = ("助理级", "中级", "副高级", "正高级")
    names = ("assistant_on", "intermediate_on", "associate_on", "senior_on")
    reached = order.index(title) + 1 if title in order else 0
    return {name: some(rng, day(rng, 2015), 0.8) if number < reached else None for number, name in enumerate(names)}
