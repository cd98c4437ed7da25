"""How dark each bubble is, and what that says: read, blank, multiple or doubtful.

Darkness is measured against the white of the paper around the bubble (which divides out shadow and tinted
paper) and against the black of the printed squares (which divides out pale scans): 0 is paper, 1 is print.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from liangcai.engines.omr.layout import Bubble, PageLayout
from liangcai.engines.omr.locate import Placement

Strengths = NDArray[Any]  # one float32 a bubble
Trust = NDArray[Any]  # one bool a bubble
NO_SECOND_MAP = np.empty(0, np.float32)  # the first map holds x and y

LETTER = 0.10  # printed letters darken an empty bubble by no more than this
LEAST_MARK, MOST_MARK = 0.13, 0.35  # bounds of the page's threshold between empty and marked
TRACE = 0.055  # what differs from empty by less is nothing
RIVAL = 0.34  # a second bubble this dark, relative to the darkest, is never passed over
RIVAL_AMONG_SEVERAL = 0.22  # nor this dark where several marks are lawful: passing one over is a wrong answer
WEAK = 0.5  # a lone mark fainter than this share of the page's usual mark is no certain answer
SURE = 0.24  # an erased mark may be this dark; on a page of faint marks nothing lighter is an answer
# printed outlines, relative to the page's usual one, of a question's bubbles together
OUTLINE_SEEN, OUTLINE_KEPT = 0.05, 0.3
OUTLINE_GONE, LETTER_GONE = 0.15, 0.4  # of one bubble: below both, something covers it
SOLID, BROKEN = 0.78, 0.65  # a filled bubble's middle is about as dark as its darkest parts: the page's, one's
ENOUGH_MARKS, MOST_UNCLEAR = 5, 0.15  # from so many marks on, no larger share may be faint traces or broken marks


@dataclass(frozen=True)
class Judgement:
    answer: str
    state: str
    strength: float


@dataclass(frozen=True)
class Thresholds:
    """`trace`: above it is something; `mark`: above it is a mark; `usual`: the page's usual mark."""

    trace: float
    mark: float
    usual: float


@dataclass(frozen=True)
class Measured:
    """One value a bubble: `darkness` 0–1; `trusted`: the printed outline is where it should be and inside the
    picture; `solidity`: darkness of the middle relative to the darkest parts, 1 for a filled bubble."""

    darkness: Strengths
    trusted: Trust
    solidity: Strengths


def judge_page(placement: Placement, page: PageLayout, several: Collection[int]) -> dict[int, Judgement]:
    """Question → judgement for a placed page; `several` are the questions where many marks are lawful."""
    measured = measure(placement, page)
    darkness = measured.darkness
    limits = thresholds(darkness)
    patchy = _patchy(measured, limits)
    its: dict[int, list[int]] = defaultdict(list)
    for n, bubble in enumerate(page.bubbles):
        its[bubble.question].append(n)
    return {
        question: judge("".join(page.bubbles[n].option for n in places), darkness[places], limits, question in several,
                        bool(measured.trusted[places].all()) and not patchy)
        for question, places in its.items()
    }


def measure(placement: Placement, page: PageLayout) -> Measured:
    boxes = np.array([(b.x, b.y, b.w, b.h) for b in page.bubbles])
    white = _paper_white(placement, boxes)
    offsets = _grid(11, 7) * 0.8
    inside = (1 - _sample(placement, boxes, offsets) / white[:, None]).clip(0, 1)
    rim = _sample(placement, boxes, _frame())
    around = _sample(placement, boxes, _frame() * (1 + 1.3 / boxes[:, None, 2:]))
    middle = np.hypot(offsets[0, :, 0] * page.bubbles[0].w / page.bubbles[0].h, offsets[0, :, 1]) <= 0.75
    solidity = inside[:, middle].mean(1) / np.maximum(np.percentile(inside, 90, axis=1), 0.05)
    raw = inside.mean(1) / _print_black(placement)
    letters = _letters(raw, page.bubbles)
    darkness = (raw - letters).clip(0, 1).astype(np.float32)
    outline = (around.mean(1) - rim.mean(1)) / white
    trusted = _trusted(placement, page, boxes, darkness, outline, raw < LETTER_GONE * letters)
    return Measured(darkness, trusted, solidity.astype(np.float32))


def thresholds(darkness: Strengths) -> Thresholds:
    """Splits the page's bubbles into empty and marked by two means, within fixed bounds."""
    empty = float(np.median(np.sort(darkness)[: max(1, int(len(darkness) * 0.5))]))
    marked = max(float(np.percentile(darkness, 93)), empty + 2 * LEAST_MARK)
    for _ in range(6):
        cut = (empty + marked) / 2
        if (darkness > cut).sum() < 3:
            break
        empty, marked = float(darkness[darkness <= cut].mean()), float(np.median(darkness[darkness > cut]))
    mark = min(max(empty + 0.45 * (marked - empty), LEAST_MARK), MOST_MARK)
    low = darkness[darkness <= mark]
    spread = 1.4826 * float(np.median(np.abs(low - np.median(low)))) if len(low) else 0.0
    return Thresholds(min(empty + max(TRACE, 6 * spread), mark), mark, marked)


def judge(options: str, darkness: Strengths, limits: Thresholds, several: bool, trusted: bool) -> Judgement:
    """One question. A doubtful answer names the options a person should look at."""
    top = float(darkness.max())
    rival = max(limits.trace, (RIVAL_AMONG_SEVERAL if several else RIVAL) * top)
    something = darkness > (limits.trace if top <= limits.mark else rival)
    named = "".join(o for o, s in zip(options, something, strict=True) if s)
    if not trusted:
        return Judgement(named, "doubtful", top)
    if not something.any():
        return Judgement("", "blank", top)
    sure = (darkness > max(limits.mark, WEAK * limits.usual, SURE)) & (darkness > 0.6 * top)
    if (something != sure).any():
        return Judgement(named, "doubtful", top)
    return Judgement(named, "read" if several or sure.sum() == 1 else "multiple", top)


def _patchy(measured: Measured, limits: Thresholds) -> bool:
    """Ticks and dots, or faint pencil that a black-and-white scan has broken up: where some marks came
    through in part others may be lost altogether, so nothing on the page is certain."""
    something = measured.darkness > limits.trace
    marked = measured.darkness > limits.mark
    if something.sum() < ENOUGH_MARKS or not marked.any():
        return False
    unclear = something & (~marked | (measured.solidity < BROKEN))
    median = float(np.median(measured.solidity[marked]))
    return median < SOLID or bool(unclear.sum() > MOST_UNCLEAR * something.sum())


def _sample(placement: Placement, boxes: NDArray, offsets: NDArray) -> Strengths:
    """Grey values at points given in units of half a box around each centre: (bubbles, points)."""
    points = boxes[:, None, :2] + offsets * boxes[:, None, 2:] / 2
    pixels = placement.pixels(points.reshape(-1, 2)).astype(np.float32)
    values = cv2.remap(placement.image, pixels.reshape(len(boxes), -1, 2), NO_SECOND_MAP, cv2.INTER_LINEAR,
                       borderMode=cv2.BORDER_REPLICATE)
    return values.astype(np.float32)


def _grid(columns: int, rows: int) -> NDArray:
    x, y = np.meshgrid((np.arange(columns) + 0.5) / columns * 2 - 1, (np.arange(rows) + 0.5) / rows * 2 - 1)
    return np.stack([x.ravel(), y.ravel()], 1)[None]


def _frame() -> NDArray:
    """Twenty points on the outline of the box from −1 to 1."""
    long, short = np.linspace(-0.75, 0.75, 6), np.linspace(-0.6, 0.6, 4)
    one, two = np.ones_like(long), np.ones_like(short)
    sides = [(long, -one), (long, one), (-two, short), (two, short)]
    return np.concatenate([np.stack(s, 1) for s in sides])[None]


def _paper_white(placement: Placement, boxes: NDArray) -> Strengths:
    """White of the paper at each bubble: a coarse picture with everything small and dark closed away."""
    image = placement.image
    coarse = cv2.resize(image, (image.shape[1] // 4, image.shape[0] // 4), interpolation=cv2.INTER_AREA)
    coarse = cv2.GaussianBlur(cv2.morphologyEx(coarse, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), (0, 0), 2)
    centres = ((placement.pixels(boxes[:, :2]) + 0.5) / 4 - 0.5).astype(np.float32).reshape(-1, 1, 2)
    white = cv2.remap(coarse, centres, NO_SECOND_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.maximum(white.ravel().astype(np.float32), 20)


def _print_black(placement: Placement) -> float:
    """Darkness of the printed squares relative to the paper: 1 in a crisp scan, less in a pale one."""
    squares = np.array([(f.x, f.y, f.size, f.size) for f in placement.found if f.kind == "square"])
    if not len(squares):
        return 1.0
    ink = _sample(placement, squares, _grid(3, 3) * 0.5).mean(1)
    return float(np.clip(np.median(1 - ink / _paper_white(placement, squares)), 0.3, 1))


def _letters(darkness: NDArray, bubbles: tuple[Bubble, ...]) -> NDArray:
    """What the printed letter alone adds, learnt from the page: most bubbles of any letter are empty."""
    labels = np.array([b.label for b in bubbles])
    added = np.zeros(len(bubbles), np.float32)
    for label in set(labels):
        same = labels == label
        added[same] = min(float(np.percentile(darkness[same], 30)), LETTER)
    return added


def _trusted(
    placement: Placement, page: PageLayout, boxes: NDArray, darkness: Strengths, outline: Strengths, bare: Trust
) -> Trust:
    """False for bubbles outside the picture, for covered ones (neither outline nor letter: `bare`) and for
    questions whose printed outlines are missing there."""
    height, width = placement.image.shape
    pixels = placement.pixels(boxes[:, :2])
    x, y = pixels.T
    inside: Trust = (x > 2) & (x < width - 3) & (y > 2) & (y < height - 3)
    empty = darkness < LEAST_MARK
    usual = float(np.median(outline[empty])) if empty.any() else 0.0
    if usual < OUTLINE_SEEN:
        return inside  # a hard black-and-white scan has lost the thin outlines everywhere
    number = np.array([b.question for b in page.bubbles])
    trusted = inside & ~(bare & (outline < OUTLINE_GONE * usual))
    for question in set(number):
        its = number == question
        if (its & empty).any():
            trusted[its] &= np.median(outline[its & empty]) > OUTLINE_KEPT * usual
    return trusted
