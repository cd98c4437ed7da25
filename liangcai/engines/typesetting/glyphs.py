"""Characters that the pinned fonts cannot print: a name must never come out as an empty box."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from fontTools.ttLib import TTFont

from liangcai.kernel.fonts import font_folder
from liangcai.kernel.refusals import BadInput

GETA = "〓"  # the printers' sign for a missing sort


@cache
def _covered() -> frozenset[str]:
    """Characters that both faces (Song and Hei) hold; a line break needs no glyph."""
    faces = [TTFont(path, lazy=True).getBestCmap().keys() for path in sorted(font_folder().glob("*.otf"))]
    return frozenset(map(chr, frozenset.intersection(*map(frozenset, faces)))) | {"\n"}


def missing_glyphs(text: str) -> set[str]:
    """The characters of `text` that cannot be printed; check every name before printing."""
    return set(text) - _covered()


def replace_missing(text: str) -> str:
    """`text` with 〓 in the place of each character that cannot be printed (lists, never vouchers)."""
    missing = missing_glyphs(text)
    return "".join(GETA if character in missing else character for character in text)


def refuse_missing_glyphs(contents: Mapping[str, Any]) -> None:
    """Refuses (BadInput) the first text that holds unprintable characters, naming it and its place."""
    for where, text in _texts(contents, ""):
        if missing := missing_glyphs(text):
            named = "、".join(f"{character}（U+{ord(character):04X}）" for character in sorted(missing))
            raise BadInput(
                "missing_glyphs",
                f"打印字库缺字：{named}，出现在“{text[:40]}”。",
                where=where,
                hint="请核对该字是否录入有误；确为生僻字的，请改用字库所收的规范字形，或先扩充打印字库。",
                facts={"missing": sorted(missing), "text": text},
            )


def _texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if not value.startswith("<svg"):
            yield where, value
    elif isinstance(value, dict):
        for key, entry in value.items():
            if key == "over":  # an accent is drawn by the font of mathematics
                entry = entry[:1]
            yield from _texts(entry, f"{where}.{key}" if where else key)
    elif isinstance(value, list):
        for position, entry in enumerate(value):
            yield from _texts(entry, f"{where}[{position}]")
