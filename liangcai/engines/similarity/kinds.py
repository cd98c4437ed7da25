"""What kind of likeness two stems have: the same item twice, or two items that only look alike.

A question and its negation ("正确的是" and "不正确的是"), or the same exercise with other numbers,
share nearly every character and yet are different items: a person decides about them.
"""

from __future__ import annotations

import re
import unicodedata

DUPLICATE = "duplicate"
NEGATION_DIFFERS = "negation_differs"
NUMBERS_DIFFER = "numbers_differ"
KINDS = {DUPLICATE: "重复", NEGATION_DIFFERS: "肯定与否定不同", NUMBERS_DIFFER: "数字不同"}

# Words that carry a negating character without negating anything.
NOT_NEGATING = re.compile(r"不锈|不但|不仅|不断|不同|不管|不论|不久|非常|除非|无论|无线|无缝|是否|能否")
NEGATION = re.compile(r"[不非无未没勿莫否]|错误|有误|除[^，。,.;；]{1,20}?外")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
CHINESE_NUMBER = re.compile(r"[一二三四五六七八九十百千万亿两]+(?=[个名次倍年月日天时分秒米克吨升度层级种项只台支条])")


def kind_of(stem: str, other: str) -> str:
    """The kind of a pair that is already known to be near; numbers weigh more than negations."""
    stem, other = unicodedata.normalize("NFKC", stem), unicodedata.normalize("NFKC", other)
    if stem == other:
        return DUPLICATE
    if numbers(stem) != numbers(other):
        return NUMBERS_DIFFER
    if negations(stem) != negations(other):
        return NEGATION_DIFFERS
    return DUPLICATE


def numbers(text: str) -> list[str]:
    """Every number in the text, sorted: options in another order are not other numbers."""
    return sorted(NUMBER.findall(text) + CHINESE_NUMBER.findall(text))


def negations(text: str) -> int:
    return len(NEGATION.findall(NOT_NEGATING.sub("", text)))
