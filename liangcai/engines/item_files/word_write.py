"""Items as a Word document that `read_word` understands again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import groupby

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Cm, Emu, Pt
from docx.text.paragraph import Paragraph
from lxml import etree

from liangcai.engines.item_files.items import LETTERS, TYPES, Formula, Grid, ParsedItem, Picture, Task
from liangcai.engines.item_files.text import LOWERED, RAISED, Run, pieces, printable
from liangcai.engines.item_files.word_numbering import chinese
from liangcai.engines.item_files.word_paragraphs import STYLES
from liangcai.engines.item_files.word_tasks import CRITERIA, SUPPLIES
from liangcai.kernel.refusals import BadInput

WIDEST = Cm(14)
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


SIZES = {"LiangcaiStem": 0.0, "LiangcaiOption": 0.8, "LiangcaiSub": 0.0, "LiangcaiField": 0.0}  # indents in cm


def write_word(items: Sequence[ParsedItem], title: str = "试题") -> bytes:
    """Numbered questions under a heading per run of one type, answers after each question. Paragraphs carry styles
    of ours, by which `read_word` knows them again whatever their words are."""
    document = docx.Document()
    for name in STYLES:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.paragraph_format.left_indent = document.styles["Normal"], Cm(SIZES[name])
        style.paragraph_format.space_after = Pt(3)
    document.add_heading(printable(title), 1)
    for section, (kind, group) in enumerate(groupby(items, key=lambda item: item.type), 1):
        document.add_heading(f"{chinese(section)}、{TYPES[kind]}", 2)
        for item in group:
            ItemWriter(document, item).write()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


class ItemWriter:
    """One item; a table follows the first line that speaks of it."""

    def __init__(self, document, item: ParsedItem) -> None:
        self.document, self.item, self.tables_written, self.seen = document, item, 0, ""

    def write(self) -> None:
        item = self.item
        self.line("LiangcaiStem", f"{item.number}. ", item.stem)
        self.options(item.options)
        if item.sub_items:
            self.answer()
        for n, sub in enumerate(item.sub_items, 1):
            self.line("LiangcaiSub", f"小题{n}：[{TYPES[sub.type]}] ", sub.stem)
            self.options(sub.options)
            self.field("答案", sub.answer)
            self.field("解析", sub.explanation)
            self.field("分值", "" if sub.score is None else f"{sub.score:g}")
        if item.task:
            self.task(item.task)
        if not item.sub_items:
            self.answer()
        self.tables(len(item.tables))
        for label, value in (("鉴定范围", item.scope), ("鉴定点", item.point), ("难度", item.difficulty), ("重要程度", item.importance)):
            self.field(label, "" if value is None else str(value))

    def answer(self) -> None:
        self.field("答案", self.item.answer)
        self.field("解析", self.item.explanation)

    def options(self, options: Sequence[str]) -> None:
        for letter, option in zip(LETTERS, options, strict=False):
            self.line("LiangcaiOption", f"{letter}. ", option)

    def field(self, label: str, text: str) -> None:
        if text:
            self.line("LiangcaiField", f"{label}：", text)

    def line(self, style: str, label: str, text: str) -> None:
        paragraph = self.document.add_paragraph(printable(label), style=style)
        write_pieces(paragraph, text, self.item)
        self.seen += text
        due = next((n for n in range(self.tables_written, len(self.item.tables)) if f"〔表{n + 1}〕" not in self.seen),
                   len(self.item.tables))  # fmt: skip
        self.tables(due)

    def tables(self, upto: int) -> None:
        for table in self.item.tables[self.tables_written : upto]:
            self.grid(table.rows)
        self.tables_written = max(self.tables_written, upto)

    def task(self, task: Task) -> None:
        if task.minutes is not None:
            self.field("考核时长", str(task.minutes))
        if task.supplies:
            self.line("LiangcaiField", "准备清单：", "")
            self.grid((SUPPLIES, *((s.kind, s.name, s.specification, s.quantity, s.unit, s.remark) for s in task.supplies)))
        self.field("场地要求", task.requirements)
        if task.criteria:
            self.line("LiangcaiField", "评分表：", "")
            rows = [(str(n), c.content, c.standard, f"{c.weight:.10g}") for n, c in enumerate(task.criteria, 1)]
            self.grid((CRITERIA, *rows, ("", "合计", "", f"{task.total_weight:g}")))
        self.field("否决项", "\n".join(task.faults_that_fail))

    def grid(self, rows: Sequence[Sequence[str]]) -> None:
        table = self.document.add_table(len(rows), len(rows[0]) if rows else 0, style="Table Grid")
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                write_pieces(cell.paragraphs[0], text, self.item)


def write_pieces(paragraph: Paragraph, text: str, item: ParsedItem) -> None:
    for piece in pieces(text, item):
        write_piece(paragraph, piece, item)


def write_piece(paragraph: Paragraph, piece: Run | Picture | Formula | Grid, item: ParsedItem) -> None:
    if isinstance(piece, Run):
        run = paragraph.add_run(printable(piece.text))
        run.bold = piece.bold or None
        if piece.place == RAISED:
            run.font.superscript = True
        elif piece.place == LOWERED:
            run.font.subscript = True
    elif isinstance(piece, Formula):
        paragraph._p.append(etree.fromstring(piece.omml.encode(), PARSER))
    elif isinstance(piece, Grid):
        paragraph.add_run(f"〔表{next(n for n, table in enumerate(item.tables, 1) if table is piece)}〕")
    else:
        try:
            shape = paragraph.add_run().add_picture(io.BytesIO(piece.content))
        except Exception as wrong:  # python-docx raises what its header readers raise
            raise BadInput("picture_format", f"图片 {piece.name}（{piece.media_type}）不能放入 Word。") from wrong
        if shape.width > WIDEST:
            shape.height = Emu(shape.height * WIDEST // shape.width)
            shape.width = WIDEST
