"""The item bank as the assembly engine sees it: one numpy column a field, read from ITEMS.csv with every bad row named.

ITEMS.csv (CONTRACT, Paper assembly): `item_id, type, scope, point, importance, difficulty, a, b, c, times_used,
last_used_on, enemy_set, stem`. Empty point, importance, enemy_set, times_used, last_used_on and a, b, c are allowed and
mean what they say: no point known, importance unknown, no enemies, never used, no item-response values.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from liangcai.kernel.refusals import BadInput, RowErrors

TYPES = ("single_choice", "multiple_choice", "true_false", "fill_blank", "short_answer", "calculation", "essay", "case",
         "practical")  # fmt: skip
IMPORTANCES = ("X", "Y", "Z")
IRT_COLUMNS = ("a", "b", "c")
REQUIRED_COLUMNS = (
    "item_id", "type", "scope", "point", "importance", "difficulty", "times_used", "last_used_on", "enemy_set", "stem",
)  # fmt: skip
COLUMNS = REQUIRED_COLUMNS[:6] + IRT_COLUMNS + REQUIRED_COLUMNS[6:]

MOST_RECENT = 99  # recency points of an item used on the newest date of the bank; below 100 = one earlier use
DAYS_PER_RECENCY_POINT = 10
STEEPEST, FARTHEST = 10, 10  # beyond these, item-response values are mistakes

SHARE, GUESS = "大于 0 且小于 1 的数", "不小于 0 且小于 1 的数"
SLOPE, PLACE = f"大于 0 且不超过 {STEEPEST} 的数", f"-{FARTHEST} 到 {FARTHEST} 的数"
TOGETHER = "（a、b、c 三项同时填写或同时留空）"

TYPE_CODES = {name: n for n, name in enumerate(TYPES)}
IMPORTANCE_CODES = {name: n for n, name in enumerate(IMPORTANCES)} | {"": -1}


@dataclass(frozen=True)
class Bank:
    """N items. Codes index the name tuples; -1 stands for an empty field. `difficulty` is the expected share of correct
    answers, NaN where unknown; `irt` is (N, 3) with a, b, c, rows of NaN where not calibrated; `recency` 0…99."""

    item_ids: tuple[str, ...]
    types: NDArray[np.int8]
    scope_names: tuple[str, ...]
    scopes: NDArray[np.int32]
    point_names: tuple[str, ...]
    points: NDArray[np.int32]
    importances: NDArray[np.int8]
    difficulty: NDArray[np.float64]
    irt: NDArray[np.float64]
    times_used: NDArray[np.int64]
    recency: NDArray[np.int64]
    enemy_names: tuple[str, ...]
    enemies: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.item_ids)

    @property
    def cost(self) -> NDArray[np.int64]:
        """Whole-number price of using an item once more: 100 a former use, plus how recently."""
        return 100 * self.times_used + self.recency


def decode(data: bytes, where: str) -> str:
    """Text of a file in UTF-8 (with or without a mark) or GB18030, as Excel in China writes it."""
    if data[:4] == b"PK\x03\x04":
        raise BadInput(
            "not_text",
            "这是压缩包或 Excel 工作簿，需要的是文本文件。",
            where=where,
            hint="请在 Excel 中另存为 CSV（UTF-8）。",
        )
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadInput(
        "wrong_encoding", "文件编码无法识别：需要 UTF-8 或 GB18030。", where=where, hint="请另存为 UTF-8 编码。"
    )


def read_bank(data: bytes, where: str = "ITEMS.csv", *, difficulty_known: bool = True) -> Bank:
    """Parses ITEMS.csv. Refuses (RowErrors, BadInput) with all bad rows at once; rows are numbered as lines in a sheet:
    the heading is row 1. `difficulty_known` False lets an empty difficulty stand, as practical tasks have it."""
    reader = csv.reader(io.StringIO(decode(data, where), newline=""))
    try:
        head = [name.strip() for name in next(reader, [])]
        check_heading(head, where)
        return bank_of_rows(labelled_rows(reader, head), where, difficulty_known=difficulty_known)
    except csv.Error as wrong:
        raise BadInput("not_csv", f"第 {reader.line_num} 行起无法按 CSV 读取：{wrong}", where=where) from wrong


def check_heading(head: list[str], where: str) -> None:
    """All columns of the contract once each; a, b, c all there or all left out; further columns are ignored."""
    if not any(head):
        raise BadInput("empty_file", "文件是空的：没有表头。", where=where, hint="第一行应为：" + ", ".join(COLUMNS))
    missing = [name for name in REQUIRED_COLUMNS if name not in head]
    if any(name in head for name in IRT_COLUMNS):
        missing += [name for name in IRT_COLUMNS if name not in head]
    if missing:
        raise BadInput(
            "missing_columns",
            "缺少列：" + ", ".join(missing),
            where=where,
            facts={"missing": missing},
            hint="第一行应为：" + ", ".join(COLUMNS),
        )
    doubled = sorted({name for name in head if name in COLUMNS and head.count(name) > 1})
    if doubled:
        raise BadInput("doubled_columns", "列名重复：" + ", ".join(doubled), where=where, facts={"doubled": doubled})


def labelled_rows(reader: Iterable[list[str]], head: list[str]) -> Iterable[tuple[int, list[str] | None]]:
    """(row number, the contract's fields in COLUMNS order); None for a row with more or fewer fields than the
    heading."""
    places = [head.index(name) if name in head else -1 for name in COLUMNS]
    for number, row in enumerate(reader, start=2):
        if not row or not any(row):
            continue
        if len(row) != len(head):
            yield number, None
        else:
            yield number, [row[place].strip() if place >= 0 else "" for place in places]


def bank_of_rows(
    rows: Iterable[tuple[int, list[str] | None]], where: str = "", *, difficulty_known: bool = True
) -> Bank:
    """Builds the bank from (row number, fields in COLUMNS order); refuses with every error of every row."""
    columns = Columns(difficulty_known)
    for number, fields in rows:
        columns.add(number, fields)
    if columns.errors:
        first = "；".join(
            f"第 {e['row']} 行 {e['field']}：{e['found']!r}，应为{e['expected']}" for e in columns.errors[:3]
        )
        bad = len({e["row"] for e in columns.errors})
        raise RowErrors(f"题库有 {bad} 行不合要求。{first}", columns.errors, where=where, hint="请改正后重新导入。")
    if not columns.item_ids:
        raise BadInput("empty_bank", "题库中没有试题。", where=where)
    return columns.bank()


class Codes:
    """Names → small whole numbers in order of first appearance; the empty name is -1."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {"": -1}

    def __call__(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers) - 1)

    def names(self) -> tuple[str, ...]:
        return tuple(name for name in self.numbers if name)


class Columns:
    """Collects rows into columns, and everything wrong with them."""

    def __init__(self, difficulty_known: bool = True) -> None:
        self.difficulty_known = difficulty_known
        self.item_ids: dict[str, int] = {}
        self.types: list[int] = []
        self.scopes: list[int] = []
        self.points: list[int] = []
        self.importances: list[int] = []
        self.difficulty: list[float] = []
        self.irt: list[tuple[float, float, float]] = []
        self.times_used: list[int] = []
        self.last_used: list[int] = []
        self.enemies: list[int] = []
        self.scope_codes, self.point_codes, self.enemy_codes = Codes(), Codes(), Codes()
        self.errors: list[dict[str, Any]] = []

    def wrong(self, row: int, field: str, found: Any, expected: str) -> None:
        self.errors.append({"row": row, "field": field, "found": found, "expected": expected})

    def add(self, row: int, fields: list[str] | None) -> None:
        if fields is None:
            self.wrong(row, "", "列数与表头不同", "与表头相同的列数")
            return
        item_id, kind, scope, point, importance, difficulty, a, b, c, times_used, last_used_on, enemy, _ = fields
        if not item_id:
            self.wrong(row, "item_id", "", "试题编号")
        elif item_id in self.item_ids:
            self.wrong(row, "item_id", item_id, f"不重复的试题编号（第 {self.item_ids[item_id]} 行已有）")
        else:
            self.item_ids[item_id] = row
        self.types.append(self.choice(row, "type", kind, TYPE_CODES))
        if not scope or "" in scope.split("-"):
            self.wrong(row, "scope", scope, "形如 A-B-C 的鉴定范围")
        self.scopes.append(self.scope_codes(scope))
        self.points.append(self.point_codes(point))
        self.importances.append(self.choice(row, "importance", importance, IMPORTANCE_CODES))
        known = bool(difficulty) or self.difficulty_known
        self.difficulty.append(self.share(row, "difficulty", difficulty) if known else math.nan)
        self.irt.append(self.item_response(row, a, b, c))
        self.times_used.append(self.count(row, times_used))
        self.last_used.append(self.day(row, last_used_on))
        self.enemies.append(self.enemy_codes(enemy))

    def choice(self, row: int, field: str, text: str, codes: Mapping[str, int]) -> int:
        code = codes.get(text)
        if code is None:
            self.wrong(row, field, text, "、".join(name for name in codes if name))
            return -1
        return code

    def number(self, row: int, field: str, text: str, expected: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self.wrong(row, field, text, expected)
            return math.nan
        return value

    def share(self, row: int, field: str, text: str) -> float:
        value = self.number(row, field, text, SHARE)
        if not math.isnan(value) and not 0 < value < 1:
            self.wrong(row, field, text, SHARE)
        return value

    def item_response(self, row: int, a: str, b: str, c: str) -> tuple[float, float, float]:
        if not (a or b or c):
            return math.nan, math.nan, math.nan
        slope = self.number(row, "a", a, SLOPE + TOGETHER)
        place = self.number(row, "b", b, PLACE + TOGETHER)
        guess = self.number(row, "c", c, GUESS + TOGETHER)
        if slope <= 0 or slope > STEEPEST:
            self.wrong(row, "a", a, SLOPE)
        if abs(place) > FARTHEST:
            self.wrong(row, "b", b, PLACE)
        if guess < 0 or guess >= 1:
            self.wrong(row, "c", c, GUESS)
        return slope, place, guess

    def count(self, row: int, text: str) -> int:
        if not text:
            return 0
        if not (text.isascii() and text.isdigit() and len(text) <= 6):
            self.wrong(row, "times_used", text, "0 或正整数")
            return 0
        return int(text)

    def day(self, row: int, text: str) -> int:
        """Days since year 1, or 0 for never."""
        if not text:
            return 0
        try:
            return date.fromisoformat(text).toordinal()
        except ValueError:
            self.wrong(row, "last_used_on", text, "形如 2024-05-01 的日期")
            return 0

    def bank(self) -> Bank:
        return Bank(
            item_ids=tuple(self.item_ids),
            types=np.array(self.types, np.int8),
            scope_names=self.scope_codes.names(),
            scopes=np.array(self.scopes, np.int32),
            point_names=self.point_codes.names(),
            points=np.array(self.points, np.int32),
            importances=np.array(self.importances, np.int8),
            difficulty=np.array(self.difficulty),
            irt=np.array(self.irt).reshape(-1, 3),
            times_used=np.array(self.times_used, np.int64),
            recency=recency_points(np.array(self.last_used, np.int64)),
            enemy_names=self.enemy_codes.names(),
            enemies=np.array(self.enemies, np.int32),
        )


def recency_points(last_used: NDArray[np.int64]) -> NDArray[np.int64]:
    """99 for the newest date in the bank, one less for every ten days before it, never below 0; 0 for never used.
    Measured against the bank's own newest date, so that the same bank gives the same paper on any day."""
    points = MOST_RECENT - (last_used.max(initial=0) - last_used) // DAYS_PER_RECENCY_POINT
    return np.where(last_used > 0, np.maximum(points, 0), 0)
