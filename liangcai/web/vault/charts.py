"""Line charts as SVG, drawn by the server: legible on paper, without script or inline style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 480, 290
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 14, 42
COLOURS = ("#0b4ea2", "#b3261e", "#1c7a3e", "#8a5a00", "#6a3fa0", "#00707a", "#a2357c", "#4a5b6c")
DASHES = ("", "7 4", "2 3", "9 3 2 3")  # so that lines differ where the print is black and white


@dataclass(frozen=True)
class Line:
    name: str
    points: str
    colour: str
    dash: str


@dataclass(frozen=True)
class Mark:
    """A target: a cross at (x, y), its tolerance from `low` to `high`."""

    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True)
class Chart:
    title: str
    x_label: str
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    legend: bool
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def line_chart(
    title: str, x_label: str, x: Sequence[float], series: Sequence[tuple[str, Sequence[float]]], highest: float,
    targets: Sequence[tuple[float, float, float]] = (), percent: bool = False,
) -> Chart:  # fmt: skip
    """One line a series over `x`; the vertical axis runs from 0 to `highest`. `targets` are (x, y, relative
    tolerance)."""

    def at_x(value: float) -> float:
        return round(LEFT + (value - x[0]) / (x[-1] - x[0]) * (WIDTH - LEFT - RIGHT), 1)

    def at_y(value: float) -> float:
        return round(HEIGHT - BOTTOM - value / highest * (HEIGHT - TOP - BOTTOM), 1)

    lines = tuple(
        Line(name, " ".join(f"{at_x(a)},{at_y(b)}" for a, b in zip(x, values, strict=True)), COLOURS[n % len(COLOURS)],
             DASHES[n % len(DASHES)])
        for n, (name, values) in enumerate(series)
    )  # fmt: skip
    marks = tuple(Mark(at_x(a), at_y(b), at_y(b * (1 + off)), at_y(b * (1 - off))) for a, b, off in targets)
    steps = [highest * n / 5 for n in range(6)]
    words = [f"{v:.0%}" if percent else f"{v:.3g}" for v in steps]
    return Chart(title, x_label, lines, marks, tuple((at_x(v), f"{v:+g}" if v else "0") for v in range(-3, 4)),
                 tuple((at_y(v), word) for v, word in zip(steps, words, strict=True)), legend=len(lines) <= len(COLOURS))  # fmt: skip


def round_up(value: float) -> float:
    """The next value of the form 1, 2, 2.5 or 5 times a power of ten, for the top of an axis."""
    power = 1.0
    while power * 10 <= value:
        power *= 10
    while power > value:
        power /= 10
    return next(power * step for step in (1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10) if power * step >= value)
