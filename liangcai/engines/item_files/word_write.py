"""Items as a Word document that `read_word` understands again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import groupby

import docx
from docx.shared import Cm, Emu
from docx.text.paragraph import Paragraph
from lxml import etree

from liangcai.engines.item_files.items import LETTERS, TYPES, Formula, ParsedItem, Picture
from liangcai.engines.item_files.text import pieces, printable
from liangcai.engines.item_files.word_numbering import chinese
from liangcai.kernel.refusals import BadInput

WIDEST = Cm(14)
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def write_word(items: Sequence[ParsedItem], title: str = "试题") -> bytes:
    """Numbered questions under a heading per run of one type, answers after each question."""
    document = docx.Document()
    document.add_heading(printable(title), 1)
    for section, (kind, group) in enumerate(groupby(items, key=lambda item: item.type), 1):
        document.add_heading(f"{chinese(section)}、{TYPES[kind]}", 2)
        for item in group:
            write_item(document, item)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def write_item(document, item: ParsedItem) -> None:
    write_line(document, f"{item.number}. ", item.stem, item)
    for letter, option in zip(LETTERS, item.options, strict=False):
        write_line(document, f"{letter}. ", option, item)
    if item.answer:
        write_line(document, "答案：", item.answer, item)
    if item.explanation:
        write_line(document, "解析：", item.explanation, item)
    for label, value in (
        ("鉴定范围", item.scope), ("鉴定点", item.point), ("难度", item.difficulty), ("重要程度", item.importance),
    ):  # fmt: skip
        if value not in ("", None):
            document.add_paragraph(printable(f"{label}：{value}"))


def write_line(document, label: str, text: str, item: ParsedItem) -> None:
    paragraph = document.add_paragraph(label)
    for piece in pieces(text, item):
        write_piece(paragraph, piece)


def write_piece(paragraph: Paragraph, piece: str | Picture | Formula) -> None:
    if isinstance(piece, str):
        paragraph.add_run(printable(piece))
    elif isinstance(piece, Formula):
        paragraph._p.append(etree.fromstring(piece.omml.encode(), PARSER))
    else:
        try:
            shape = paragraph.add_run().add_picture(io.BytesIO(piece.content))
        except Exception as wrong:  # python-docx raises what its header readers raise
            raise BadInput("picture_format", f"图片 {piece.name}（{piece.media_type}）不能放入 Word。") from wrong
        if shape.width > WIDEST:
            shape.height = Emu(shape.height * WIDEST // shape.width)
            shape.width = WIDEST
