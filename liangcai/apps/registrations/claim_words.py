"""What a person claims, from the words of a form or a workbook to the facts that the rules read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from liangcai.engines.rules.application import EDUCATION, EMPLOYERS, LABELS, SKILL_LEVELS, TITLES
from liangcai.engines.rules.series import SERIES

YES_NO = {"是": True, "否": False}
CHOICES: dict[str, tuple[str, ...]] = {
    "consent": ("是",), "education": tuple(EDUCATION), "related_major": tuple(YES_NO), "apprenticed": tuple(YES_NO),
    "skill_level": tuple(SKILL_LEVELS), "title": tuple(TITLES), "title_series": (*SERIES, "其他"),
    "employer_kind": tuple(EMPLOYERS), "in_jiangsu": tuple(YES_NO), "technical_post": tuple(YES_NO),
}  # fmt: skip
DAYS = ("work_since", "skill_on", "junior_technician_on", "title_on")
CLAIMS = tuple(key for key in LABELS if key in CHOICES or key in DAYS)
NONE = {"junior_technician_on": None}  # days that may be “无”
DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})(?:[-/.月]?(\d{1,2}))?[月日]?")


def read_words(words: Mapping[str, str], on: date) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """(claims, faults as (key, found, expected)). An empty word claims nothing: unknown, not no."""
    claims: dict[str, Any] = {}
    faults = []
    for key in CLAIMS:
        if not (word := words.get(key, "")):
            continue
        if key in DAYS:
            if key in NONE and word == "无":
                claims[key] = None
            elif (day := read_day(word)) is None:
                faults.append((key, f"读到“{word[:20]}”", "应为日期，如 2018-05-01 或 2018-05"))
            elif day > on:
                faults.append((key, f"{day} 晚于报名日 {on}", "请核对日期"))
            else:
                claims[key] = day.isoformat()
        elif word not in CHOICES[key]:
            faults.append((key, f"读到“{word[:20]}”", f"应为 {'、'.join(CHOICES[key])} 之一"))
        else:
            claims[key] = YES_NO[word] if CHOICES[key] == tuple(YES_NO) else word
    return claims, faults


def read_day(word: str) -> date | None:
    """2018-05-01, 2018/5/1, 2018年5月1日, 20180501; a month alone is its first day."""
    found = DAY.fullmatch(word)
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1)) if found and found[1] > "1900" else None
    except ValueError:
        return None
