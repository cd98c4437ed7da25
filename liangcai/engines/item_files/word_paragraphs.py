"""A Word document as lines of text with its pictures and formulas: nothing shown is lost."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import docx
from lxml import etree

from liangcai.engines.item_files.formulas import MATH, linear
from liangcai.engines.item_files.items import Formula, Picture
from liangcai.engines.item_files.text import Run, marked_up
from liangcai.engines.item_files.word_numbering import Numbering, W, numbering_of
from liangcai.kernel.office_archives import open_archive
from liangcai.kernel.refusals import BadInput

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
VML = "{urn:schemas-microsoft-com:vml}"
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
BLANK = "____"  # underlined blanks are a gap to fill in
STYLES = ("LiangcaiStem", "LiangcaiOption", "LiangcaiSub", "LiangcaiField")  # of documents that `write_word` made
PICTURE, FORMULA = "\ue000", "\ue001"  # stand in lines where one belongs; never typed by a person


@dataclass(slots=True)
class Row:
    """A table's row: cells as text with stand-ins, what they hold in order."""

    cells: list[str]
    number: int
    pictures: list[Picture] = field(default_factory=list)
    formulas: list[Formula] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def line(self) -> Line:
        text = " | ".join(cell.replace("\n", " ") for cell in self.cells)
        return Line(text, self.number, self.pictures, self.formulas, self.lost)


@dataclass(slots=True)
class Line:
    """One line: text with its marks, with a stand-in for each picture and formula, which follow in order."""

    text: str
    number: int  # of the paragraph, from 1
    pictures: list[Picture] = field(default_factory=list)
    formulas: list[Formula] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)  # words on what could not be taken over
    style: str = ""  # one of STYLES: a paragraph that we wrote ourselves, whole, with its line breaks
    rows: list[Row] | None = None  # of a table


def word_lines(content: bytes, progress: Callable[[int, int], None] | None = None) -> list[Line]:
    """Every line of the body. Refuses what is no .docx, is broken, or has macros."""
    open_archive(content, " Word（.docx）", "word/document.xml").close()
    try:
        document = docx.Document(io.BytesIO(content))
        reader = Reader(document, progress)
        return list(reader.lines())
    except BadInput:
        raise
    except Exception as wrong:  # python-docx ends in a dozen different ways on a malformed part
        raise BadInput("broken_document", "Word 文件内部损坏，无法读取。", hint="请用 Word 重新保存。") from wrong


class Reader:
    def __init__(self, document, progress: Callable[[int, int], None] | None = None) -> None:
        self.progress = progress
        self.body = document.element.body
        self.relations = document.part.rels
        self.numbering: Numbering = numbering_of(related(document.part, "numbering"), related(document.part, "styles"))
        self.number = 0

    def lines(self) -> Iterator[Line]:
        blocks = len(self.body)
        for n, block in enumerate(self.body):
            yield from self.block(block)
            if self.progress and n % 200 == 0:
                self.progress(n, blocks)

    def block(self, block: etree._Element) -> Iterator[Line]:
        if block.tag == f"{W}p":
            yield from self.paragraph(block)
        elif block.tag == f"{W}tbl":
            yield from self.table(block)
        elif block.tag in (f"{W}sdt", f"{W}ins", f"{W}customXml", f"{W}sdtContent"):
            for child in block:
                yield from self.block(child)

    def paragraph(self, paragraph: etree._Element) -> Iterator[Line]:
        self.number += 1
        label = self.numbering.label(paragraph)
        whole = Line("", self.number, style=style_of(paragraph))
        parts = [Run(label)] if label else []
        self.walk(paragraph, whole, parts)
        whole.text = marked_up(parts)
        if whole.style:
            yield whole
            return
        at_picture = at_formula = 0
        for text in whole.text.split("\n"):
            pictures, formulas = text.count(PICTURE), text.count(FORMULA)
            yield Line(
                text, self.number,
                whole.pictures[at_picture : at_picture + pictures],
                whole.formulas[at_formula : at_formula + formulas],
                whole.lost,
            )  # fmt: skip
            whole.lost = []
            at_picture, at_formula = at_picture + pictures, at_formula + formulas

    def table(self, table: etree._Element) -> Iterator[Line]:
        rows = []
        for element in table.findall(f"{W}tr"):
            row = Row([], self.number + 1)
            for cell in element.findall(f"{W}tc"):
                inside = [part for block in cell for part in self.block(block)]
                row.cells.append("\n".join(part.text for part in inside).strip())
                for part in inside:
                    row.pictures += part.pictures
                    row.formulas += part.formulas
                    row.lost += part.lost
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                row.cells += [""] * (int(span.get(f"{W}val", "1")) - 1 if span is not None else 0)
            rows.append(row)
        if rows:
            flat = [row.line() for row in rows]
            yield Line("\n".join(line.text for line in flat), self.number, [p for r in rows for p in r.pictures],
                       [f for r in rows for f in r.formulas], [w for r in rows for w in r.lost], rows=rows)  # fmt: skip

    def walk(self, node: etree._Element, line: Line, parts: list[Run]) -> None:
        for child in node:
            tag = child.tag
            if tag == f"{W}t":
                parts.append(look_of(child.text or "", child.getparent()))
            elif tag in (f"{W}tab", f"{W}ptab"):
                parts += [Run("\t")] if node.tag == f"{W}r" else []
            elif tag in (f"{W}br", f"{W}cr"):
                parts.append(Run("\n"))
            elif tag == f"{W}noBreakHyphen":
                parts.append(Run("-"))
            elif tag in (f"{MATH}oMath", f"{MATH}oMathPara"):
                self.formula(child, line, parts)
            elif tag in (f"{DRAWING}blip", f"{VML}imagedata"):
                self.picture(child, line, parts)
            elif tag == f"{ALTERNATE}AlternateContent":
                choice = child.find(f"{ALTERNATE}Choice")
                self.walk(child if choice is None else choice, line, parts)
            elif tag == f"{W}object" and not list(child.iter(f"{VML}imagedata", f"{DRAWING}blip")):
                line.lost.append("有嵌入对象未读取。")
            elif tag not in (f"{W}del", f"{W}pPr", f"{W}rPr", f"{W}delText", f"{W}instrText"):
                self.walk(child, line, parts)

    def formula(self, node: etree._Element, line: Line, parts: list[Run]) -> None:
        for one in [node] if node.tag == f"{MATH}oMath" else node.findall(f"{MATH}oMath"):
            omml = etree.tostring(one, encoding="unicode", with_tail=False)
            line.formulas.append(Formula(omml, linear(one)))
            parts.append(Run(FORMULA))

    def picture(self, blip: etree._Element, line: Line, parts: list[Run]) -> None:
        name = blip.get(f"{RELATION}embed") or blip.get(f"{RELATION}id")
        relation = self.relations.get(name) if name else None
        if relation is None or relation.is_external:
            line.lost.append("图片不在文件之内，未能读取。")
            return
        part = relation.target_part
        line.pictures.append(Picture(posixpath.basename(str(part.partname)), part.content_type, part.blob))
        parts.append(Run(PICTURE))


def related(part, name: str) -> etree._Element | None:
    """The root of a part such as numbering.xml; None where the document has none."""
    for relation in part.rels.values():
        if relation.reltype.endswith("/" + name) and not relation.is_external:
            target = relation.target_part
            return getattr(target, "element", None)
    return None


def style_of(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    name = style.get(f"{W}val", "") if style is not None else ""
    return name if name in STYLES else ""


def look_of(text: str, run: etree._Element) -> Run:
    """The run's letters with what the run itself says of their look; what a style says is the document's dress."""
    about = run.find(f"{W}rPr")
    if about is None:
        return Run(text)
    place = about.find(f"{W}vertAlign")
    kind = place.get(f"{W}val") if place is not None else ""
    if text and not text.strip() and switched_on(about.find(f"{W}u")):
        return Run(BLANK)
    bold = switched_on(about.find(f"{W}b")) or switched_on(about.find(f"{W}em"))
    return Run(text, bold, {"superscript": "上", "subscript": "下"}.get(kind or "", ""))


def switched_on(setting: etree._Element | None) -> bool:
    return setting is not None and setting.get(f"{W}val") not in ("0", "false", "none", "off")
