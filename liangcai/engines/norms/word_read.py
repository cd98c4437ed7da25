"""A Word file read as a norm: the layout that `to_word` writes, and real documents with numbered headings and tables.

Headings are known by their words, not by their numbers: “1.9.2 鉴定方式”, “（二）评价方式” and “评价方式” are one. Nothing is
guessed and nothing dropped in silence: what was not understood is listed with its place and the reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from liangcai.engines.norms.content import Content, Row, normal, normal_cell
from liangcai.engines.norms.layout import BLANK
from liangcai.engines.norms.numbering import heading_text, uncounted, unnumbered_work
from liangcai.engines.norms.shape import (
    LEVEL_WORDS,
    Column,
    Facts,
    Lines,
    Rows,
    Shape,
    graded_shape,
    special_ability_shape,
)
from liangcai.engines.norms.word_blocks import Grid, GridCell, Text, Unread, WordBlock, word_blocks
from liangcai.kernel.refusals import BadInput

CONTAINERS = ("职业概况", "基本要求", "职业道德", "工作要求", "权重表", "职业培训要求", "职业技能鉴定要求", "鉴定要求", "培训要求",
              "技能要求", "基本情况", "考核要求", "基本信息")  # fmt: skip
LEVEL = re.compile("|".join([*LEVEL_WORDS, *(word.split("/")[1] for word in reversed(LEVEL_WORDS.values()))]))
LEVEL_OF = {**{level: level for level in LEVEL_WORDS}, **{word.split("/")[1]: level for level, word in LEVEL_WORDS.items()}}
LONGEST_HEADING = 40
LONGEST_EXCERPT = 60
TOTAL = "合计"
PROGRESSIVE = re.compile("依次递进|涵盖低(?:级别|等级)")


@dataclass(frozen=True, slots=True)
class Left:
    """Something not taken over: its paragraph, its beginning, and why."""

    number: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """`found` are the keys of the sections the file holds; the others are empty in `content`. `cover` is what stands
    before the first section and is no content."""

    shape: Shape
    content: Content
    found: tuple[str, ...]
    cover: tuple[str, ...]
    left: tuple[Left, ...]


def read_word(data: bytes, shape: Shape | None = None) -> Reading:
    """Read as a norm of `shape`; without one the kind and the levels are taken from the file. BadInput for what is no
    Word file, and for one in which no section was found."""
    blocks = word_blocks(data)
    reader = Reader(shape or shape_found(blocks))
    reader.read(blocks)
    if not reader.found:
        names = "”“".join(section.title for section in reader.shape.sections[:4])
        raise BadInput("no_sections", f"文件中没有找到“{names}”等任何章节，不像规范文本。",
                       hint="请用本页提供的模板，或为各节加上标题（如“1.3 职业定义”）。")  # fmt: skip
    return reader.reading()


def shape_found(blocks: Sequence[WordBlock]) -> Shape:
    """By the words of headings and table heads."""
    texts = [canon(block.text) for block in blocks if isinstance(block, Text)]
    heads = {canon(joined(cell)) for block in blocks if isinstance(block, Grid) for row in block.rows[:2] for cell in row}
    if "职业功能" not in heads and not {"职业概况", "权重表"} & set(texts):
        return special_ability_shape()
    texts += heads
    levels = {LEVEL_OF[found] for text in texts if len(text) <= LONGEST_HEADING for found in LEVEL.findall(text)}
    return graded_shape(sorted(levels) or list(LEVEL_WORDS))


def canon(text: str) -> str:
    """A heading or column title without number, brackets, blanks and the words that change from year to year."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", heading_text(text)[1]))
    plain = re.sub(r"\([^)]*\)|[:;,。、.%]+$", "", plain)
    return re.sub("鉴定|认定|评价", "考核", plain).removeprefix("职业技能考核").removeprefix("专项职业能力") or plain


def joined(cell: GridCell) -> str:
    return "".join(cell.lines)


@dataclass(frozen=True, slots=True)
class Target:
    """Where the text that follows belongs: a section, and the fact in it."""

    section: str
    label: str = ""


@dataclass
class Reader:
    shape: Shape
    content: Content = field(default_factory=dict)
    found: dict[str, None] = field(default_factory=dict)
    cover: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    target: Target | None = None
    container: str = ""
    unknown: bool = False  # under a heading that no section answers to
    styled: bool = False  # the file marks its headings; numbers alone then make none

    def __post_init__(self) -> None:
        self.targets = {canon(title): target for title, target in titles(self.shape)}
        self.containers = {canon(name) for name in CONTAINERS}
        for section in self.shape.sections:
            self.content[section.key] = {} if isinstance(section, Facts) else []

    def read(self, blocks: Sequence[WordBlock]) -> None:
        self.styled = any(isinstance(b, Text) and b.depth and self.known(b.text) for b in blocks)
        for block in blocks:
            if isinstance(block, Unread):
                self.left.append(Left(block.number, block.what, f"{block.what}不能作为文字导入"))
            elif isinstance(block, Grid):
                self.table(block)
            elif "toc" in block.style or block.style.startswith("目录"):
                continue
            elif self.is_heading(block):
                self.heading(block)
            else:
                self.paragraph(block)

    # headings

    def known(self, text: str) -> bool:
        words = canon(text)
        return words in self.targets or words in self.containers or (self.container == canon("工作要求") and bool(level_in(text)))

    def is_heading(self, block: Text) -> bool:
        if self.styled:
            return block.depth > 0
        number, words = heading_text(block.text)
        return bool(words) and len(block.text) <= LONGEST_HEADING and (
            self.known(block.text) or (self.topic_here() and len(re.findall(r"\d+", number)) == 3))  # fmt: skip

    def topic_here(self) -> bool:
        return self.target is not None and self.target.section == "knowledge"

    def heading(self, block: Text) -> None:
        words, number = canon(block.text), heading_text(block.text)[0]
        level = level_in(block.text)
        if words in self.containers and (words not in self.targets or self.targets[words].section.startswith("weights_")):
            self.container, self.target, self.unknown = words, None, False
        elif self.container == canon("工作要求") and level and words not in self.targets:
            self.enter_level(block, level)
        elif self.topic_here() and (block.depth >= 3 or len(re.findall(r"\d+", number)) >= 3):
            topic = heading_text(block.text)[1]
            self.content["knowledge"].append({"topic": "" if topic == BLANK else topic, "points": ""})
        elif words in self.targets:
            self.target, self.unknown = self.targets[words], False
            self.found[self.target.section] = None
            if words in self.containers:
                self.container = words
        elif not self.found and not self.container:
            self.cover.append(block.text)
        else:
            self.target, self.unknown = None, True
            self.leave(block.number, block.text, "没有对应的章节")

    def enter_level(self, block: Text, level: str) -> None:
        key = next((work.key for work in self.shape.work() if work.level == level), "")
        self.target, self.unknown = (Target(key) if key else None), not key
        if key:
            self.found[key] = None
        else:
            self.leave(block.number, block.text, f"本规范的等级为{'、'.join(self.shape.levels)}，不含{level}")

    # paragraphs

    def paragraph(self, block: Text) -> None:
        labelled = self.labelled(block.text)
        if labelled:
            self.target = labelled[0]
            self.found[self.target.section] = None
            self.add(block.number, labelled[1])
        elif self.target is not None:
            self.add(block.number, block.text)
        elif self.container == canon("工作要求") and PROGRESSIVE.search(block.text):
            return  # `layout` writes it again
        elif not self.found and not self.container and not self.unknown:
            self.cover.append(block.text)
        else:
            self.leave(block.number, block.text, "所在标题没有对应的章节" if self.unknown else "不在任何一节之内")

    def labelled(self, text: str) -> tuple[Target, str] | None:
        """“职业定义：…” in one line, where no heading says it."""
        label, colon, rest = unicodedata.normalize("NFKC", text[:LONGEST_HEADING]).partition(":")
        target = self.targets.get(canon(label))
        if self.styled and self.target is not None:
            return None
        return (target, text[len(label) + 1 :].strip()) if colon and target and target.label else None

    def add(self, number: int, text: str) -> None:
        assert self.target is not None
        section, value = self.shape.section(self.target.section), self.content[self.target.section]
        if isinstance(section, Facts):
            value[self.target.label] = "\n".join(part for part in (value.get(self.target.label, ""), text) if part)
        elif isinstance(section, Lines):
            value.append(text)
        elif section.key == "knowledge":
            if not value:
                value.append({"topic": "", "points": ""})
            value[-1]["points"] = "\n".join(part for part in (value[-1]["points"], text) if part)
        elif not PROGRESSIVE.search(text):
            self.leave(number, text, f"{section.title}只读表格")

    def leave(self, number: int, text: str, reason: str) -> None:
        self.left.append(Left(number, text[:LONGEST_EXCERPT] + ("…" if len(text) > LONGEST_EXCERPT else ""), reason))

    # tables

    def table(self, grid: Grid) -> None:
        if not grid.rows:
            return
        section, columns, heads = self.section_of(grid)
        if section is None:
            first = " | ".join(dict.fromkeys(filter(None, map(joined, grid.rows[0]))))
            self.leave(grid.number, first, "所在标题没有对应的章节" if self.unknown else "表头与各节的表格都不相符")
            return
        self.found[section.key] = None
        body = [row for row in grid.rows[heads:] if any(cell.lines for cell in row)]
        rows = weight_rows(section, body, columns) if section.key.startswith("weights_") else plain_rows(section, body, columns)
        if section.percents and rows and canon(rows[-1][section.columns[0].key]) == TOTAL:
            rows = rows[:-1]
        self.content[section.key] += rows

    def section_of(self, grid: Grid) -> tuple[Rows | None, dict[int, Column], int]:
        """The section whose columns the table's head names, the section at hand first; with its `columns_in`."""
        here = [s for s in self.shape.sections if isinstance(s, Rows) and self.target and s.key == self.target.section]
        if self.unknown:
            return None, {}, 0
        others = [s for s in self.shape.sections if isinstance(s, Rows) and s not in here and not s.level]
        if not here and len(list(self.shape.work())) == 1:
            others += self.shape.work()
        for section in [*here, *others]:
            columns, heads = columns_in(section, grid)
            if section.key.startswith("weights_"):
                if any(column.kind == "percent" for column in columns.values()) and (section in here or not self.other_weights()):
                    return section, columns, heads
            elif len(columns) >= min(2, len(section.columns)):
                return section, columns, heads
        return None, {}, 0

    def other_weights(self) -> bool:
        return self.target is None or not self.target.section.startswith("weights_")

    def reading(self) -> Reading:
        content = dict(self.content)
        for section in self.shape.sections:
            if isinstance(section, Lines):
                content[section.key] = uncounted(content[section.key])
            elif isinstance(section, Rows) and section.level:
                content[section.key] = unnumbered_work(normal(self.shape, {section.key: content[section.key]})[section.key])
            elif section.key == "knowledge":
                content["knowledge"] = [{**r, "points": "\n".join(uncounted(r["points"].split("\n")))} for r in content["knowledge"]]
        return Reading(self.shape, normal(self.shape, content), tuple(self.found), tuple(self.cover), tuple(self.left))


def titles(shape: Shape) -> Iterator[tuple[str, Target]]:
    for section in shape.sections:
        if isinstance(section, Facts):
            for fact in section.facts:
                yield from ((title, Target(section.key, fact.label)) for title in (fact.label, *fact.also))
        elif not (isinstance(section, Rows) and section.level):
            yield from ((title, Target(section.key)) for title in (section.title, *section.also))


def level_in(text: str) -> str:
    found = LEVEL.search(heading_text(text)[1])
    return LEVEL_OF[found[0]] if found and len(text) <= LONGEST_HEADING else ""


def columns_in(section: Rows, grid: Grid) -> tuple[dict[int, Column], int]:
    """Position → column, and how many rows the head takes: as many as it needs to name two columns, three at most."""
    names = {canon(title): column for column in section.columns for title in (column.title, *column.also)}
    levels = {level_in(column.title): column for column in section.columns if level_in(column.title)}
    found: dict[int, Column] = {}
    heads = 0
    for number, row in enumerate(grid.rows[:3], 1):
        for at, cell in enumerate(row):
            words = joined(cell)
            column = levels.get(level_in(words)) if levels and level_in(words) else names.get(canon(words))
            if column and column not in found.values():
                found[at], heads = column, number
        if len(found) >= 2:
            break
    return found, heads


def plain_rows(section: Rows, body: Iterable[Sequence[GridCell]], columns: dict[int, Column]) -> list[Row]:
    """A row whose task is merged with the one above belongs to it."""
    rows: list[Row] = []
    for cells in body:
        row = {column.key: "" for column in section.columns}
        for at, column in columns.items():
            if at < len(cells) and not (cells[at].below and rows):
                row[column.key] = ("\n" if column.kind == "lines" else "").join(cells[at].lines)
        second = next((at for at, column in columns.items() if column.key in ("content", "name")), None)
        if rows and second is not None and second < len(cells) and cells[second].below:
            for column in section.columns:
                if column.kind == "lines" and row[column.key]:
                    rows[-1][column.key] = "\n".join(part for part in (rows[-1][column.key], row[column.key]) if part)
            continue
        rows.append(row)
    return rows


def weight_rows(section: Rows, body: Iterable[Sequence[GridCell]], columns: dict[int, Column]) -> list[Row]:
    """The part is the last cell before the first level; what stands before that is its group."""
    first = min(at for at, column in columns.items() if column.kind == "percent")
    rows: list[Row] = []
    for cells in body:
        labels = [cell for cell in cells[:first] if not cell.beside]
        row = {column.key: "" for column in section.columns}
        names = [joined(label) for label in labels]
        row["part"] = (names[-1] or (TOTAL if canon(names[0]) == TOTAL else "")) if names else ""
        for at, column in columns.items():
            if column.kind == "percent" and at < len(cells):
                row[column.key] = normal_cell(section, column, joined(cells[at]), len(rows) + 1)
        rows.append(row)
    return rows
