"""What an import file says about items, before anything is stored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

TYPES = {
    "single_choice": "单项选择题",
    "multiple_choice": "多项选择题",
    "true_false": "判断题",
    "fill_blank": "填空题",
    "short_answer": "简答题",
    "calculation": "计算题",
    "essay": "论述题",
    "case": "案例分析题",
    "practical": "实操题",
}
TYPE_WORDS = {
    "单选": "single_choice",
    "单项选择": "single_choice",
    "多选": "multiple_choice",
    "多项选择": "multiple_choice",
    "判断": "true_false",
    "是非": "true_false",
    "填空": "fill_blank",
    "简答": "short_answer",
    "问答": "short_answer",
    "计算": "calculation",
    "论述": "essay",
    "案例": "case",
    "案例分析": "case",
    "实操": "practical",
    "操作": "practical",
    "技能操作": "practical",
}
CHOICES = ("single_choice", "multiple_choice")
LETTERS = "ABCDEFGH"
TRUE, FALSE = "对", "错"
TRUE_WORDS = {"√", "✓", "✔", "对", "正确", "是", "T", "TRUE", "Y"}
FALSE_WORDS = {"×", "✗", "✘", "X", "错", "错误", "否", "F", "FALSE", "N"}
IMPORTANCE = ("X", "Y", "Z")

MARKER = re.compile(r"〔(图|式|表)(\d+)〕")
FULL_WEIGHT = 100.0  # the criteria of a practical task add up to this
SUPPLY_KINDS = ("设备设施", "材料", "工卡量具", "考生自备")


@dataclass(frozen=True, slots=True)
class Picture:
    """Picture n of an item stands where its texts say 〔图n〕, counted from 1."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Formula:
    """Formula n stands at 〔式n〕: Office MathML as written, and one line of text to read."""

    omml: str
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Table n stands at 〔表n〕: rows of equal length, each cell a text that may hold markers and marks."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SubItem:
    """A question under a case. Its texts' markers count through the whole item; `score` is its share in points."""

    type: str
    stem: str
    options: tuple[str, ...] = ()
    answer: str = ""
    explanation: str = ""
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Supply:
    """A line of a practical task's preparation notice; `kind` is one of SUPPLY_KINDS."""

    kind: str
    name: str
    specification: str = ""
    quantity: str = ""
    unit: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A line of the scoring sheet; `weight` in points of 100."""

    content: str
    standard: str
    weight: float


@dataclass(frozen=True, slots=True)
class Task:
    """What a practical item holds beside its task text (the stem): preparation notice and scoring sheet."""

    minutes: int | None = None
    supplies: tuple[Supply, ...] = ()
    requirements: str = ""
    criteria: tuple[Criterion, ...] = ()
    faults_that_fail: tuple[str, ...] = ()

    @property
    def total_weight(self) -> float:
        return round(sum(criterion.weight for criterion in self.criteria), 6)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the file that a person must look at; `where` is a row, paragraph or file."""

    where: str
    field: str
    words: str


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """One item as understood: the one representation that editor, Word, Excel, QTI and print share.

    Texts hold markers 〔图1〕 〔式1〕 〔表1〕 and the marks of `text` (〔粗:…〕 〔上:…〕 〔下:…〕). `answer` is letters
    in order for choices (ABD), 对/错 for true or false, text otherwise, empty when the file has none or the
    sub-items of a case carry theirs. `difficulty` is the expected share right. `task` belongs to practical items."""

    number: str
    type: str
    stem: str
    options: tuple[str, ...] = ()
    answer: str = ""
    explanation: str = ""
    scope: str = ""
    point: str = ""
    difficulty: float | None = None
    importance: str = ""
    pictures: tuple[Picture, ...] = ()
    formulas: tuple[Formula, ...] = ()
    tables: tuple[Grid, ...] = ()
    sub_items: tuple[SubItem, ...] = ()
    task: Task | None = None
    source_row: int = field(default=0, compare=False)  # row or paragraph of the file, from 1
    problems: tuple[Problem, ...] = field(default=(), compare=False)


    def texts(self) -> Iterator[str]:
        """Every text in which a marker may stand, in reading order."""
        yield from (self.stem, *self.options, self.answer, self.explanation)
        for sub in self.sub_items:
            yield from (sub.stem, *sub.options, sub.answer, sub.explanation)
        if self.task:
            yield self.task.requirements
        for table in self.tables:
            for row in table.rows:
                yield from row


@dataclass(frozen=True, slots=True)
class ParseReport:
    """All items of a file, in order, and what concerns the file as a whole."""

    items: tuple[ParsedItem, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        return self.problems + tuple(problem for item in self.items for problem in item.problems)


def type_named(words: str) -> str | None:
    """The type meant by 单选题, 单项选择题, [判断] …; None when no type is meant."""
    words = words.strip().removesuffix("题")
    return TYPE_WORDS.get(words) or (words if words in TYPES else None)


def normal_answer(kind: str, answer: str) -> str:
    """One spelling: letters sorted for choices, 对/错 for true or false, else as written."""
    answer = answer.strip()
    upper = answer.upper()
    if kind == "true_false":
        return TRUE if upper in TRUE_WORDS | {"A"} else FALSE if upper in FALSE_WORDS | {"B"} else answer
    if kind in CHOICES:
        letters = re.sub(r"[\s,，、;；/和]+", "", upper)
        return "".join(sorted(letters)) if letters and set(letters) <= set(LETTERS) else answer
    return answer


def weight_named(words: str) -> float | None:
    """A number of points above 0 and not above 100 (配分 25, 25分); None when the words mean none."""
    try:
        value = float(words.strip().removesuffix("分"))
    except ValueError:
        return None
    return value if 0 < value <= FULL_WEIGHT else None


def importance_named(words: str) -> str | None:
    """X, Y or Z; None when the words mean none of them."""
    named = {"核心": "X", "一般": "Y", "辅助": "Z", "核心要素": "X", "一般要素": "Y", "辅助要素": "Z"}
    words = words.strip().upper()
    return words if words in IMPORTANCE else named.get(words)


DIFFICULTY_WORDS = {"易": 0.85, "较易": 0.75, "中等": 0.65, "中": 0.65, "较难": 0.5, "难": 0.35}


def difficulty_named(words: str) -> float | None:
    """A share in (0, 1), or the middle of a named band (易 … 难, an editable convention)."""
    words = words.strip()
    if words in DIFFICULTY_WORDS:
        return DIFFICULTY_WORDS[words]
    try:
        value = float(words.removesuffix("%")) / (100 if words.endswith("%") else 1)
    except ValueError:
        return None
    return value if 0 < value < 1 else None
