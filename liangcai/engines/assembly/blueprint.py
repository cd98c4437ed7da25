"""The blueprint of a paper (组卷方案): parsed from TOML, validated, and never bent afterwards.

Scope, weight, item types, item counts and scores of a paper must equal the blueprint (宿人社通〔2022〕48号 四(一), rule
002-040); so a blueprint holds no "about".
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liangcai.engines.assembly.bank import TYPES, decode
from liangcai.kernel.refusals import BadInput

BANDS = ("easy", "medium", "hard")
CHOICES = ("required", "any_one")
MOST_ITEMS_A_CELL = 1000
MOST_FORMS = 1000
MOST_MINUTES = 1440

KNOWN_KEYS = {
    "": {"occupation", "level", "cells", "importance", "difficulty", "forms"},
    "cells": {"scope", "type", "count", "score", "difficulty", "title", "minutes", "choice"},
    "importance": {"X_min", "Z_max"},
    "difficulty": {"mean", "tolerance", "information", "easy_from", "medium_from", "scale"},
    "forms": {"max_item_use", "max_per_point"},
}


@dataclass(frozen=True)
class Cell:
    """`count` items of one type from one scope, each worth `score`; `name` is unique in the blueprint. `title`,
    `minutes` and `choice` describe a part of a practical paper: 必考 asks for its scope (required), 任选一项 takes one
    of the scopes below it (any_one)."""

    name: str
    scope: str
    type: str
    count: int
    score: float
    band: str = ""
    title: str = ""
    minutes: int = 0
    choice: str = ""


@dataclass(frozen=True)
class Difficulty:
    """Target of the expected score share and relative tolerance; `information` at ability -1, 0, +1, None = the bank's
    average items of the same cells."""

    mean: float
    tolerance: float
    information: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class Blueprint:
    """`easy_from` and `medium_from` bound the difficulty bands by the expected share of correct answers; they and
    `scale` (1.7: the logistic scale that follows the normal ogive) are settings of this product, not of a policy
    text."""

    occupation: str
    level: str
    cells: tuple[Cell, ...]
    x_min: float = 0.0
    z_max: float = 1.0
    difficulty: Difficulty | None = None
    max_item_use: int = 1
    max_per_point: int | None = None
    easy_from: float = 0.75
    medium_from: float = 0.55
    scale: float = 1.7

    @property
    def items(self) -> int:
        return sum(cell.count for cell in self.cells)

    @property
    def total_score(self) -> float:
        return math.fsum(cell.count * cell.score for cell in self.cells)

    @property
    def x_needed(self) -> int:
        """Fewest X items a form may hold."""
        return math.ceil(self.x_min * self.items - 1e-9)

    @property
    def z_allowed(self) -> int:
        """Most Z items a form may hold."""
        return math.floor(self.z_max * self.items + 1e-9)

    def band_of(self, difficulty: float) -> str:
        return "easy" if difficulty >= self.easy_from else "medium" if difficulty >= self.medium_from else "hard"


def read_blueprint(data: bytes, where: str = "BLUEPRINT.toml") -> Blueprint:
    """Parses BLUEPRINT.toml; refuses with BadInput naming the key."""
    try:
        table = tomllib.loads(decode(data, where).replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        raise BadInput("not_toml", f"不是合格的 TOML：{wrong}", where=where) from wrong
    return blueprint_of_table(table, where)


def blueprint_of_table(table: Mapping[str, Any], where: str = "") -> Blueprint:
    """Validates a blueprint given as nested tables of the shape of BLUEPRINT.toml."""
    read = Reader(where)
    read.known("", table)
    importance, difficulty, forms = (read.table(table, key) for key in ("importance", "difficulty", "forms"))
    x_min = read.share(importance, "importance", "X_min", 0.0)
    z_max = read.share(importance, "importance", "Z_max", 1.0)
    easy_from = read.inside(difficulty, "difficulty", "easy_from", 0.75)
    medium_from = read.inside(difficulty, "difficulty", "medium_from", 0.55)
    if medium_from >= easy_from:
        raise read.wrong("difficulty.medium_from", medium_from, f"小于 easy_from（{easy_from}）的数")
    return Blueprint(
        occupation=read.text(table, "", "occupation", optional=True),
        level=read.text(table, "", "level", optional=True),
        cells=read.cells(table.get("cells")),
        x_min=x_min,
        z_max=z_max,
        difficulty=read.targets(difficulty),
        max_item_use=read.whole(forms, "forms", "max_item_use", MOST_FORMS) if "max_item_use" in forms else 1,
        max_per_point=read.whole(forms, "forms", "max_per_point", MOST_FORMS) if "max_per_point" in forms else None,
        easy_from=easy_from,
        medium_from=medium_from,
        scale=read.number(difficulty, "difficulty", "scale", 1.7, low=0.0, high=5.0),
    )


class Reader:
    """Takes typed values out of the tables; every refusal names key, value found and value expected."""

    def __init__(self, where: str) -> None:
        self.where = where

    def wrong(self, key: str, found: Any, expected: str) -> BadInput:
        return BadInput(
            "bad_blueprint",
            f"{key}：{found!r}，应为{expected}。",
            where=self.where,
            facts={"field": key, "found": found, "expected": expected},
        )

    def known(self, name: str, table: Mapping[str, Any]) -> None:
        strange = sorted(set(table) - KNOWN_KEYS[name])
        if strange:
            raise self.wrong(
                f"{name}.{strange[0]}".strip("."),
                table[strange[0]],
                "以下各项之一：" + "、".join(sorted(KNOWN_KEYS[name])),
            )

    def table(self, table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        part = table.get(name, {})
        if not isinstance(part, Mapping):
            raise self.wrong(name, part, "表")
        self.known(name, part)
        return part

    def text(self, table: Mapping[str, Any], place: str, key: str, optional: bool = False) -> str:
        value = table.get(key, "" if optional else None)
        if not isinstance(value, str) or not (optional or value.strip()):
            raise self.wrong(f"{place}.{key}".strip("."), value, "文字")
        return value.strip()

    def number(
        self,
        table: Mapping[str, Any],
        place: str,
        key: str,
        default: float | None,
        *,
        low: float,
        high: float,
        closed: bool = False,
    ) -> float:
        value = table.get(key, default)
        good = isinstance(value, int | float) and not isinstance(value, bool)
        if not good or not (low <= value <= high if closed else low < value < high):
            bounds = f"{low:g} 到 {high:g}" + ("" if closed else "（不含两端）")
            raise self.wrong(f"{place}.{key}", value, bounds + "的数")
        return float(value)

    def share(self, table: Mapping[str, Any], place: str, key: str, default: float) -> float:
        return self.number(table, place, key, default, low=0.0, high=1.0, closed=True)

    def inside(self, table: Mapping[str, Any], place: str, key: str, default: float | None) -> float:
        return self.number(table, place, key, default, low=0.0, high=1.0)

    def whole(self, table: Mapping[str, Any], place: str, key: str, most: int) -> int:
        value = table.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            raise self.wrong(f"{place}.{key}", value, f"1 到 {most} 的整数")
        return value

    def cells(self, rows: Any) -> tuple[Cell, ...]:
        if not isinstance(rows, list) or not rows or not all(isinstance(row, Mapping) for row in rows):
            raise self.wrong("cells", rows, "至少一个 [[cells]]")
        cells: list[Cell] = []
        for number, row in enumerate(rows, start=1):
            cells.append(self.cell(row, number, {cell.name for cell in cells}))
        return tuple(cells)

    def cell(self, row: Mapping[str, Any], number: int, names: set[str]) -> Cell:
        place = f"cells[{number}]"
        strange = sorted(set(row) - KNOWN_KEYS["cells"])
        if strange:
            raise self.wrong(
                f"{place}.{strange[0]}", row[strange[0]], "以下各项之一：" + "、".join(sorted(KNOWN_KEYS["cells"]))
            )
        scope, kind = self.text(row, place, "scope"), self.text(row, place, "type")
        if "" in scope.split("-"):
            raise self.wrong(f"{place}.scope", scope, "形如 A-B 的鉴定范围")
        if kind not in TYPES:
            raise self.wrong(f"{place}.type", kind, "以下题型之一：" + "、".join(TYPES))
        band = self.text(row, place, "difficulty", optional=True)
        if band and band not in BANDS:
            raise self.wrong(f"{place}.difficulty", band, "easy、medium 或 hard")
        choice = self.text(row, place, "choice", optional=True)
        if choice and choice not in CHOICES:
            raise self.wrong(f"{place}.choice", choice, "required（必考）或 any_one（任选一项）")
        name = "/".join(part for part in (scope, kind, band) if part)
        return Cell(
            name=name if name not in names else f"{name}#{number}",
            scope=scope,
            type=kind,
            count=self.whole(row, place, "count", MOST_ITEMS_A_CELL),
            score=self.number(row, place, "score", None, low=0.0, high=1000.0),
            band=band,
            title=self.text(row, place, "title", optional=True),
            minutes=self.whole(row, place, "minutes", MOST_MINUTES) if "minutes" in row else 0,
            choice=choice,
        )

    def targets(self, table: Mapping[str, Any]) -> Difficulty | None:
        if not {"mean", "tolerance", "information"} & set(table):
            return None
        information = table.get("information")
        if information is not None:
            if not isinstance(information, list) or len(information) != 3:
                raise self.wrong("difficulty.information", information, "三个正数：能力 -1、0、+1 处的信息量")
            numbered = dict(zip("123", information, strict=True))
            information = tuple(
                self.number(numbered, "difficulty.information", n, None, low=0.0, high=1e6) for n in "123"
            )
        return Difficulty(
            self.inside(table, "difficulty", "mean", None),
            self.inside(table, "difficulty", "tolerance", None),
            information,
        )
