"""Items as a Word document that `read_word` understands again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import groupby

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.shape import CT_Inline
from docx.oxml.table import CT_Tbl
from docx.shared import Cm, Emu, Pt
from docx.table import Table
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
    numbers = [0]
    for section, (kind, group) in enumerate(groupby(items, key=lambda item: item.type), 1):
        document.add_heading(f"{chinese(section)}、{TYPES[kind]}", 2)
        for item in group:
            ItemWriter(document, item, numbers).write()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


class ItemWriter:
    """One item; a table follows the first line that speaks of it."""

    def __init__(self, document, item: ParsedItem, numbers: list[int]) -> None:
        self.document, self.item, self.tables_written, self.seen = document, item, 0, ""
        self.end = document.element.body[-1]  # the section's properties, after all text
        self.numbers = numbers  # the last number given to a picture of the document

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
        paragraph = Paragraph(OxmlElement("w:p"), self.document._body)
        self.end.addprevious(paragraph._p)  # `add_paragraph` would walk the whole document for the place
        paragraph.add_run(printable(label))
        paragraph._p.get_or_add_pPr().get_or_add_pStyle().val = style  # by name it is looked up among all, each time
        self.pieces(paragraph, text)
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
        table = Table(CT_Tbl.new_tbl(len(rows), len(rows[0]), WIDEST), self.document._body)
        table._tbl.tblPr.style = "TableGrid"
        self.end.addprevious(table._tbl)
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                self.pieces(cell.paragraphs[0], text)

    def pieces(self, paragraph: Paragraph, text: str) -> None:
        for piece in pieces(text, self.item):
            if isinstance(piece, Run):
                write_run(paragraph, piece)
            elif isinstance(piece, Formula):
                paragraph._p.append(etree.fromstring(piece.omml.encode(), PARSER))
            elif isinstance(piece, Grid):
                paragraph.add_run(f"〔表{next(n for n, table in enumerate(self.item.tables, 1) if table is piece)}〕")
            else:
                self.picture(paragraph, piece)

    def picture(self, paragraph: Paragraph, picture: Picture) -> None:
        """As `add_picture` does, but numbered by ourselves: it would search the whole document for a free number."""
        try:
            relation, image = self.document.part.get_or_add_image(io.BytesIO(picture.content))
            width, height = image.scaled_dimensions()
        except Exception as wrong:  # python-docx raises what its header readers raise
            raise BadInput("picture_format", f"图片 {picture.name}（{picture.media_type}）不能放入 Word。") from wrong
        if width > WIDEST:
            width, height = WIDEST, Emu(height * WIDEST // width)
        self.numbers[0] += 1
        inline = CT_Inline.new_pic_inline(self.numbers[0], relation, image.filename, width, height)
        paragraph.add_run()._r.add_drawing(inline)


def write_run(paragraph: Paragraph, piece: Run) -> None:
    run = paragraph.add_run(printable(piece.text))
    run.bold = piece.bold or None
    if piece.place == RAISED:
        run.font.superscript = True
    elif piece.place == LOWERED:
        run.font.subscript = True
