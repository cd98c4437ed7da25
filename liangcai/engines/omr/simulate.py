"""SIMULATION for tests, benchmarks and the demonstration: marks drawn on rendered pages, pages spoilt like scans.

Nothing here reads or judges a sheet; no real scan ever passes through it. Chance is a numpy Generator given in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from liangcai.engines.omr.layout import Bubble, PageLayout

Picture = NDArray[Any]  # (height, width[, 3]) uint8
Generator = np.random.Generator
STYLES = ("pencil", "faint", "disc", "sloppy", "tick")


def fill(
    image: Picture, page: PageLayout, answers: Mapping[int, str], rng: Generator, style: str = "pencil"
) -> Picture:
    """Draws the answers (question → letters) on an upright rendering of the whole page; grey or BGR, any dpi."""
    if style not in STYLES:
        raise ValueError(f"unknown style {style!r}")
    drawn = image.copy()
    for bubble in page.bubbles:
        if bubble.option in answers.get(bubble.question, ""):
            mark(drawn, page, bubble, rng, style)
    return drawn


def mark(image: Picture, page: PageLayout, bubble: Bubble, rng: Generator, style: str) -> None:
    """Draws one mark in place."""
    scale = image.shape[1] / page.size[0]
    if style == "disc":
        centre = (round(bubble.x * scale), round(bubble.y * scale))
        cv2.circle(image, centre, round(bubble.r * scale), _ink(image, 30), -1, cv2.LINE_AA)
        return
    if style == "tick":
        corners = np.array([(-0.4, 0.0), (-0.1, 0.45), (0.5, -0.7)]) * (bubble.w, bubble.h) + (bubble.x, bubble.y)
        cv2.polylines(image, [(corners * scale).round().astype(np.int32)], False, _ink(image, 60),
                      max(1, round(0.45 * scale)), cv2.LINE_AA)
        return
    grey = {"pencil": (55, 100), "sloppy": (50, 110), "faint": (150, 185)}[style]
    cover = rng.uniform(0.62, 0.85) if style == "sloppy" else rng.uniform(0.85, 1.05)
    shift = rng.normal(0, 0.12 if style == "pencil" else 0.2, 2)
    _strokes(image, bubble, scale, cover, shift, float(rng.uniform(*grey)), rng)


def erase(image: Picture, page: PageLayout, bubble: Bubble, rng: Generator) -> None:
    """Leaves in place what a rubber leaves of a pencil mark: a grey shadow, a few uneven remains."""
    scale = image.shape[1] / page.size[0]
    _strokes(image, bubble, scale, 0.95, rng.normal(0, 0.15, 2), float(rng.uniform(205, 238)), rng)


def _strokes(image: Picture, bubble: Bubble, scale: float, cover: float, shift: NDArray, grey: float,
             rng: Generator) -> None:
    """Horizontal pencil strokes, darkening what lies beneath."""
    half = np.array((bubble.w, bubble.h)) * cover / 2
    corner = ((np.array((bubble.x, bubble.y)) - (6, 4)) * scale).astype(int).clip(0)
    width, height = int(12 * scale), int(8 * scale)
    layer: Picture = np.full((height, width), 255, np.uint8)
    middle = np.array((bubble.x, bubble.y)) + shift
    lines = 6
    for y in np.linspace(-half[1], half[1], lines) * 0.85:
        ends = middle + [(-half[0] + rng.normal(0, 0.12), y), (half[0] + rng.normal(0, 0.12), y + rng.normal(0, 0.1))]
        (x0, y0), (x1, y1) = (ends * scale - corner).round().astype(int).tolist()
        tone = float(np.clip(grey + rng.normal(0, 8), 0, 255))
        cv2.line(layer, (x0, y0), (x1, y1), (tone,), max(1, round(2.2 * half[1] / lines * scale)), cv2.LINE_AA)
    beneath = image[corner[1]: corner[1] + height, corner[0]: corner[0] + width]
    layer = layer[: beneath.shape[0], : beneath.shape[1]]
    np.minimum(beneath, layer if image.ndim == 2 else layer[..., None], out=beneath)


def _ink(image: Picture, grey: int) -> tuple[int, ...]:
    return (grey,) * (1 if image.ndim == 2 else 3)


def degrade(image: Picture, rng: Generator, strength: float = 0.5) -> Picture:
    """A plausible office scan: a little turned, unevenly lit, soft, noisy, JPEG-compressed.
    `strength` 0 leaves the page alone, 1 is a scan an officer would repeat."""
    if strength <= 0:
        return image.copy()
    spoilt = turn(image, float(rng.uniform(-3, 3)) * strength)
    spoilt = shadow(spoilt, rng, 0.45 * strength)
    spoilt = blur(spoilt, 0.9 * strength * image.shape[1] / 1240)
    spoilt = noise(spoilt, rng, 10 * strength)
    return jpeg(spoilt, int(95 - 55 * strength))


def turn(image: Picture, degrees: float) -> Picture:
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255))


def blur(image: Picture, sigma: float) -> Picture:
    return cv2.GaussianBlur(image, (0, 0), max(sigma, 0.05))


def noise(image: Picture, rng: Generator, spread: float) -> Picture:
    added = rng.standard_normal(image.shape, dtype=np.float32) * spread
    return np.clip(image + added, 0, 255).astype(np.uint8)


def speckle(image: Picture, rng: Generator, share: float) -> Picture:
    """Salt and pepper."""
    chance = rng.random(image.shape[:2], dtype=np.float32)
    spoilt = image.copy()
    spoilt[chance < share / 2] = 0
    spoilt[chance > 1 - share / 2] = 255
    return spoilt


def shadow(image: Picture, rng: Generator, depth: float) -> Picture:
    """Light falling off across the page in a random direction, down to 1 − depth."""
    height, width = image.shape[:2]
    angle = rng.uniform(0, 2 * np.pi)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    slope = np.cos(angle) * x / width + np.sin(angle) * y / height
    light = 1 - depth * (slope - slope.min()) / np.ptp(slope)
    return (image * (light if image.ndim == 2 else light[..., None])).astype(np.uint8)


def perspective(image: Picture, rng: Generator, share: float) -> Picture:
    """Each corner moved inwards by up to `share` of the page, as in a photograph."""
    height, width = image.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    inwards = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)], np.float32)
    moved = corners + inwards * rng.uniform(0, share, (4, 2)).astype(np.float32) * (width, height)
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    return cv2.warpPerspective(image, matrix, (width, height), borderValue=(235, 235, 235))


def stretch(image: Picture, across: float, down: float) -> Picture:
    """A printer's or scanner's false scale: 1.02 is two per cent too long."""
    return cv2.resize(image, None, fx=across, fy=down, interpolation=cv2.INTER_LINEAR)


def jpeg(image: Picture, quality: int) -> Picture:
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    decoded = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE if image.ndim == 2 else cv2.IMREAD_COLOR)
    return decoded.astype(np.uint8, copy=False)


def lose_corners(image: Picture, corners: tuple[int, ...], share: float = 0.14, tone: int = 255) -> Picture:
    """Covers corners (0–3 clockwise from top left): torn, folded or cut off."""
    height, width = image.shape[:2]
    h, w = int(share * width), int(share * width)
    places = [(0, 0), (width - w, 0), (width - w, height - h), (0, height - h)]
    spoilt = image.copy()
    for n in corners:
        x, y = places[n]
        spoilt[y: y + h, x: x + w] = tone
    return spoilt


def pale(image: Picture, floor: int = 120) -> Picture:
    """A light, low-contrast scan: black becomes `floor`."""
    return (floor + image * ((250 - floor) / 255)).astype(np.uint8)


def black_and_white(image: Picture, cut: int = 150) -> Picture:
    """A one-bit scan."""
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return np.where(grey > cut, 255, 0).astype(np.uint8)


def uneven_feed(image: Picture, rng: Generator, millimetres: float) -> Picture:
    """A scanner that pulls the paper unevenly: rows shifted along the page by a slow wave."""
    height, width = image.shape[:2]
    rows = np.arange(height, dtype=np.float32)
    wave = millimetres / 297 * height * np.sin(2 * np.pi * rows / height + rng.uniform(0, 6)).astype(np.float32)
    x, _ = np.meshgrid(np.arange(width, dtype=np.float32), rows)
    return cv2.remap(image, x, np.repeat((rows + wave)[:, None], width, 1), cv2.INTER_LINEAR, borderValue=(255,) * 3)


def scribble(image: Picture, page: PageLayout, rng: Generator, lines: int = 6) -> Picture:
    """Stray pencil lines anywhere on the page."""
    spoilt = image.copy()
    scale = image.shape[1] / page.size[0]
    for _ in range(lines):
        start = rng.uniform((25, 100), (185, 260))
        end = start + rng.normal(0, 9, 2)
        (x0, y0), (x1, y1) = (np.array([start, end]) * scale).astype(int).tolist()
        cv2.line(spoilt, (x0, y0), (x1, y1), _ink(image, 90), max(1, round(0.4 * scale)), cv2.LINE_AA)
    return spoilt


DEGRADATIONS: dict[str, Callable[[Picture, Generator], Picture]] = {
    "untouched": lambda image, rng: image,
    "blurred": lambda image, rng: blur(image, 1.6 * image.shape[1] / 1240),
    "noisy": lambda image, rng: noise(image, rng, 22),
    "salt and pepper": lambda image, rng: speckle(image, rng, 0.03),
    "turned left": lambda image, rng: turn(image, 3),
    "turned right": lambda image, rng: turn(image, -2.5),
    "upside down": lambda image, rng: np.ascontiguousarray(image[::-1, ::-1]),
    "sideways": lambda image, rng: np.ascontiguousarray(np.rot90(image)),
    "perspective": lambda image, rng: perspective(image, rng, 0.04),
    "shadow": lambda image, rng: shadow(image, rng, 0.55),
    "pale": lambda image, rng: pale(image),
    "jpeg 30": lambda image, rng: jpeg(image, 30),
    "one corner lost": lambda image, rng: lose_corners(image, (int(rng.integers(4)),)),
    "two corners lost": lambda image, rng: lose_corners(image, tuple(rng.choice(4, 2, replace=False).tolist())),
    "dark corners": lambda image, rng: lose_corners(image, tuple(rng.choice(4, 2, replace=False).tolist()), tone=20),
    "printed at 98 %": lambda image, rng: stretch(image, 0.98, 0.98),
    "stretched": lambda image, rng: stretch(image, 1.0, 1.02),
    "cropped": lambda image, rng: np.ascontiguousarray(image[int(0.02 * len(image)): -int(0.02 * len(image)),
                                                             int(0.02 * len(image)): -int(0.02 * len(image))]),
    "one bit": lambda image, rng: black_and_white(blur(image, 0.6), 150),
    "uneven feed": lambda image, rng: uneven_feed(image, rng, 1.2),
    "office scan": lambda image, rng: degrade(image, rng, 0.5),
}
