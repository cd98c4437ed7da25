"""Plots of item statistics as SVG from the server: no script, sharp on paper, read aloud by their title."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 460, 290, 52, 14, 28, 44
COLOURS = ("#0f4c9c", "#b3261e", "#1d7a46", "#a05a00", "#6a3d9a", "#00707a", "#7a5195", "#555555")
DASHES = ("", "6 4", "2 3", "9 3 2 3")

Point = tuple[float, float]


@dataclass
class Plot:
    """Axes from `x` and `y` (low, high), with their words; lines, points and error bars are added in data units."""

    title: str
    x: Point
    y: Point
    x_words: str
    y_words: str
    parts: list[str] = field(default_factory=list)
    legend: list[tuple[str, str, str]] = field(default_factory=list)

    def at(self, x: float, y: float) -> Point:
        (x0, x1), (y0, y1) = self.x, self.y
        return (LEFT + (x - x0) / (x1 - x0) * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - (y - y0) / (y1 - y0) * (HEIGHT - TOP - BOTTOM))

    def inside(self, x: float, y: float) -> bool:
        return self.x[0] <= x <= self.x[1] and self.y[0] <= y <= self.y[1]

    def line(self, points: Iterable[Point], colour: int = 0, words: str = "", heavy: bool = False, dash: int = 0) -> None:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (self.at(*p) for p in points))
        shade, dashes = COLOURS[colour % len(COLOURS)], DASHES[dash % len(DASHES)]
        self.parts.append(f'<polyline points="{path}" fill="none" stroke="{shade}" stroke-width="{2.6 if heavy else 1.6}" stroke-dasharray="{dashes}"/>')
        if words:
            self.legend.append((words, shade, dashes))

    def point(self, x: float, y: float, words: str, colour: int = 0, radius: float = 4, url: str = "") -> None:
        if self.inside(x, y):
            cx, cy = self.at(x, y)
            dot = f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="{radius:.1f}" fill="{COLOURS[colour]}" fill-opacity=".75"><title>{escape(words)}</title></circle>'
            self.parts.append(f'<a href="{escape(url)}">{dot}</a>' if url else dot)

    def bar(self, x: float, low: float, high: float, colour: int = 0) -> None:
        """An interval from low to high at x."""
        (cx, y0), (_x, y1) = self.at(x, max(low, self.y[0])), self.at(x, min(high, self.y[1]))
        self.parts.append(f'<line x1="{cx:.1f}" x2="{cx:.1f}" y1="{y0:.1f}" y2="{y1:.1f}" stroke="{COLOURS[colour]}" stroke-width="1.4"/>')

    def svg(self, x_ticks: Sequence[float], y_ticks: Sequence[float], x_labels: Sequence[str] = ()) -> SafeString:
        grid = []
        for n, x in enumerate(x_ticks):
            px, _py = self.at(x, self.y[0])
            words = escape(x_labels[n]) if x_labels else f"{x:g}"
            grid.append(f'<line x1="{px:.1f}" x2="{px:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#e3e8ee"/>'
                        f'<text x="{px:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{words}</text>')  # fmt: skip
        for y in y_ticks:
            _px, py = self.at(self.x[0], y)
            grid.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{py:.1f}" y2="{py:.1f}" stroke="#e3e8ee"/>'
                        f'<text x="{LEFT - 6}" y="{py + 4:.1f}" text-anchor="end">{y:g}</text>')  # fmt: skip
        middle = (HEIGHT - BOTTOM + TOP) / 2
        words = (f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">{escape(self.x_words)}</text>'
                 f'<text x="14" y="{middle}" text-anchor="middle" transform="rotate(-90 14 {middle})">{escape(self.y_words)}</text>')  # fmt: skip
        step = (WIDTH - LEFT - RIGHT) / max(len(self.legend), 2)
        keys = "".join(
            f'<line x1="{LEFT + step * n:.1f}" x2="{LEFT + step * n + 22:.1f}" y1="12" y2="12" stroke="{shade}" stroke-width="2" stroke-dasharray="{dash}"/>'
            f'<text x="{LEFT + step * n + 27:.1f}" y="16">{escape(label)}</text>' for n, (label, shade, dash) in enumerate(self.legend))  # fmt: skip
        return format_html(
            '<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>{}</svg>', WIDTH, HEIGHT,
            self.title, self.title, mark_safe("".join(grid) + words + "".join(self.parts) + keys),  # noqa: S308  built here, words escaped
        )  # fmt: skip
