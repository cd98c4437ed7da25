"""Geometry of the year board's pictures: the burn-up with its forecast, and the thirteen cities where they lie."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from liangcai.apps.resources.year_board import Board, Point, Progress

WIDTH, HEIGHT = 720, 280
LEFT, RIGHT, TOP, BOTTOM = 34, 12, 12, 28  # margins for the labels
TILE, GAP = 84, 6
PLACES = {  # city code: column, row; north above
    "320300": (0, 0), "320700": (3, 0), "321300": (1, 1), "320800": (2, 1), "320900": (3, 1), "320100": (1, 2),
    "321000": (2, 2), "321200": (3, 2), "320600": (4, 2), "321100": (2, 3), "320400": (3, 3), "320200": (3, 4),
    "320500": (4, 4),
}  # fmt: skip
SHADES = ("#f4f6f9", "#dbe7f6", "#b5cfee", "#7ea9de", "#3f78bf", "#0f4c9c")  # none, then a fifth of the most each


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of result: its steps so far, and the wedge from today to the year's forecast."""

    kind: str
    points: str
    wedge: str
    last: tuple[float, float, int]


@dataclass(frozen=True, slots=True)
class BurnUp:
    width: int
    height: int
    left: int
    right: float
    base: float
    goal_y: float | None
    rows: tuple[tuple[float, int], ...]  # y, number
    months: tuple[tuple[float, int], ...]  # x of the middle, month
    lines: tuple[Line, ...]


def burn_up(board: Board) -> BurnUp:
    """Everything in the picture's own units; nothing is drawn beyond the day of the board."""
    goal = max((p.goal for p in board.progress), default=0)
    most = max([goal, 5, *(max(p.standards, p.banks) for p in board.burn_up)])
    highest = max((p.forecast.high for p in board.progress if p.forecast), default=0)
    most = max(most, min(highest, 2 * most))  # early in the year the forecast reaches to the clouds
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**6) if most / s <= 6)
    top = -(-most // step) * step

    def y(number: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * min(number, top) / top, 1)

    lines = tuple(_line(p, board, y) for p in board.progress)
    return BurnUp(
        WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, y(0), y(goal) if goal else None,
        tuple((y(n), n) for n in range(0, top + 1, step)),
        tuple((round(LEFT + (WIDTH - LEFT - RIGHT) * (m - 0.5) / 12, 1), m) for m in range(1, 13)), lines,
    )  # fmt: skip


def _x(day: date, year: int) -> float:
    length = 366 if isleap(year) else 365
    gone = min(max((day - date(year, 1, 1)).days + 1, 0), length)
    return round(LEFT + (WIDTH - LEFT - RIGHT) * gone / length, 1)


def _line(progress: Progress, board: Board, y) -> Line:
    done = [(_x(min(p.month, board.on), board.year), _number(p, progress.target)) for p in board.burn_up]
    steps = [(LEFT, 0), *done]
    x, number = steps[-1]
    wedge = ""
    if progress.forecast and x < WIDTH - RIGHT:
        end = WIDTH - RIGHT
        wedge = f"{x},{y(number)} {end},{y(progress.forecast.low)} {end},{y(progress.forecast.high)}"
    return Line(progress.target, " ".join(f"{a},{y(b)}" for a, b in steps), wedge, (x, y(number), number))


def _number(point: Point, target: str) -> int:
    return point.standards if target == "standard" else point.banks


@dataclass(frozen=True, slots=True)
class CityTile:
    name: str
    x: int
    y: int
    fill: str
    dark: bool
    open: int
    results: int
    url: str


def city_tiles(cities: Sequence[tuple[str, str, int, int]], lists: str) -> tuple[CityTile, ...]:
    """The cities as tiles where they lie on the map, darker with more open projects (a handful is not yet dark);
    each opens its list."""
    most = max([len(SHADES) - 1, *(still for _code, _name, still, _done in cities)])
    made = []
    for code, name, still, done in cities:
        if code not in PLACES:
            continue
        column, row = PLACES[code]
        shade = 0 if not still else -(-still * (len(SHADES) - 1) // most)
        made.append(CityTile(name.removesuffix("市"), column * (TILE + GAP), row * (TILE + GAP), SHADES[shade],
                             shade > 3, still, done, f"{lists}?city={code}"))  # fmt: skip
    return tuple(made)
