"""Scans in, answers out. Every page comes back: placed with its answers, or with the reason why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from liangcai.engines.omr.identity import PageIdentity, identity_from
from liangcai.engines.omr.layout import SheetLayout
from liangcai.engines.omr.locate import locate, read_qr
from liangcai.engines.omr.marks import judge_page
from liangcai.engines.omr.pages import ScannedPage, scanned_pages

cv2.setNumThreads(1)  # pages are small: threads would only spend more processor time on each


@dataclass(frozen=True)
class AnswerRead:
    """`state`: read | blank | multiple | doubtful. `answer`: the letters marked ("ACD" where several are lawful);
    in a doubtful one the letters a person should look at. `strength`: darkness of the darkest bubble, 0–1."""

    question: int
    answer: str
    state: str
    strength: float


@dataclass(frozen=True)
class Problem:
    """Why a page was not placed: a stable code and words for people."""

    code: str
    message: str

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class PageRead:
    """One scanned page. With a `problem`, nothing on it counts: ticket number or answers may be missing.
    `page` counts in the source from 1, `sheet_page` is the printed page of the answer sheet."""

    source: str
    page: int
    ticket_number: str = ""
    paper_code: str = ""
    answers: tuple[AnswerRead, ...] = ()
    problem: Problem | None = None
    sheet_page: int = 0


UNPLACED = Problem("no_markers", "看不到足够的定位标记：不是答题卡、被遮挡过多或扫描不全，请检查原卡后重扫")
NO_QR = Problem("no_qr", "二维码读不出，不知道是谁的答题卡，请按原卡人工登记或重扫")
FOREIGN_QR = Problem("foreign_qr", "二维码不是本系统答题卡的二维码")
OTHER_LAYOUT = Problem("other_layout", "这是另一种版式的答题卡，与给出的版式文件不符")
REPEATED = Problem("repeated_page", "同一考生的同一页扫描了多次，内容相同，只采用第一次")
CONFLICT = Problem("conflicting_pages", "同一考生的同一页扫描了多次，识读结果不同，全部未采用，请核对原卡")


def read_sheets(scans: Iterable[Path | str | NDArray[np.uint8]], layout: SheetLayout) -> list[PageRead]:
    """Reads files, folders or pictures already in memory (grey or BGR arrays, named by their position)."""
    reads: list[PageRead] = []
    for n, scan in enumerate(scans, 1):
        if isinstance(scan, np.ndarray):
            grey = cv2.cvtColor(scan, cv2.COLOR_BGR2GRAY) if scan.ndim == 3 else scan
            reads.append(read_page(ScannedPage(f"#{n}", 1, grey.astype(np.uint8, copy=False)), layout))
        else:
            reads += [read_page(page, layout) for page in scanned_pages([scan])]
    return settle_repeats(reads)


def read_pages(pages: Iterable[ScannedPage], layout: SheetLayout) -> list[PageRead]:
    return settle_repeats([read_page(page, layout) for page in pages])


def read_page(scan: ScannedPage, layout: SheetLayout) -> PageRead:
    """One page by itself; `settle_repeats` must see all pages of a batch afterwards."""
    read = PageRead(scan.source, scan.number)
    if scan.image is None:
        return replace(read, problem=Problem("unreadable", scan.problem))
    if min(scan.image.shape) < 400:
        return replace(read, problem=Problem("too_small", "图片太小，请用 100～300 dpi 扫描"))
    first = layout.pages[0]  # all pages of a sheet share frame and QR; the QR tells which one this is
    placement = locate(scan.image, first)
    if placement is None:
        return replace(read, problem=UNPLACED)
    text = read_qr(scan.image, placement, first)
    if text is None:
        return replace(read, problem=NO_QR)
    identity = identity_from(text)
    problem = _wrong_page(identity, layout)
    if identity is None or problem:
        return replace(read, problem=problem)
    found = judge_page(placement, layout.pages[identity.page - 1], layout.multiple)
    return replace(
        read,
        ticket_number=identity.ticket_number,
        paper_code=identity.paper_code,
        sheet_page=identity.page,
        answers=tuple(AnswerRead(q, one.answer, one.state, round(one.strength, 3)) for q, one in found.items()),
    )


def settle_repeats(reads: Sequence[PageRead]) -> list[PageRead]:
    """The same printed page twice: identical readings count once, different ones not at all."""
    same: dict[tuple[str, int], list[int]] = defaultdict(list)
    for n, read in enumerate(reads):
        if read.problem is None:
            same[read.ticket_number, read.sheet_page].append(n)
    settled = list(reads)
    for places in same.values():
        readings = {(reads[n].paper_code, *((a.answer, a.state) for a in reads[n].answers)) for n in places}
        for n in places[1:] if len(readings) == 1 else places:
            settled[n] = replace(reads[n], problem=REPEATED if len(readings) == 1 else CONFLICT)
    return settled


def _wrong_page(identity: PageIdentity | None, layout: SheetLayout) -> Problem | None:
    if identity is None:
        return FOREIGN_QR
    if identity.fingerprint != layout.fingerprint or not 1 <= identity.page <= len(layout.pages):
        return OTHER_LAYOUT
    return None
