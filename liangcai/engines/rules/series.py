"""Occupation code → title series by the S001 annex, and back (001-101, 001-110).

A code matches a prefix on whole segments: equal, or prefix + "-". One occupation may have several series
(F16); none means the committee of the series applied for decides (001-105).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liangcai.engines.rules.policy import SeriesRow

SERIES = ("工程", "农业", "工艺美术", "文物博物", "实验技术", "艺术", "体育", "技工院校教师")
PLACES = ("museum", "research", "school", "hospital", "sports")
MISPRINTED_GUIDE = "4-12-01-03"  # F12: printed for 讲解员, whose code is 4-13-01-03
TEACHER = "teacher"


@dataclass(frozen=True, slots=True)
class Work:
    """What the mapping looks at: `place` one of PLACES, "" for none of them, None unknown;
    `laboratory` duties in a laboratory (None: as the place suggests); `teacher` at a technical school."""

    occupation: str
    place: str | None = None
    laboratory: bool | None = None
    teacher: bool | None = None


def under(code: str, prefix: str) -> bool:
    return code == prefix or code.startswith(prefix + "-")


def row_matches(row: SeriesRow, work: Work) -> bool:
    if row.code and not under(work.occupation, row.code):
        return False
    if row.places == (TEACHER,):
        return bool(work.teacher)
    if row.places and work.place not in row.places:
        return False
    return bool(row.code) or bool(row.places) and work.laboratory is not False


def series_of(work: Work, rows: Sequence[SeriesRow]) -> tuple[str, ...]:
    """Every series open to the work, in the order of the annex."""
    found = {row.series for row in rows if row_matches(row, work)}
    return tuple(name for name in SERIES if name in found)


def codes_of(series: str, rows: Sequence[SeriesRow]) -> tuple[str, ...]:
    """The codes and prefixes the annex lists for a series."""
    return tuple(dict.fromkeys(row.code for row in rows if row.series == series and row.code))


def waits_on_place(occupation: str, rows: Sequence[SeriesRow]) -> bool:
    """Would some kind of work place open a series for this code that it does not open by itself?"""
    return any(row.code and row.places and under(occupation, row.code) for row in rows)


def warnings(work: Work) -> list[str]:
    if work.occupation == MISPRINTED_GUIDE and work.place == "museum":
        return ["目录所印讲解员编码 4-12-01-03 属修理及制作类，2015 版应为 4-13-01-03，请核对（F12）。"]
    return []
