"""The examination paper as a Word document in the same layout: seal line, candidate fields, score boxes, page x of y.

Formulas stay Office MathML, so that they can be edited; everything printed is in `Paper`, the same as for the PDF."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from lxml import etree

from liangcai.engines.typesetting.formulas import PARSER
from liangcai.engines.typesetting.paper import (
    MOST_OPTIONS,
    Content,
    Formula,
    Grid,
    Paper,
    Part,
    Picture,
    Question,
    Script,
    Strong,
    refuse_unprintable,
)
from liangcai.engines.typesetting.plain import number_words, ordinal_words

SONG, HEI = "宋体", "黑体"
LETTERS = "ABCDEFGHIJ"[:MOST_OPTIONS]
VML = ('xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
       'xmlns:o="urn:schemas-microsoft-com:office:office"')  # fmt: skip
FIELDS = "考区＿＿＿＿＿　单位＿＿＿＿＿＿＿＿　姓名＿＿＿＿＿　准考证号＿＿＿＿＿＿＿＿＿＿　座位号＿＿＿"
SEAL = "┄┄┄┄┄┄┄┄┄┄┄┄密┄┄┄┄┄┄┄┄┄┄┄┄封┄┄┄┄┄┄┄┄┄┄┄┄线┄┄┄┄┄┄┄┄┄┄┄┄"


def write(paper: Paper, *, watermark: str = "") -> bytes:
    """A4; the seal line runs up the binding edge of every page, the candidate's fields on the first only. Refuses what
    `paper.render` refuses of parts and options."""
    refuse_unprintable(paper)
    document = docx.Document()
    face(document)
    frame(document, paper, watermark)
    head(document, paper)
    number = 1
    for position, part in enumerate(paper.parts, 1):
        number = write_part(document, ordinal_words(position), part, number)
    words(document.add_paragraph(), "（试卷到此结束）", size=9, center=True)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def face(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), SONG)
    style.paragraph_format.space_after = Pt(3)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Mm(34), Mm(16), Mm(17), Mm(18)
    section.different_first_page_header_footer = True


def frame(document: Any, paper: Paper, watermark: str) -> None:
    """Seal line and page numbers on every page; fields on the first."""
    section = document.sections[0]
    for header, text in ((section.first_page_header, f"{FIELDS}\n{SEAL}"), (section.header, SEAL)):
        header.paragraphs[0]._p.append(vertical_box(text))
        if watermark:
            words(header.paragraphs[0], watermark, size=9, center=True)
    for footer in (section.first_page_footer, section.footer):
        line = footer.paragraphs[0]
        words(line, f"{paper.title}　{paper.paper_code}　　第 ", size=9, center=True)
        field(line, "PAGE")
        words(line, " 页　共 ", size=9)
        field(line, "NUMPAGES")
        words(line, " 页", size=9)


def vertical_box(text: str) -> Any:
    """A text box at the left edge, its lines running upwards."""
    lines = "".join(f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:sz w:val="19"/></w:rPr>'
                    f"<w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.split("\n"))  # fmt: skip
    style = ("position:absolute;margin-left:14pt;margin-top:48pt;width:70pt;height:742pt;z-index:-1;"
             "mso-position-horizontal-relative:page;mso-position-vertical-relative:page")  # fmt: skip
    return parse_xml(
        f'<w:r {VML}><w:pict><v:rect style="{style}" filled="f" stroked="f"><v:textbox '
        'style="layout-flow:vertical;mso-layout-flow-alt:bottom-to-top" inset="0,0,0,0"><w:txbxContent>'
        f"{lines}</w:txbxContent></v:textbox></v:rect></w:pict></w:r>"
    )


def field(paragraph: Paragraph, name: str) -> None:
    paragraph._p.append(parse_xml(
        f'<w:fldSimple {VML} w:instr="{name}"><w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>'
    ))  # fmt: skip


def words(paragraph: Paragraph, text: str, *, size: float = 10.5, font: str = "", center: bool = False) -> Any:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    if font:
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if center:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return run


def head(document: Any, paper: Paper) -> None:
    for text, size in ((paper.organization, 13), (paper.title, 18), (paper.subtitle, 13)):
        if text:
            words(document.add_paragraph(), text, size=size, font=HEI, center=True)
    words(document.add_paragraph(), f"试卷编号：{paper.paper_code}", size=9.5, center=True)
    words(document.add_paragraph(), "注　意　事　项", font=HEI, center=True)
    marks = f"满分 {number_words(paper.full_score)} 分，{number_words(paper.pass_score)} 分及以上为合格。"
    for n, line in enumerate((f"考试时间 {paper.minutes} 分钟；{marks}", *paper.instructions), 1):
        words(document.add_paragraph(), f"{n}．{line}")
    count = len(paper.parts)
    rows = (["", *map(ordinal_words, range(1, count + 1)), "总　分"], ["得　分", *[""] * (count + 1)], ["评分人", *[""] * (count + 1)])
    fill(boxed(document, 3, count + 2), rows)


def boxed(document: Any, rows: int, columns: int) -> Any:
    table = document.add_table(rows, columns)
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    return table


def fill(table: Any, rows: Sequence[Sequence[str]]) -> None:
    for line, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            words(cell.paragraphs[0], text, size=9, center=True)


def write_part(document: Any, ordinal: str, part: Part, number: int) -> int:
    """Returns the number of the question after this part."""
    document.add_paragraph()
    score = boxed(document, 2, 2)
    score.alignment, score.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    for column in score.columns:
        column.width = Mm(17)
    fill(score, (("得　分", "评分人"), ("", "")))
    title = document.add_paragraph()
    words(title, f"{ordinal}、{part.title}" + (f"（{part.instruction}）" if part.instruction else ""), font=HEI)
    title.paragraph_format.keep_with_next = True
    for question in part.questions:
        write_question(document, f"{number}．" + ("（　　）" if part.answer_brackets else ""), question)
        number += 1
    return number


def write_question(document: Any, label: str, question: Question) -> None:
    write_line(document, label, question.stem)
    for letter, option in zip(LETTERS, question.options, strict=False):
        write_line(document, f"　　{letter}．", option)
    for _ in range(question.answer_lines):
        document.add_paragraph("＿" * 36)
    for n, sub in enumerate(question.sub_questions, 1):
        write_question(document, f"（{n}）", sub)


def write_line(document: Any, label: str, content: str | Content) -> None:
    """Content after its label; a table stands on its own, and the text goes on under it."""
    paragraph = document.add_paragraph(label)
    for piece in (content,) if isinstance(content, str) else content:
        if isinstance(piece, Grid):
            table = boxed(document, len(piece.rows), len(piece.rows[0]))
            for line, row in zip(table.rows, piece.rows, strict=True):
                for cell, inside in zip(line.cells, row, strict=True):
                    write_pieces(cell.paragraphs[0], inside)
            paragraph = document.add_paragraph()
        else:
            write_pieces(paragraph, (piece,))


def write_pieces(paragraph: Paragraph, content: str | Content) -> None:
    for piece in (content,) if isinstance(content, str) else content:
        if isinstance(piece, str):
            paragraph.add_run(piece)
        elif isinstance(piece, Strong):
            paragraph.add_run(piece.text).bold = True
        elif isinstance(piece, Script):
            run = paragraph.add_run(piece.text)
            run.font.superscript, run.font.subscript = piece.raised, not piece.raised
        elif isinstance(piece, Formula):
            write_formula(paragraph, piece)
        elif isinstance(piece, Picture):
            paragraph.add_run().add_picture(io.BytesIO(piece.picture), width=Mm(piece.width_mm))
        else:
            paragraph.add_run("　".join("".join(c for c in cell if isinstance(c, str)) for row in piece.rows for cell in row))


def write_formula(paragraph: Paragraph, formula: Formula) -> None:
    try:
        paragraph._p.append(etree.fromstring(formula.omml.encode(), PARSER))
    except (etree.XMLSyntaxError, ValueError):
        paragraph.add_run(formula.text)
