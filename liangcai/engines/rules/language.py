"""The condition language: 且 / 或 / 非, parentheses, comparison of a fact with a number, a scale word or a dated value.

    技能范围 且 (二级后年限 >= 中级年限 或 甲类) 且 非 查实弄虚作假

Parsed by Python's own grammar (`ast`, nothing is ever run) into the six frozen nodes below. Every back end
(numpy, polars, SQL, explanation) walks the same nodes. Kleene logic: a missing fact is neither true nor false.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from liangcai.engines.rules.policy import Source
from liangcai.kernel.refusals import BadInput

LONGEST = 2_000  # characters of one condition
WORDS = {"且": "and", "或": "or", "非": "not"}
SIGNS = str.maketrans({"（": "(", "）": ")", "≥": ">=", "≤": "<=", "≠": "!=", "＝": "==", "＞": ">", "＜": "<"})
TESTS: Mapping[str, Callable[[Any, Any], Any]] = {
    ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt, "==": operator.eq, "!=": operator.ne,
}
SIGN_OF = {ast.GtE: ">=", ast.Gt: ">", ast.LtE: "<=", ast.Lt: "<", ast.Eq: "==", ast.NotEq: "!="}


@dataclass(frozen=True, slots=True)
class Column:
    """A fact as conditions see it. `name` Chinese, `key` the English column, `scale` the words of an ordinal
    with their codes (empty for yes/no and plain numbers), `needs` the fact a person must bring, `unit` for print.
    `none` prints what the number for 'none' means."""

    name: str
    key: str
    kind: str  # yes_no | number | scale
    needs: str
    meaning: str
    unit: str = ""
    scale: Mapping[str, int] | None = None
    span: tuple[int, int] = (0, 1)

    def word(self, value: int | bool | None) -> str:
        """A value in words."""
        if value is None:
            return "未提供"
        if self.kind == "yes_no":
            return "是" if value else "否"
        if self.scale:
            return next((word for word, code in self.scale.items() if code == value), str(value))
        return f"{value}{self.unit}"


@dataclass(frozen=True, slots=True)
class Fact:
    """A yes/no column."""

    column: Column


@dataclass(frozen=True, slots=True)
class Compare:
    """`column sign value`; `shown` is the value as written in the policy, `source` where a dated value stands."""

    column: Column
    sign: str
    value: int
    shown: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Fixed:
    """A switch of the policy (a dated yes/no value)."""

    value: bool
    name: str
    source: Source


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any_:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """A shared condition or rule used by name; brings its own citation. One object per name and book."""

    name: str
    source: Source
    part: Node


Node = Fact | Compare | Fixed | All | Any_ | Not | Named


class Scope(Protocol):
    """What a name may mean while a condition is read."""

    def column(self, name: str) -> Column | None: ...
    def value(self, name: str) -> tuple[Any, Source] | None: ...
    def named(self, name: str) -> Named | None: ...


def parse(text: str, scope: Scope, where: str) -> Node:
    """The condition as nodes; a `BadInput` that names the rule and the word that is not understood."""
    if len(text) > LONGEST:
        raise BadInput("condition_too_long", f"条件超过 {LONGEST} 字。", where=where)
    try:
        tree = ast.parse(to_python(text), mode="eval")
        return Reader(scope, where).node(tree.body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise BadInput("bad_condition", f"条件写法有误：{text}", where=where,
                       hint="可用：且、或、非、括号、比较（>= > <= < == !=）。") from None


def to_python(text: str) -> str:
    plain = text.translate(SIGNS)
    return re.sub(r"(?<!\w)[且或非](?!\w)", lambda word: f" {WORDS[word.group()]} ", plain).strip()


class Reader:
    def __init__(self, scope: Scope, where: str) -> None:
        self.scope, self.where = scope, where

    def node(self, tree: ast.expr) -> Node:
        if isinstance(tree, ast.BoolOp):
            parts = tuple(self.node(part) for part in tree.values)
            return All(parts) if isinstance(tree.op, ast.And) else Any_(parts)
        if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not):
            return Not(self.node(tree.operand))
        if isinstance(tree, ast.Compare) and len(tree.ops) == 1:
            return self.compare(tree)
        if isinstance(tree, ast.Name):
            return self.name(tree.id)
        raise self.no(ast.unparse(tree), "不是允许的写法")

    def no(self, word: str, why: str) -> BadInput:
        return BadInput("bad_condition", f"“{word}”{why}。", where=self.where)

    def name(self, word: str) -> Node:
        column = self.scope.column(word)
        if column is not None:
            if column.kind != "yes_no":
                raise self.no(word, "不是是非项，须与数值比较")
            return Fact(column)
        value = self.scope.value(word)
        if value is not None:
            if not isinstance(value[0], bool):
                raise self.no(word, "不是开关，不能单独作条件")
            return Fixed(value[0], word, value[1])
        named = self.scope.named(word)
        if named is None:
            raise self.no(word, "不是已知的事实、条件或数值")
        return named

    def compare(self, tree: ast.Compare) -> Compare:
        left, right, sign = tree.left, tree.comparators[0], SIGN_OF.get(type(tree.ops[0]))
        column = self.scope.column(left.id) if isinstance(left, ast.Name) else None
        if column is None or column.kind == "yes_no" or sign is None:
            raise self.no(ast.unparse(tree), "左边须是数值或等级项")
        if isinstance(right, ast.Constant) and type(right.value) is int and not column.scale:
            return Compare(column, sign, right.value, f"{right.value}{column.unit}")
        if isinstance(right, ast.Name):
            value = self.scope.value(right.id)
            number, source = value if value else (right.id, None)
            if column.scale and number in column.scale:
                return Compare(column, sign, column.scale[number], str(number), source)
            if not column.scale and type(number) is int:
                return Compare(column, sign, number, f"{number}{column.unit}", source)
        raise self.no(ast.unparse(right), f"不能与“{column.name}”比较")
