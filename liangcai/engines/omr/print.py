"""Printing answer sheets: one Typst document for many candidates, one or more pages a candidate."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import cv2
import numpy as np
import typst
import zxingcpp
from fontTools.ttLib import TTFont

from liangcai.engines.omr.identity import LONGEST, PageIdentity
from liangcai.engines.omr.layout import PageLayout, SheetLayout
from liangcai.kernel.fonts import SANS, SERIF, font_folder
from liangcai.kernel.refusals import BadInput

DEFAULT_TITLE = "理论知识考试答题卡"

PAGE_SETUP = r"""
#set page(width: 210mm, height: 297mm, margin: 0mm)
#set text(font: (SANS, SERIF), lang: "zh", region: "cn", size: 9pt)
#let data = json(bytes(sys.inputs.data))
#let at(x, y, body) = place(top + left, dx: x * 1mm, dy: y * 1mm, body)
#let picture(x, y, side, source) = at(x, y, image(bytes(source), format: "svg", width: side * 1mm))
""".replace("SANS", json.dumps(SANS)).replace("SERIF", json.dumps(SERIF))

# What all candidates' pages of one kind share: set once as a picture, stored once in the PDF.
FORM = PAGE_SETUP + r"""
#let grey = luma(125)
#let label(x, y, width, body) = {
  at(x, y, box(height: 6.6mm, align(horizon, text(fill: luma(70), body))))
  at(x + 16, y + 6.6, line(length: width * 1mm, stroke: .5pt))
}
#let bubble(b) = at(b.x - b.w / 2, b.y - b.h / 2, rect(
  width: b.w * 1mm, height: b.h * 1mm, radius: .5mm, stroke: .5pt + grey, inset: 0pt,
  align(center + horizon, text(6pt, fill: grey, top-edge: "cap-height", bottom-edge: "baseline", b.label)),
))
#let sample(filled) = box(baseline: .4mm, rect(
  width: 4.8mm, height: 2.9mm, radius: .5mm, stroke: .5pt + grey, fill: if filled { luma(40) }, inset: 0pt,
))
#let notes = block(width: 166mm, stroke: .5pt, inset: (x: 3mm, y: 2.6mm), {
  set text(8.5pt)
  set par(leading: .62em)
  [填涂须知　1. 先核对本卡印制的姓名、准考证号和试卷代码，有误时立即报告监考员，再在签名处签名。]
  linebreak()
  [2\. 用 2B 铅笔把所选答案的方框涂满涂黑，正确：#sample(true)　未选：#sample(false)；修改时用橡皮擦净后重涂。]
  linebreak()
  [3\. 单选题、判断题每题只涂一格；#data.several;判断题认为正确涂 √，认为错误涂 ×。]
  linebreak()
  [4\. 保持卡面平整清洁，不要折叠，不要在四角标记、两侧黑色方块和二维码上书写。]
})
#for m in data.markers { picture(m.x, m.y, m.side, m.svg) }
#for s in data.squares { at(s.x, s.y, square(size: s.side * 1mm, fill: black)) }
#at(22, 69, notes)
#at(22, 96, box(width: 166mm, height: data.bottom * 1mm - 96mm, stroke: .5pt))
#for x in data.separators { at(x, 96, line(angle: 90deg, length: data.bottom * 1mm - 96mm, stroke: .4pt + grey)) }
#for q in data.numbers {
  at(q.x, q.y - 1.6, box(width: 6.4mm, height: 3.2mm, align(right + horizon, text(8.5pt, q.text))))
}
#for b in data.bubbles { bubble(b) }
#at(22, 273.2, box(width: 166mm, align(center, text(7.5pt, fill: luma(90))[#data.footer])))
#label(22, 28, 54, [姓　　名])
#label(97, 28, 29, [座位号])
#label(22, 38, 104, [准考证号])
#label(22, 48, 54, [试卷代码])
#label(97, 48, 29, [页　次])
#label(22, 58, 54, [考生签名])
"""

SHEETS = PAGE_SETUP + r"""
// Long values shrink until they fit; nothing is ever cut off.
#let fit(width, body, size: 11pt, lines: 1) = context {
  let share = calc.min(1, width * 1mm / calc.max(.1pt, measure(text(size: size, body)).width))
  set par(leading: .35em)
  text(size: if share < .6 and lines == 2 { calc.min(.64, 1.9 * share) * size } else { share * size }, body)
}
#let value(x, y, width, body, lines: 1) = at(x + 17, y, box(
  width: width * 1mm, height: 6.6mm, align(horizon, fit(width - 2, body, lines: lines)),
))
#set text(font: (SERIF, SANS))
#for (n, sheet) in data.sheets.enumerate() {
  if n > 0 { pagebreak() }
  at(0, 0, image(bytes(data.forms.at(sheet.kind)), format: "svg", width: 210mm))
  at(25, 11.5, box(width: 160mm, height: 9mm, align(center + horizon, fit(158, data.title, size: 17pt))))
  value(22, 28, 54, sheet.name, lines: 2)
  value(97, 28, 29, sheet.seat)
  value(22, 38, 104, sheet.ticket)
  value(22, 48, 54, sheet.paper)
  value(97, 48, 29, sheet.page)
  picture(sheet.qr.x, sheet.qr.y, sheet.qr.side, sheet.qr.svg)
}
""".replace("SANS", json.dumps(SANS)).replace("SERIF", json.dumps(SERIF))


@dataclass(frozen=True)
class SheetCandidate:
    """One line of the roster, as it is printed."""

    ticket_number: str
    name: str
    seat: str
    paper_code: str


def print_sheets(layout: SheetLayout, candidates: Sequence[SheetCandidate]) -> bytes:
    """One PDF with all pages of each candidate, in the order given.

    Refuses (BadInput) nobody to print for, and ticket numbers and paper codes too long for a legible QR.
    """
    if not candidates:
        raise BadInput("no_candidates", "名单里没有考生，没有可打印的答题卡。")
    data = {
        "title": layout.title or DEFAULT_TITLE,
        "forms": [_form(layout, page) for page in layout.pages],
        "sheets": [_sheet(layout, page, one) for one in candidates for page in layout.pages],
    }
    return _compiled(SHEETS, data, "pdf")


def _form(layout: SheetLayout, page: PageLayout) -> str:
    footer = f"共 {len(layout.questions)} 题　　版式 {layout.fingerprint}"
    return _compiled(FORM, {**_kind(page), "footer": footer, "several": _several(layout)}, "svg").decode()


def _compiled(template: str, data: dict, kind: Literal["pdf", "svg"]) -> bytes:
    return typst.compile(
        template.encode(),
        font_paths=_fonts(),
        format=kind,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])


def unprintable_characters(text: str) -> str:
    """The characters of `text` that the built-in fonts lack: they would print as empty boxes."""
    return "".join(c for c in dict.fromkeys(text) if ord(c) not in _character_map() and not c.isspace())


@cache
def _character_map() -> frozenset[int]:
    maps = (TTFont(path, lazy=True).getBestCmap() for path in sorted(font_folder().glob("*.otf")))
    return frozenset(code for one in maps for code in one)


def _several(layout: SheetLayout) -> str:
    if not layout.multiple:
        return ""
    return f"多选题（第 {number_ranges(layout.multiple)} 题）每题可涂多格；"


def number_ranges(numbers: frozenset[int]) -> str:
    """{81, 82, 83, 90} → "81～83、90"."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}～{run[-1]}" for run in runs)


def _kind(page: PageLayout) -> dict:
    first = {b.question: b for b in reversed(page.bubbles)}
    starts = sorted({b.x for b in first.values()})
    column = starts[1] - starts[0] if len(starts) > 1 else 0.0
    return {
        "bottom": max(b.y for b in page.bubbles) + 6,
        "separators": [22 + column * n for n in range(1, len(starts))],
        "markers": [{"x": f.x - f.r, "y": f.y - f.r, "side": f.size, "svg": _marker_svg(f.id)}
                    for f in page.fiducials if f.kind == "aruco"],
        "squares": [{"x": f.x - f.r, "y": f.y - f.r, "side": f.size} for f in page.fiducials if f.kind == "square"],
        "numbers": [{"x": b.x - b.w / 2 - 8, "y": b.y, "text": str(q)} for q, b in sorted(first.items())],
        "bubbles": [{"x": b.x, "y": b.y, "w": b.w, "h": b.h, "label": b.label} for b in page.bubbles],
    }


def _sheet(layout: SheetLayout, page: PageLayout, one: SheetCandidate) -> dict:
    text = PageIdentity(layout.fingerprint, page.number, one.paper_code, one.ticket_number).text()
    if len(text) > LONGEST:
        raise BadInput(
            "too_long",
            f"准考证号 {one.ticket_number!r} 与试卷代码 {one.paper_code!r} 合起来太长，印成的二维码扫描不出。",
            hint="准考证号请用数字和大写字母，不超过 40 位。",
        )
    left, top, side = page.qr
    return {
        "kind": page.number - 1,
        "name": one.name,
        "seat": one.seat,
        "ticket": one.ticket_number,
        "paper": one.paper_code,
        "page": f"{page.number} / {len(layout.pages)}",
        "qr": {"x": left, "y": top, "side": side, "svg": _qr_svg(text)},
    }


def _marker_svg(marker: int) -> str:
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    return _modules_svg(cv2.aruco.generateImageMarker(dictionary, marker, 6, borderBits=1) == 0)


def _qr_svg(text: str) -> str:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    dark = np.array(code.to_image(scale=1)) == 0
    rows, columns = np.flatnonzero(dark.any(1)), np.flatnonzero(dark.any(0))
    return _modules_svg(dark[rows[0]: rows[-1] + 1, columns[0]: columns[-1] + 1])  # the quiet zone is the page's


def _modules_svg(dark: np.ndarray) -> str:
    side = len(dark)
    squares = "".join(f"M{x} {y}h1v1h-1z" for y, x in np.argwhere(dark))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{squares}"/></svg>'
