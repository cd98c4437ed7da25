"""One geometry in millimetres, shared by the printer and the reader (A4, origin top left, y down).

Four ArUco markers (4×4 dictionary, ids 0–3 clockwise from top left) say where and which way up the page
lies; the small squares along the edges mend lost corners, stretched prints and uneven feeding. Markers keep
≥ 10 mm from the paper's edge, where printers and scanners cut, and ≥ 10 mm from the nearest bubble.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from liangcai.kernel.refusals import BadInput

FORMAT = "liangcai-answer-sheet"
VERSION = 1
OPTIONS = "ABCDEF"
TRUE_FALSE_LABELS = ("√", "×")  # a true/false question is answered A (对, √) or B (错, ×)

PAGE = (210.0, 297.0)
MARKER_SIZE, SQUARE_SIZE = 8.5, 3.0
QR = (149.0, 29.0, 26.0)  # left, top, side; clear of the corner that may be torn off
GRID_LEFT, GRID_RIGHT, GRID_TOP = 22.0, 188.0, 102.0
ROWS, ROW_PITCH, BLOCK, BLOCK_GAP = 25, 6.4, 5, 2.4
NUMBER_WIDTH, NARROWEST_PITCH, WIDEST_PITCH = 8.0, 6.4, 7.4  # of the places of one question
BUBBLE_WIDTH, BUBBLE_HEIGHT = 4.8, 2.9
HINT = "请用 `liangcai sheets print --layout` 写出的文件。"


@dataclass(frozen=True)
class Fiducial:
    """A printed mark of known place: `kind` is "aruco" (with its id) or "square"; `size` is the side, mm."""

    kind: str
    x: float
    y: float
    size: float
    id: int = -1

    @property
    def r(self) -> float:
        return self.size / 2


@dataclass(frozen=True)
class Bubble:
    """One place to fill in: centre, printed width and height, and `r`, the radius of the disc that is read."""

    question: int
    option: str
    label: str
    x: float
    y: float
    w: float
    h: float

    @property
    def r(self) -> float:
        return self.h / 2


@dataclass(frozen=True)
class PageLayout:
    """One page kind; sizes and places in millimetres. `qr` is (left, top, side)."""

    number: int
    size: tuple[float, float]
    qr: tuple[float, float, float]
    fiducials: tuple[Fiducial, ...]
    bubbles: tuple[Bubble, ...]

    @property
    def questions(self) -> list[int]:
        return list(dict.fromkeys(b.question for b in self.bubbles))


@dataclass(frozen=True)
class SheetLayout:
    """All pages of one kind of answer sheet. `multiple` holds the questions where several marks are lawful."""

    pages: tuple[PageLayout, ...]
    multiple: frozenset[int] = frozenset()
    title: str = ""
    fingerprint: str = field(init=False, default="")

    def __post_init__(self) -> None:
        # the title stays out: a reprint with a mended title is the same geometry
        text = json.dumps([[_page_json(p) for p in self.pages], sorted(self.multiple)], sort_keys=True)
        object.__setattr__(self, "fingerprint", hashlib.sha256(text.encode()).hexdigest()[:8].upper())

    @property
    def questions(self) -> list[int]:
        return [q for page in self.pages for q in page.questions]

    def to_json(self) -> str:
        """The layout file: the first page kind's `page`, `fiducials` and `bubbles` stand at the top level,
        further page kinds of the same shape under `further_pages`."""
        first, *more = (_page_json(p) for p in self.pages)
        head = {"format": FORMAT, "version": VERSION, "unit": "mm", "title": self.title}
        tail = {"multiple": sorted(self.multiple), "further_pages": more}
        return json.dumps({**head, **first, **tail}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> SheetLayout:
        """Reads what `to_json` wrote. Refuses (BadInput) anything else."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as wrong:
            raise BadInput("bad_layout", f"版式文件不是 JSON：{wrong}", hint=HINT) from wrong
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise BadInput("bad_layout", f"版式文件不是本系统的答题卡版式（缺少 format={FORMAT}）。", hint=HINT)
        if data.get("version") != VERSION:
            raise BadInput("bad_layout", f"版式文件的版本是 {data.get('version')!r}，本程序只认识版本 {VERSION}。",
                           hint=HINT)
        try:
            kinds = [data, *data["further_pages"]]
            pages = tuple(_page_from_json(n, kind) for n, kind in enumerate(kinds, 1))
            layout = cls(pages, frozenset(int(q) for q in data["multiple"]), str(data["title"]))
        except (KeyError, TypeError, ValueError) as wrong:
            raise BadInput("bad_layout", f"版式文件残缺或数值不对：{wrong}", hint=HINT) from wrong
        if len(set(layout.questions)) != len(layout.questions):
            raise BadInput("bad_layout", "版式文件中同一题号出现在两页上。", hint=HINT)
        return layout


def layout_for(
    questions: int,
    options: int = 4,
    true_false: int = 0,
    multiple: Collection[int] = frozenset(),
    title: str = "",
) -> SheetLayout:
    """Lays out `questions` (1–200) with `options` (2–6) places each; the last `true_false` of them have two
    places, √ and ×, read as A and B. On the questions in `multiple` several marks are lawful."""
    _check(questions, options, true_false, multiple)
    columns = int((GRID_RIGHT - GRID_LEFT + 3) // (NUMBER_WIDTH + options * NARROWEST_PITCH + 1))
    capacity = columns * ROWS
    pages: list[PageLayout] = []
    for start in range(1, questions + 1, capacity):
        numbers = range(start, min(start + capacity, questions + 1))
        bubbles = _grid(numbers, columns, options, first_true_false=questions - true_false + 1)
        pages.append(PageLayout(len(pages) + 1, PAGE, QR, _fiducials(), bubbles))
    return SheetLayout(tuple(pages), frozenset(multiple), title)


def _check(questions: int, options: int, true_false: int, multiple: Collection[int]) -> None:
    if not 1 <= questions <= 200:
        raise BadInput("bad_sheet", f"题数是 {questions}，应为 1～200。")
    if not 2 <= options <= len(OPTIONS):
        raise BadInput("bad_sheet", f"每题选项数是 {options}，应为 2～6。")
    if not 0 <= true_false <= questions:
        raise BadInput("bad_sheet", f"判断题数是 {true_false}，应为 0～{questions}（判断题是全部题目中的最后若干题）。")
    wrong = sorted(q for q in multiple if not 1 <= q <= questions - true_false)
    if wrong:
        raise BadInput("bad_sheet", f"多选题号 {wrong[0]} 不是选择题，选择题号为 1～{questions - true_false}。")


def _grid(numbers: range, columns: int, options: int, first_true_false: int) -> tuple[Bubble, ...]:
    rows = min(ROWS, math.ceil(len(numbers) / columns / BLOCK) * BLOCK)
    width = (GRID_RIGHT - GRID_LEFT) / columns
    pitch = max(NARROWEST_PITCH, min(WIDEST_PITCH, (width - NUMBER_WIDTH - 3) / options))
    margin = (width - NUMBER_WIDTH - options * pitch) / 2
    bubbles = []
    for place, question in enumerate(numbers):
        column, row = divmod(place, rows)
        x = GRID_LEFT + column * width + margin + NUMBER_WIDTH + pitch / 2
        y = GRID_TOP + row * ROW_PITCH + row // BLOCK * BLOCK_GAP
        true_false = question >= first_true_false
        labels = TRUE_FALSE_LABELS if true_false else OPTIONS[:options]
        for k, label in enumerate(labels):
            place_x, place_y = round(x + k * pitch, 3), round(y, 3)
            bubbles.append(Bubble(question, OPTIONS[k], label, place_x, place_y, BUBBLE_WIDTH, BUBBLE_HEIGHT))
    return tuple(bubbles)


def _fiducials() -> tuple[Fiducial, ...]:
    left, right, top, bottom = 15.0, PAGE[0] - 15, 15.0, PAGE[1] - 15
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    markers = [Fiducial("aruco", x, y, MARKER_SIZE, i) for i, (x, y) in enumerate(corners)]
    rows = [39.0 + 24.2 * n for n in range(10)]
    squares = [Fiducial("square", x, round(y, 3), SQUARE_SIZE) for y in rows for x in (left, right)]
    squares += [Fiducial("square", x, bottom, SQUARE_SIZE) for x in (50.0, 90.0, 120.0, 160.0)]
    return tuple(markers + squares)


def _page_json(page: PageLayout) -> dict[str, Any]:
    return {
        "page": list(page.size),
        "qr": {"x": page.qr[0], "y": page.qr[1], "size": page.qr[2]},
        "fiducials": [{"kind": f.kind, "id": f.id, "x": f.x, "y": f.y, "r": f.r} for f in page.fiducials],
        "bubbles": [
            {"question": b.question, "option": b.option, "x": b.x, "y": b.y, "r": b.r, "w": b.w, "h": b.h,
             "label": b.label}
            for b in page.bubbles
        ],
    }


def _page_from_json(number: int, kind: dict[str, Any]) -> PageLayout:
    width, height = (_number(v) for v in kind["page"])
    qr = tuple(_number(kind["qr"][key]) for key in ("x", "y", "size"))
    fiducials = tuple(
        Fiducial(str(f["kind"]), _number(f["x"]), _number(f["y"]), _number(f["r"]) * 2, int(f["id"]))
        for f in kind["fiducials"]
    )
    bubbles = tuple(
        Bubble(int(b["question"]), str(b["option"]), str(b["label"]),
               _number(b["x"]), _number(b["y"]), _number(b["w"]), _number(b["h"]))
        for b in kind["bubbles"]
    )
    if not bubbles or [f.id for f in fiducials if f.kind == "aruco"] != [0, 1, 2, 3]:
        raise ValueError("没有填涂格或缺少四角定位标记")
    centres = [(b.x, b.y) for b in bubbles] + [(f.x, f.y) for f in fiducials]
    if any(not (0 < x < width and 0 < y < height) for x, y in centres):
        raise ValueError("坐标落在纸外")
    return PageLayout(number, (width, height), qr, fiducials, bubbles)  # type: ignore[arg-type]


def _number(value: Any) -> float:
    number = float(value)
    if isinstance(value, bool) or not 0 < number < 2000:
        raise ValueError(f"数值 {value!r} 不在 0～2000 毫米之间")
    return number
