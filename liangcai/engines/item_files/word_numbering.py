"""The numbers Word shows but does not store: resolved from numbering.xml, paragraph by paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DIGITS = "零一二三四五六七八九"
ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
         (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
MOST_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    start: int
    style: str
    text: str  # such as "%1." or "（%2）"


@dataclass(slots=True)
class Numbering:
    """Counts as Word does: a counter per list and level, deeper levels restart under a new number."""

    levels: dict[str, dict[int, Level]]  # numId → level
    lists: dict[str, str]  # numId → the list whose counter it shares
    styles: dict[str, tuple[str, int]]  # paragraph style → (numId, level)
    counters: dict[str, list[int | None]] = field(default_factory=dict)

    def label(self, paragraph: etree._Element) -> str:
        """The number in front of the paragraph, counted up; empty where there is none."""
        num_id, depth = self.place(paragraph)
        levels = self.levels.get(num_id)
        if levels is None or depth not in levels:
            return ""
        counter = self.counters.setdefault(self.lists[num_id], [None] * MOST_LEVELS)
        value = counter[depth]
        counter[depth] = levels[depth].start if value is None else value + 1
        counter[depth + 1 :] = [None] * (MOST_LEVELS - depth - 1)
        if levels[depth].style in ("bullet", "none"):
            return ""

        def shown(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            level = levels.get(at)
            if level is None:
                return ""
            number = counter[at]
            return spelled(level.start if number is None else number, level.style)

        return re.sub(r"%([1-9])", shown, levels[depth].text)

    def place(self, paragraph: etree._Element) -> tuple[str, int]:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return "", 0
        own = properties.find(f"{W}numPr")
        style = properties.find(f"{W}pStyle")
        num_id, depth = self.styles.get(style.get(f"{W}val", "") if style is not None else "", ("", 0))
        if own is not None:
            num_id, depth = value_of(own, "numId", num_id), whole(value_of(own, "ilvl", str(depth)))
        return num_id, min(max(depth, 0), MOST_LEVELS - 1)


def numbering_of(numbering: etree._Element | None, styles: etree._Element | None) -> Numbering:
    """From the roots of numbering.xml and styles.xml, either of which may be absent."""
    levels: dict[str, dict[int, Level]] = {}
    lists: dict[str, str] = {}
    if numbering is not None:
        abstract = {a.get(f"{W}abstractNumId", ""): levels_of(a) for a in numbering.findall(f"{W}abstractNum")}
        for number in numbering.findall(f"{W}num"):
            num_id, base = number.get(f"{W}numId", ""), value_of(number, "abstractNumId", "")
            own = dict(abstract.get(base, {}))
            restarted = False
            for change in number.findall(f"{W}lvlOverride"):
                depth = whole(change.get(f"{W}ilvl", "0"))
                own |= levels_of(change)
                start = value_of(change, "startOverride", "")
                if start and depth in own:
                    own[depth] = Level(whole(start), own[depth].style, own[depth].text)
                    restarted = True
            levels[num_id] = own
            lists[num_id] = f"num {num_id}" if restarted else f"abstract {base}"
    named: dict[str, tuple[str, int]] = {}
    for style in styles.findall(f"{W}style") if styles is not None else ():
        own_number = style.find(f"{W}pPr/{W}numPr")
        if own_number is not None:
            depth = whole(value_of(own_number, "ilvl", "0"))
            named[style.get(f"{W}styleId", "")] = value_of(own_number, "numId", ""), depth
    return Numbering(levels, lists, named)


def levels_of(parent: etree._Element) -> dict[int, Level]:
    return {
        whole(level.get(f"{W}ilvl", "0")): Level(
            whole(value_of(level, "start", "1")), value_of(level, "numFmt", "decimal"), value_of(level, "lvlText", "")
        )
        for level in parent.findall(f"{W}lvl")
    }


def value_of(parent: etree._Element, name: str, default: str) -> str:
    child = parent.find(W + name)
    return default if child is None else child.get(f"{W}val", default)


def whole(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,6}", text) else 0


def spelled(number: int, style: str) -> str:
    """A number in the style Word names."""
    if style == "upperLetter" and number > 0:
        return letters(number)
    if style == "lowerLetter" and number > 0:
        return letters(number).lower()
    if style in ("upperRoman", "lowerRoman"):
        return roman(number) if style == "upperRoman" else roman(number).lower()
    if style.startswith(("chinese", "japanese", "taiwanese", "ideographDigital")):
        return chinese(number)
    if style == "decimalEnclosedCircleChinese" or style == "decimalEnclosedCircle":
        return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)
    return str(number)


def letters(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def roman(number: int) -> str:
    out = ""
    for value, sign in ROMAN:
        out += sign * (number // value)
        number %= value
    return out


def chinese(number: int) -> str:
    """Counting words up to 99, digit by digit beyond."""
    if number < 10:
        return DIGITS[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")
    return "".join(DIGITS[int(digit)] for digit in str(number))
