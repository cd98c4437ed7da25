"""A norm as a Word file in the layout of national standards."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.document import Document as WordFile
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from liangcai.engines.norms.content import Content
from liangcai.engines.norms.layout import Heading, Paragraph, Table, layout
from liangcai.engines.norms.shape import Shape

SONG, HEI = "宋体", "黑体"
TEXT_WIDTH_MM = 165
SIZES = {"Title": 22, "Heading 1": 15, "Heading 2": 13, "Heading 3": 12}
CELL_SIZE = Pt(10)


def to_word(shape: Shape, content: Content, title: str) -> bytes:
    """`content` in its normal form; `title` stands on top and is no part of it. `read_word` gives the content back."""
    file = Document()
    dress(file)
    file.add_heading(title, 0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for block in layout(shape, content):
        if isinstance(block, Heading):
            file.add_heading(f"{block.number} {block.text}", block.depth)
        elif isinstance(block, Paragraph):
            file.add_paragraph(block.text).paragraph_format.first_line_indent = Pt(24)
        else:
            add_table(file, block)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def dress(file: WordFile) -> None:
    page = file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(22.5)
    set_face(file.styles["Normal"], SONG, 12)
    for name, size in SIZES.items():
        set_face(file.styles[name], HEI, size)


def set_face(style: Any, face: str, size: int) -> None:
    style.font.name, style.font.size, style.font.color.rgb = "Times New Roman", Pt(size), RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), face)


def add_table(file: WordFile, block: Table) -> None:
    """Cells are written once and merged after; the header repeats on each page."""
    table = file.add_table(rows=len(block.rows), cols=len(block.widths), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    grid = [row.cells for row in table.rows]
    widths = [Mm(TEXT_WIDTH_MM * width / sum(block.widths)) for width in block.widths]
    covered: set[tuple[int, int]] = set()
    for at, row in enumerate(block.rows):
        column = 0
        for cell in row:
            while (at, column) in covered:
                column += 1
            spanned = {(at + i, column + j) for i in range(cell.rows) for j in range(cell.columns)}
            covered |= spanned
            target = grid[at][column]
            if len(spanned) > 1:
                target = target.merge(grid[at + cell.rows - 1][column + cell.columns - 1])
            write_cell(target, cell.text, bold=at == 0, centred=cell.centred)
            column += cell.columns
    for cells in grid:
        for cell, width in zip(cells, widths, strict=True):
            cell.width = width
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    file.add_paragraph()


def write_cell(cell: Any, text: str, *, bold: bool, centred: bool) -> None:
    """A paragraph a line."""
    for number, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        run = paragraph.add_run(line)
        run.font.size, run.font.bold = CELL_SIZE, bold
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
