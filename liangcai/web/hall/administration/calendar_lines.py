"""The days of an official calendar as an officer types them: one a line."""

from __future__ import annotations

import re
from datetime import date

from liangcai.kernel.refusals import BadInput

LINE = re.compile(r"(\d{4}-\d{2}-\d{2})\s+(放假|上班)(?:\s+(\S.*))?")
Days = dict[date, tuple[bool, str]]


def read_days(text: str) -> Days:
    """`2027-02-06 放假 春节` or `2027-02-14 上班`, one a line, blank lines passed over. `BadInput` names the line that is
    no such day or stands a second time."""
    days: Days = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        day, rest = read_line(line.strip(), number)
        if day in days:
            raise BadInput("day_twice", f"第 {number} 行：{day} 重复。", where=f"第 {number} 行")
        days[day] = rest
    return days


def read_line(line: str, number: int) -> tuple[date, tuple[bool, str]]:
    found = LINE.fullmatch(line)
    try:
        if found is None:
            raise ValueError
        return date.fromisoformat(found[1]), (found[2] == "上班", (found[3] or "")[:40])
    except ValueError:
        raise BadInput("bad_day", f"第 {number} 行“{line[:40]}”无法识别。", where=f"第 {number} 行",
                       hint="每行形如：2027-02-06 放假 春节，或 2027-02-14 上班。") from None  # fmt: skip
