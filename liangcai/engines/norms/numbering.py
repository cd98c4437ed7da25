"""The numbers that documents print before functions, tasks and points: put on for print, taken off when read.

A number is taken off only where every text of its column carries the expected one, so that “3.5 mm 钢板” keeps its 3.5.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from liangcai.engines.norms.content import Row

COUNTED = r"^[（(]{0}[)）]\s*"
FUNCTION = r"^{0}[.．、](?:\s+|(?!\d))"
TASK = r"^{0}(?:\s+|(?![\d.．]))"
HEADING = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]+[章节部分篇条]+|[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+[、.．]|"
    r"\d+(?:[.．]\d+)*[.．、]?(?![\d年月日]))\s*"
)


def counted(lines: Sequence[str]) -> list[str]:
    """（1）… （2）…"""
    return [f"（{number}）{line}" for number, line in enumerate(lines, 1)]


def uncounted(lines: Sequence[str]) -> list[str]:
    return without(list(lines), [COUNTED.format(number) for number in range(1, len(lines) + 1)])


def numbered_work(rows: Sequence[Row]) -> list[Row]:
    """1. function, 1.1 task, 1.1.1 point."""
    made = [dict(row) for row in rows]
    for row, (function, task) in zip(made, places(made), strict=True):
        row["function"] = row["function"] and f"{function}. {row['function']}"
        row["content"] = row["content"] and f"{function}.{task} {row['content']}"
        for key in ("skills", "knowledge"):
            row[key] = "\n".join(
                f"{function}.{task}.{n} {point}" for n, point in enumerate(row[key].split("\n"), 1) if point
            )
    return made


def unnumbered_work(rows: Sequence[Row]) -> list[Row]:
    made = [dict(row) for row in rows]
    where = places(made)
    take_off(made, "function", lambda at: FUNCTION.format(where[at][0]))
    take_off(made, "content", lambda at: TASK.format(rf"{where[at][0]}[.．]{where[at][1]}"))
    for key in ("skills", "knowledge"):
        points = [(at, n) for at, row in enumerate(made) for n, _ in enumerate(row[key].split("\n"), 1)]
        plain = without([point for row in made for point in row[key].split("\n")],
                        [TASK.format(rf"{where[at][0]}[.．]{where[at][1]}[.．]{n}") for at, n in points])  # fmt: skip
        left = iter(plain)
        for row in made:
            row[key] = "\n".join(next(left) for _ in row[key].split("\n"))
    return made


def places(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Which function and which of its tasks each row is, from 1."""
    found: list[tuple[int, int]] = []
    function = task = 0
    for row in rows:
        if row["function"] or not function:
            function, task = function + 1, 0
        task += 1
        found.append((function, task))
    return found


def take_off(rows: Sequence[Row], key: str, pattern: Callable[[int], str]) -> None:
    plain = without([row[key] for row in rows], [pattern(at) for at in range(len(rows))])
    for row, text in zip(rows, plain, strict=True):
        row[key] = text


def without(texts: list[str], patterns: Sequence[str]) -> list[str]:
    """The texts without their numbers, if every text that is not blank carries its own and something after it."""
    cut = [re.sub(pattern, "", text, count=1) for text, pattern in zip(texts, patterns, strict=True)]
    carried = all(not text or (short and short != text) for text, short in zip(texts, cut, strict=True))
    return cut if carried else texts


def heading_text(text: str) -> tuple[str, str]:
    """The number of a heading such as 1.8.1, 一、, （二） or 第三章, and what stands behind it."""
    found = HEADING.match(text)
    return (found[0].strip(), text[found.end() :].strip()) if found else ("", text.strip())


def chained(prefix: str) -> Iterator[str]:
    """prefix.1, prefix.2, …"""
    number = 0
    while True:
        number += 1
        yield f"{prefix}.{number}"
