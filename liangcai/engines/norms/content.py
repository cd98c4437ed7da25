"""The content of a norm: a JSON object with a value for each section of its shape.

Facts are {label: text}, lines [text], rows [{column: text}]; a cell of lines holds them apart by line breaks, a weight
is kept as it was typed. `normal` brings any such object into the one form in which it is stored and compared.
Before the editor existed drafts held nested levels and numbers; `normal` reads those too, so that what was handed in
then stays readable and its digest true.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from liangcai.engines.norms.shape import LEVEL_DIGITS, Column, Facts, Lines, Rows, Section, Shape
from liangcai.kernel.refusals import BadInput

LONGEST_TEXT = 4000  # characters a cell
MOST_ROWS = 300
NOTHING = ("", "—", "——", "-", "－", "/", "无")  # what tables print where a weight is left out
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
BREAKS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")

Content = dict[str, Any]
Row = dict[str, str]


def empty(shape: Shape) -> Content:
    return normal(shape, {})


def normal(shape: Shape, content: Mapping[str, Any]) -> Content:
    """Every section of the shape, and nothing else. BadInput for what is no norm, too long or has too many rows."""
    if not isinstance(content, Mapping):
        raise BadInput("bad_content", "规范内容应为“章节：内容”的对象。", where="content")
    given = from_nested(shape, content) if is_nested(content) else content
    return {section.key: normal_section(section, given.get(section.key)) for section in shape.sections}


def normal_section(section: Section, value: Any) -> Any:
    if isinstance(section, Facts):
        facts = value if isinstance(value, Mapping) else {}
        return {fact.label: normal_text(section, facts.get(fact.label), short=fact.short) for fact in section.facts}
    if isinstance(section, Lines):
        lines = "\n".join(map(words, value)) if isinstance(value, list | tuple) else value
        return [line for line in normal_text(section, lines, longest=LONGEST_TEXT * 10).split("\n") if line]
    return normal_rows(section, value)


def normal_rows(section: Rows, value: Any) -> list[Row]:
    """Rows without the empty ones; a name that repeats the one above is left blank where the column continues."""
    given = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []
    if len(given) > MOST_ROWS:
        raise BadInput("too_many_rows", f"{section.title}有 {len(given)} 行，最多 {MOST_ROWS} 行。", where=section.title)
    rows: list[Row] = []
    above = ""
    for number, row in enumerate(given, 1):
        made = {column.key: normal_cell(section, column, row.get(column.key), number) for column in section.columns}
        if not any(made.values()):
            continue
        first = section.columns[0]
        if first.continues:
            made[first.key], above = ("" if made[first.key] == above else made[first.key]), made[first.key] or above
        rows.append(made)
    return [row for row in rows if any(row.values())]


def normal_cell(section: Rows, column: Column, value: Any, number: int) -> str:
    where = f"{section.title}第 {number} 行“{column.title}”"
    if column.kind == "percent":
        typed = unicodedata.normalize("NFKC", words(value)).strip().rstrip("% ").strip()
        return "" if typed in NOTHING else normal_text(section, typed, where=where, short=True)
    return normal_text(section, value, where=where, short=column.kind == "text")


def normal_text(section: Section, value: Any, *, where: str = "", short: bool = False, longest: int = LONGEST_TEXT) -> str:
    """No blank lines, no blanks around a line, nothing unprintable; a short text is one line."""
    text = UNPRINTABLE.sub("", BREAKS.sub("\n", words(value)).replace("\t", " "))
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    made = (" " if short else "\n").join(lines)
    if len(made) > longest:
        raise BadInput("text_too_long", f"{where or section.title}有 {len(made)} 字，最多 {longest} 字。", where=where or section.title)
    return made


def words(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(map(words, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def effective(section: Rows, rows: list[Row]) -> Iterator[Row]:
    """The rows with what continues from above written out."""
    above = ""
    for row in rows:
        first = section.columns[0]
        if first.continues:
            above = row[first.key] or above
            row = {**row, first.key: above}
        yield row


# drafts from before the editor


def is_nested(content: Mapping[str, Any]) -> bool:
    return bool({"basic", "work", "weights", "modules"} & set(content)) or isinstance(content.get("name"), str)


def from_nested(shape: Shape, content: Mapping[str, Any]) -> Content:
    if shape.kind == "special_ability":
        return special_from_nested(content)
    overview, basic = mapping(content.get("overview")), mapping(content.get("basic"))
    made: Content = {
        "overview": {{"name": "职业名称", "definition": "职业定义", "levels": "职业技能等级"}.get(label, label): value
                     for label, value in overview.items()},
        "ethics": basic.get("ethics"), "knowledge": [{"topic": words(line)} for line in listed(basic.get("knowledge"))],
        "technical_rules": content.get("technical_rules"),
    }  # fmt: skip
    for level in shape.levels:
        made[f"work_{LEVEL_DIGITS[level]}"] = [
            {"function": function.get("function"), **task}
            for function in listed(mapping(content.get("work")).get(level)) if isinstance(function, Mapping)
            for task in listed(function.get("tasks")) if isinstance(task, Mapping)
        ]  # fmt: skip
    for key in ("theory", "skill"):
        tables = mapping(mapping(content.get("weights")).get(key))
        parts = dict.fromkeys(part for level in shape.levels for part in mapping(tables.get(level)))
        made[f"weights_{key}"] = [
            {"part": part, **{f"level_{LEVEL_DIGITS[level]}": mapping(tables.get(level)).get(part) for level in shape.levels}}
            for part in parts
        ]
    return made


def special_from_nested(content: Mapping[str, Any]) -> Content:
    return {
        "overview": {"名称": content.get("name"), "定义": content.get("definition"), "适用对象": content.get("scope")},
        "tasks": content.get("modules"),
        "requirements": {"申报条件": content.get("conditions"), "考核方式与时间": content.get("assessment")},
        "technical_rules": content.get("technical_rules"),
    }


def mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []
