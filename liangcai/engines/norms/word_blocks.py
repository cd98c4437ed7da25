"""A Word file as paragraphs and grids: what is shown, tracked insertions included, deletions left out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from docx import Document
from lxml import etree

from liangcai.kernel.office_archives import open_archive
from liangcai.kernel.refusals import BadInput

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
UNREAD = {f"{W}drawing": "图片", f"{W}pict": "图片", f"{W}object": "嵌入对象",
          "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": "公式"}  # fmt: skip
HIDDEN = {f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}instrText", f"{W}delText", FALLBACK, *UNREAD}
HEADING_STYLE = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
LARGEST_FILE = 10_000_000  # bytes
MOST_COLUMNS = 63
MOST_BLOCKS = 20_000


@dataclass(frozen=True, slots=True)
class Text:
    """`depth` of a heading by its style, 0 for none; `style` is the style's name in lower case."""

    number: int
    text: str
    depth: int = 0
    style: str = ""


@dataclass(frozen=True, slots=True)
class GridCell:
    """`below`: the cell belongs to the one above it; `beside`: to the one at its left."""

    lines: tuple[str, ...]
    below: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    number: int
    rows: tuple[tuple[GridCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """What cannot be taken over as text."""

    number: int
    what: str


WordBlock = Text | Grid | Unread


def word_blocks(data: bytes) -> list[WordBlock]:
    """Everything in the body, counted by paragraph from 1. BadInput for what is no Word file, broken or too large."""
    if len(data) > LARGEST_FILE:
        raise BadInput("file_too_large", f"文件 {len(data) / 1e6:.0f} MB，超过 {LARGEST_FILE // 1_000_000} MB。",
                       hint="规范文本只需文字和表格，请去掉图片后再上传。")  # fmt: skip
    open_archive(data, "Word（.docx）", "word/document.xml").close()
    try:
        document = Document(io.BytesIO(data))
        styles = {style.style_id: style for style in document.styles}
        return list(Reader({key: names(style) for key, style in styles.items()}).blocks(document.element.body))
    except BadInput:
        raise
    except Exception as wrong:  # python-docx and lxml end in a dozen ways on a malformed part
        raise BadInput("not_word", "文件不是可读取的 Word（.docx）文档。", hint="请用 Word 重新保存为 .docx 后再上传。") from wrong


def names(style: object) -> tuple[str, ...]:
    """A style's name and those of the styles it is based on."""
    found: list[str] = []
    while style is not None and len(found) < 10:
        found.append(str(getattr(style, "name", "") or "").lower())
        style = getattr(style, "base_style", None)
    return tuple(found)


class Reader:
    def __init__(self, styles: dict[str, tuple[str, ...]]) -> None:
        self.styles = styles
        self.number = 0

    def blocks(self, parent: etree._Element) -> Iterator[WordBlock]:
        for node in parent:
            if node.tag == f"{W}p":
                yield from self.paragraph(node)
            elif node.tag == f"{W}tbl":
                self.number += 1
                yield Grid(self.number, tuple(self.row(row) for row in node.iter(f"{W}tr") if owner(row, "tbl") is node))
            elif node.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}smartTag"):
                yield from self.blocks(node)
            if self.number > MOST_BLOCKS:
                raise BadInput("file_too_long", f"文件超过 {MOST_BLOCKS} 段，不像一份规范。")

    def paragraph(self, node: etree._Element) -> Iterator[WordBlock]:
        self.number += 1
        style = node.find(f"{W}pPr/{W}pStyle")
        chain = self.styles.get(style.get(f"{W}val", "") if style is not None else "", ())
        depth = next((int(found[1]) for name in chain if (found := HEADING_STYLE.match(name))), 0)
        outline = node.find(f"{W}pPr/{W}outlineLvl")
        if not depth and outline is not None and outline.get(f"{W}val", "9") in "012345678":
            depth = int(outline.get(f"{W}val", "")) + 1
        for line in shown(node).split("\n"):
            if line.strip():
                yield Text(self.number, line.strip(), depth, chain[0] if chain else "")
        for what in dict.fromkeys(UNREAD[part.tag] for part in node.iter(*UNREAD)):
            yield Unread(self.number, what)

    def row(self, row: etree._Element) -> tuple[GridCell, ...]:
        cells: list[GridCell] = []
        for cell in row.iter(f"{W}tc"):
            if owner(cell, "tr") is not row:
                continue
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            below = merge is not None and merge.get(f"{W}val", "continue") != "restart"
            lines = [line.strip() for part in cell.iter(f"{W}p") for line in shown(part).split("\n") if line.strip()]
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            width = span.get(f"{W}val", "1") if span is not None else "1"
            cells.append(GridCell(tuple(lines), below))
            beside = min(int(width) if width.isdecimal() else 1, MOST_COLUMNS) - 1
            cells += [GridCell(tuple(lines), below, True)] * beside
        return tuple(cells[:MOST_COLUMNS])


def owner(node: etree._Element, tag: str) -> etree._Element | None:
    return next(node.iterancestors(f"{W}{tag}"), None)


def shown(node: etree._Element) -> str:
    """The text of a paragraph as a reader sees it."""
    if node.tag in HIDDEN:
        return ""
    if node.tag == f"{W}t":
        return node.text or ""
    if node.tag in (f"{W}tab", f"{W}ptab"):
        return " "
    if node.tag in (f"{W}br", f"{W}cr"):
        return "\n"
    if node.tag == f"{W}noBreakHyphen":
        return "-"
    return "".join(shown(child) for child in node)
