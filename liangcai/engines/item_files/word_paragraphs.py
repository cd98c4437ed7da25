"""A Word document as lines of text with its pictures and formulas: nothing shown is lost."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

import docx
from lxml import etree

from liangcai.engines.item_files.formulas import MATH, linear
from liangcai.engines.item_files.items import Formula, Picture
from liangcai.engines.item_files.word_numbering import Numbering, W, numbering_of
from liangcai.kernel.office_archives import open_archive
from liangcai.kernel.refusals import BadInput

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
VML = "{urn:schemas-microsoft-com:vml}"
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
PICTURE, FORMULA = "\ue000", "\ue001"  # stand in lines where one belongs; never typed by a person


@dataclass(slots=True)
class Line:
    """One line: text with a stand-in for each picture and formula, which follow in order."""

    text: str
    number: int  # of the paragraph, from 1
    pictures: list[Picture] = field(default_factory=list)
    formulas: list[Formula] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)  # words on what could not be taken over
    cells: list[str] | None = None  # the row's cells where the line is a table row


def word_lines(content: bytes) -> list[Line]:
    """Every line of the body. Refuses what is no .docx, is broken, or has macros."""
    open_archive(content, " Word（.docx）", "word/document.xml").close()
    try:
        document = docx.Document(io.BytesIO(content))
        reader = Reader(document)
        return list(reader.lines())
    except BadInput:
        raise
    except Exception as wrong:  # python-docx ends in a dozen different ways on a malformed part
        raise BadInput("broken_document", "Word 文件内部损坏，无法读取。", hint="请用 Word 重新保存。") from wrong


class Reader:
    def __init__(self, document) -> None:
        self.body = document.element.body
        self.relations = document.part.rels
        self.numbering: Numbering = numbering_of(related(document.part, "numbering"), related(document.part, "styles"))
        self.number = 0

    def lines(self) -> Iterator[Line]:
        for block in self.body:
            yield from self.block(block)

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
        whole = Line(self.numbering.label(paragraph), self.number)
        self.walk(paragraph, whole)
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
        for row in table.iter(f"{W}tr"):
            line = Line("", self.number + 1, cells=[])
            for cell in row.findall(f"{W}tc"):
                inside = [part for block in cell for part in self.block(block) if part.cells is None]
                assert line.cells is not None
                line.cells.append(" ".join(part.text for part in inside).strip())
                for part in inside:
                    line.pictures += part.pictures
                    line.formulas += part.formulas
                    line.lost += part.lost
            line.text = " | ".join(line.cells or [])
            yield line

    def walk(self, node: etree._Element, line: Line) -> None:
        for child in node:
            tag = child.tag
            if tag == f"{W}t":
                line.text += styled(child.text or "", child.getparent())
            elif tag in (f"{W}tab", f"{W}ptab"):
                line.text += "\t" if node.tag == f"{W}r" else ""
            elif tag in (f"{W}br", f"{W}cr"):
                line.text += "\n"
            elif tag == f"{W}noBreakHyphen":
                line.text += "-"
            elif tag in (f"{MATH}oMath", f"{MATH}oMathPara"):
                self.formula(child, line)
            elif tag in (f"{DRAWING}blip", f"{VML}imagedata"):
                self.picture(child, line)
            elif tag == f"{ALTERNATE}AlternateContent":
                choice = child.find(f"{ALTERNATE}Choice")
                self.walk(child if choice is None else choice, line)
            elif tag == f"{W}object" and not list(child.iter(f"{VML}imagedata", f"{DRAWING}blip")):
                line.lost.append("有嵌入对象未读取。")
            elif tag not in (f"{W}del", f"{W}pPr", f"{W}rPr", f"{W}delText", f"{W}instrText"):
                self.walk(child, line)

    def formula(self, node: etree._Element, line: Line) -> None:
        for one in [node] if node.tag == f"{MATH}oMath" else node.findall(f"{MATH}oMath"):
            omml = etree.tostring(one, encoding="unicode", with_tail=False)
            line.formulas.append(Formula(omml, linear(one)))
            line.text += FORMULA

    def picture(self, blip: etree._Element, line: Line) -> None:
        name = blip.get(f"{RELATION}embed") or blip.get(f"{RELATION}id")
        relation = self.relations.get(name) if name else None
        if relation is None or relation.is_external:
            line.lost.append("图片不在文件之内，未能读取。")
            return
        part = relation.target_part
        line.pictures.append(Picture(posixpath.basename(str(part.partname)), part.content_type, part.blob))
        line.text += PICTURE


def related(part, name: str) -> etree._Element | None:
    """The root of a part such as numbering.xml; None where the document has none."""
    for relation in part.rels.values():
        if relation.reltype.endswith("/" + name) and not relation.is_external:
            target = relation.target_part
            return getattr(target, "element", None)
    return None


def styled(text: str, run: etree._Element) -> str:
    """Raised and lowered text as such where Unicode has the characters, else with ^ or _."""
    place = run.find(f"{W}rPr/{W}vertAlign")
    kind = place.get(f"{W}val") if place is not None else ""
    if kind not in ("superscript", "subscript") or not text.strip():
        return text
    letters, sign = (RAISED, "^") if kind == "superscript" else (LOWERED, "_")
    if all(ord(character) in letters for character in text):
        return text.translate(letters)
    return f"{sign}({text})"
