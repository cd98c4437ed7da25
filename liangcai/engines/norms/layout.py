"""The layout of national standards as blocks: headings with numbers, paragraphs, tables with merged cells.

Word, PDF and the page on screen draw the same blocks, so the three cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import groupby

from liangcai.engines.norms.content import Content, Row
from liangcai.engines.norms.numbering import chained, counted, numbered_work
from liangcai.engines.norms.shape import LEVEL_WORDS, Facts, Rows, Shape

BLANK = "——"  # a heading without words
PROGRESSION = "以下各等级的技能要求和相关知识要求依次递进，高等级涵盖低等级的要求。"
BASIC_PARTS = ("职业道德", "基础知识")  # the rows of a weight table that stand under 基本要求


@dataclass(frozen=True, slots=True)
class Heading:
    """`depth` 1 to 3; `section` is the key of the section that begins here, empty where none does."""

    depth: int
    number: str
    text: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """`rows` and `columns` it spans; the cells it covers are left out."""

    text: str
    rows: int = 1
    columns: int = 1
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The first row is the header. `widths` are shares of the line, one a column."""

    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]


Block = Heading | Paragraph | Table


def layout(shape: Shape, content: Content) -> list[Block]:
    """The whole norm; `content` in its normal form."""
    return list(special_layout(shape, content) if shape.kind == "special_ability" else graded_layout(shape, content))


def graded_layout(shape: Shape, content: Content) -> Iterator[Block]:
    overview = shape.section("overview")
    assert isinstance(overview, Facts)
    yield Heading(1, "1", overview.title, overview.key)
    yield from facts_blocks("1", overview, content["overview"])
    yield Heading(1, "2", "基本要求")
    yield Heading(2, "2.1", "职业道德")
    yield Heading(3, "2.1.1", "职业道德基本知识", "ethics_basics")
    yield from paragraphs(content["ethics_basics"])
    yield Heading(3, "2.1.2", "职业守则", "ethics")
    yield from paragraphs(counted(content["ethics"]))
    yield Heading(2, "2.2", "基础知识", "knowledge")
    for number, row in zip(chained("2.2"), content["knowledge"], strict=False):
        yield Heading(3, number, row["topic"] or BLANK)
        yield from paragraphs(counted(row["points"].split("\n")) if row["points"] else ())
    yield Heading(1, "3", "工作要求")
    yield Paragraph(PROGRESSION)
    for number, work in zip(chained("3"), shape.work(), strict=False):
        yield Heading(2, number, LEVEL_WORDS[work.level], work.key)
        yield work_table(work, content[work.key])
    yield Heading(1, "4", "权重表")
    for number, key in (("4.1", "weights_theory"), ("4.2", "weights_skill")):
        section = shape.rows(key)
        yield Heading(2, number, section.title, key)
        yield weights_table(section, content[key], "相关知识要求" if key == "weights_theory" else "技能要求")
    yield from rules_blocks("5", shape, content)


def special_layout(shape: Shape, content: Content) -> Iterator[Block]:
    for number, key in (("1", "overview"), ("2", "tasks"), ("3", "requirements")):
        section = shape.section(key)
        yield Heading(1, number, section.title, key)
        if isinstance(section, Facts):
            yield from facts_blocks(number, section, content[key])
        elif isinstance(section, Rows):
            yield tasks_table(section, content[key])
    yield from rules_blocks("4", shape, content)


def facts_blocks(prefix: str, section: Facts, values: dict[str, str]) -> Iterator[Block]:
    numbers = chained(prefix)
    for group, facts in groupby(section.facts, key=lambda fact: fact.group):
        if not group:
            for fact in facts:
                yield Heading(2, next(numbers), fact.label)
                yield from paragraphs(values[fact.label].split("\n"))
            continue
        above = next(numbers)
        yield Heading(2, above, group)
        for number, fact in zip(chained(above), facts, strict=False):
            yield Heading(3, number, fact.label)
            yield from paragraphs(values[fact.label].split("\n"))


def paragraphs(lines: Iterable[str]) -> Iterator[Block]:
    for line in lines:
        if line:
            yield Paragraph(line)


def work_table(section: Rows, rows: Sequence[Row]) -> Table:
    drawn = [header(section)]
    shown = numbered_work(rows)
    for at, row in enumerate(shown):
        continued = at > 0 and not row["function"]
        span = next((n for n in range(1, len(shown) - at) if shown[at + n]["function"]), len(shown) - at)
        cells = tuple(Cell(row[key]) for key in ("content", "skills", "knowledge"))
        drawn.append(cells if continued else (Cell(row["function"], rows=span), *cells))
    return Table(tuple(column.width for column in section.columns), tuple(drawn))


def weights_table(section: Rows, rows: Sequence[Row], others: str) -> Table:
    """项目 spans two columns: the group (基本要求 or `others`) and the part; the last row holds the totals."""
    levels = section.percents
    drawn: list[tuple[Cell, ...]] = [
        (Cell(section.columns[0].title, columns=2, centred=True), *(Cell(c.title, centred=True) for c in levels))
    ]
    for group, found in groupby(rows, key=lambda row: "基本要求" if row["part"] in BASIC_PARTS else others):
        members = list(found)
        for at, row in enumerate(members):
            cells = (Cell(row["part"]), *(Cell(row[c.key] or "—", centred=True) for c in levels))
            drawn.append(cells if at else (Cell(group, rows=len(members), centred=True), *cells))
    drawn.append((Cell("合计", columns=2, centred=True), *(Cell(total_words(rows, c.key), centred=True) for c in levels)))
    return Table((1.2, 2, *(column.width for column in levels)), tuple(drawn))


def tasks_table(section: Rows, rows: Sequence[Row]) -> Table:
    drawn = [header(section)]
    drawn += [(*(Cell(row[c.key]) for c in section.columns[:-1]), Cell(row["weight"] or "—", centred=True)) for row in rows]
    drawn.append((Cell("合计", columns=len(section.columns) - 1, centred=True), Cell(total_words(rows, "weight"), centred=True)))
    return Table(tuple(column.width for column in section.columns), tuple(drawn))


def rules_blocks(number: str, shape: Shape, content: Content) -> Iterator[Block]:
    section = shape.rows("technical_rules")
    yield Heading(1, number, section.title, section.key)
    rows = tuple(tuple(Cell(row[column.key]) for column in section.columns) for row in content[section.key])
    yield Table(tuple(column.width for column in section.columns), (header(section), *rows))


def header(section: Rows) -> tuple[Cell, ...]:
    return tuple(Cell(column.title, centred=True) for column in section.columns)


def weight_of(text: str) -> Decimal | None:
    """A weight of 0 to 100; None for anything else."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 <= value <= 100 else None


def total_of(rows: Iterable[Row], key: str) -> Decimal:
    """The sum of those that are weights."""
    return sum((weight for row in rows if (weight := weight_of(row[key])) is not None), Decimal())


def total_words(rows: Iterable[Row], key: str) -> str:
    words = format(total_of(rows, key), "f")
    return words.rstrip("0").rstrip(".") if "." in words else words
