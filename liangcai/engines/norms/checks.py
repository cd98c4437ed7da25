"""What a machine can say of a norm before experts read it: section, row, column, value found and expected.

`failed` stops the submission for review; `incomplete` names what a reader will miss, no more: which parts are
obligatory is settled by annexes that are not in our hands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from liangcai.engines.norms.content import Content, Row, effective
from liangcai.engines.norms.layout import BASIC_PARTS, total_of, total_words, weight_of
from liangcai.engines.norms.shape import Facts, Lines, Rows, Section, Shape

PASSED, FAILED, INCOMPLETE = "passed", "failed", "incomplete"
LONGEST_NAME = 30
LEAST_ASSESSORS = 3  # 004-034
CHINESE_DIGITS = {word: number for number, word in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
PERSONS = re.compile(r"(\d{1,3}|[一二两三四五六七八九十])\s*(?:名|人|位)")


@dataclass(frozen=True, slots=True)
class Finding:
    """`row` counts from 1, 0 where the finding is about the whole section; `rule` is the rule's id where there is one."""

    section: str
    title: str
    result: str
    found: str
    expected: str = ""
    row: int = 0
    column: str = ""
    rule: str = ""

    @property
    def where(self) -> str:
        return " ".join(part for part in (f"第 {self.row} 行" if self.row else "", self.column) if part)

    @property
    def words(self) -> str:
        needed = f"应为：{self.expected}" if self.expected else ""
        said = "；".join(part for part in (self.found, needed) if part)
        return f"{self.where}：{said}" if self.where else said


def check_norm(shape: Shape, content: Content) -> list[Finding]:
    """Every section in order, each with at least one finding; `content` in its normal form."""
    return [finding for section in shape.sections for finding in check_section(shape, section, content)]


def check_section(shape: Shape, section: Section, content: Content) -> list[Finding]:
    found = list(faults_of(shape, section, content))
    return found or [Finding(section.key, section.title, PASSED, passed_words(section, content[section.key]))]


def passed_words(section: Section, value: Content) -> str:
    if isinstance(section, Rows) and section.percents:
        return f"{len(value)} 行，各列合计均为 100。"
    return f"{len(value)} 行。" if isinstance(section, Rows) else f"{len(value)} 条。" if isinstance(section, Lines) else "各项已填。"


def faults_of(shape: Shape, section: Section, content: Content) -> Iterator[Finding]:
    value = content[section.key]
    if isinstance(section, Facts):
        yield from facts_faults(section, value)
        if shape.kind == "special_ability":
            yield from name_faults(section, value) if section.key == "overview" else assessor_faults(section, value)
    elif isinstance(section, Lines):
        if section.needed and not value:
            yield Finding(section.key, section.title, FAILED, "本节没有内容", "至少一条")
    elif not value:
        yield Finding(section.key, section.title, FAILED, "本节没有内容", "至少一行",
                      rule="003-040" if section.key == "technical_rules" else "")  # fmt: skip
    else:
        yield from rows_faults(section, value)
        yield from weight_faults(section, value)
        if section.key in ("weights_theory", "weights_skill"):
            yield from unweighted_functions(shape, section, content)


def facts_faults(section: Facts, value: dict[str, str]) -> Iterator[Finding]:
    missing = [fact.label for fact in section.facts if not value[fact.label]]
    if len(missing) == len(section.facts):
        yield Finding(section.key, section.title, FAILED, "本节没有内容", "至少填写一项")
    elif missing:
        yield Finding(section.key, section.title, INCOMPLETE, f"未填：{'、'.join(missing)}")


def rows_faults(section: Rows, rows: Sequence[Row]) -> Iterator[Finding]:
    """Blank cells, and names that stand twice."""
    names = Counter(row[section.columns[0].key] for row in rows)
    for number, row in enumerate(effective(section, list(rows)), 1):
        first = section.columns[0]
        for column in section.columns:
            if row[column.key] or column.kind == "percent" or column.key == "number":
                continue
            result = FAILED if column is first else INCOMPLETE
            yield Finding(section.key, section.title, result, "未填", "不为空", number, column.title)
        if not first.continues and row[first.key] and names[row[first.key]] > 1:
            yield Finding(section.key, section.title, FAILED, f"“{row[first.key]}”出现 {names[row[first.key]]} 次", "不重复",
                          number, first.title)  # fmt: skip


def weight_faults(section: Rows, rows: Sequence[Row]) -> Iterator[Finding]:
    for column in section.percents:
        bad = [(n, row[column.key]) for n, row in enumerate(rows, 1) if row[column.key] and weight_of(row[column.key]) is None]
        for number, typed in bad:
            yield Finding(section.key, section.title, FAILED, f"“{typed[:20]}”", "0 至 100 的数", number, column.title)
        if total_of(rows, column.key) != 100:
            yield Finding(section.key, section.title, FAILED, f"合计 {total_words(rows, column.key)}", "100", 0, column.title)


def unweighted_functions(shape: Shape, section: Rows, content: Content) -> Iterator[Finding]:
    """Functions of a level's work that its weights leave out, and parts that no work of the level explains."""
    for work, column in zip(shape.work(), section.percents, strict=True):
        functions = {row["function"] for row in effective(work, content[work.key])} - {""}
        weighted = {row["part"] for row in content[section.key] if row[column.key]}
        missing = sorted(functions - weighted)
        unknown = sorted(weighted - functions - set(BASIC_PARTS))
        if functions and missing:
            yield Finding(section.key, section.title, INCOMPLETE, f"职业功能“{'”“'.join(missing)}”没有权重", column=column.title)
        if functions and unknown:
            yield Finding(section.key, section.title, INCOMPLETE, f"“{'”“'.join(unknown)}”不是该等级的职业功能", column=column.title)


def name_faults(section: Facts, value: dict[str, str]) -> Iterator[Finding]:
    for fault in naming_faults(value["名称"]):
        yield Finding(section.key, section.title, FAILED, fault, "“产品或服务＋动作”，如“手工制鞋”", column="名称")


def naming_faults(name: str) -> list[str]:
    """Why this is no name of a special ability: it names an ability (what is done with what), not a person's job."""
    name = name.strip()
    faults = []
    if not name:
        faults.append("名称为空")
    elif name[-1] in "工员师":
        faults.append(f"以“{name[-1]}”结尾，像职业名称；应写所能做的事")
    if len(name) > LONGEST_NAME:
        faults.append(f"长 {len(name)} 字，超过 {LONGEST_NAME} 字")
    return faults


def assessor_faults(section: Facts, value: dict[str, str]) -> Iterator[Finding]:
    text = value["考评人员"]
    said = [int(word) if word.isdigit() else CHINESE_DIGITS[word] for word in PERSONS.findall(text)]
    expected = f"每个考评小组不少于 {LEAST_ASSESSORS} 名"
    if text and not said:
        yield Finding(section.key, section.title, INCOMPLETE, "没有写明人数", expected, column="考评人员", rule="004-034")
    elif said and max(said) < LEAST_ASSESSORS:
        yield Finding(section.key, section.title, FAILED, f"{max(said)} 名", expected, column="考评人员", rule="004-034")
