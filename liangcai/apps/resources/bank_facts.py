"""The facts the hall holds of a bank as lines to read, and two versions compared line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

WORDS = {"item_count": "题量", "content_sha256": "内容摘要", "summary": "内容概况"}


def content_lines(content: Any, path: tuple[str, ...] = ()) -> list[str]:
    """One line a value, with the way to it: 题量：1200."""
    if isinstance(content, Mapping):
        return [line for key, value in content.items() for line in content_lines(value, (*path, word(key)))]
    if isinstance(content, list):
        return [line for value in content for line in content_lines(value, path)]
    return [f"{' › '.join(path)}：{content}"]


def word(key: Any) -> str:
    return WORDS.get(str(key), str(key))


@dataclass(frozen=True, slots=True)
class LineChange:
    """`kind`: same, added or gone."""

    kind: str
    text: str


def compared_lines(older: Mapping[str, Any], newer: Mapping[str, Any]) -> list[LineChange]:
    """Both versions in one sequence; leaving out what was added gives the older, what is gone the newer."""
    was, now = content_lines(older), content_lines(newer)
    changes: list[LineChange] = []
    for tag, a, b, c, d in SequenceMatcher(a=was, b=now, autojunk=False).get_opcodes():
        if tag == "equal":
            changes += [LineChange("same", line) for line in was[a:b]]
            continue
        changes += [LineChange("gone", line) for line in was[a:b]]
        changes += [LineChange("added", line) for line in now[c:d]]
    return changes
