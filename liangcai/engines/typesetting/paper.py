"""The examination paper as it is printed: seal line, candidate fields, score boxes, parts by item type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liangcai.engines.typesetting.compile import compile_pdf
from liangcai.engines.typesetting.formulas import formula_tree
from liangcai.engines.typesetting.plain import number_words, ordinal_words, plain
from liangcai.kernel.refusals import BadInput

MOST_OPTIONS = 10
MOST_PARTS = 8  # that many score boxes fit the line


@dataclass(frozen=True, slots=True)
class Picture:
    """PNG or JPEG bytes, printed `width_mm` wide, on its own line unless `inline`."""

    picture: bytes
    width_mm: float = 60.0
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """A raised or lowered piece of text: m², H₂O."""

    text: str
    raised: bool


@dataclass(frozen=True, slots=True)
class Strong:
    text: str


@dataclass(frozen=True, slots=True)
class Formula:
    """Office MathML; `text` is how it reads in one line."""

    omml: str
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table within an item; the first row is its header. A cell is a text or content."""

    rows: tuple[tuple[str | Content, ...], ...]


Piece = str | Picture | Script | Strong | Formula | Grid
Content = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """`options` are lettered A, B, … and laid out four, two or one a line, as their width asks.
    `answer_lines` blank lines are left under written questions. `sub_questions` of a case are numbered (1), (2), …"""

    stem: Content
    options: tuple[Content, ...] = ()
    answer_lines: int = 0
    sub_questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """`title` without number (单项选择题); `instruction` says range, way of answering and scores."""

    title: str
    instruction: str
    questions: tuple[Question, ...]
    answer_brackets: bool = False  # a （　　） before each stem, for true/false


@dataclass(frozen=True, slots=True)
class Paper:
    organization: str
    title: str
    subtitle: str
    paper_code: str
    minutes: int
    full_score: float
    pass_score: float
    parts: tuple[Part, ...]
    instructions: tuple[str, ...] = ()


def render(paper: Paper, *, watermark: str = "") -> bytes:
    """The paper on A4; questions are numbered through all parts and never broken over two pages.

    Refuses (BadInput) more than eight parts and more than ten options."""
    refuse_unprintable(paper)
    data: dict[str, Any] = plain(paper)
    data["parts"] = [{**row, "questions": [printed(q) for q in part.questions]}
                     for row, part in zip(data["parts"], paper.parts, strict=True)]  # fmt: skip
    data["full_score"], data["pass_score"] = number_words(paper.full_score), number_words(paper.pass_score)
    data["ordinals"] = [ordinal_words(position) for position in range(1, len(paper.parts) + 1)]
    return compile_pdf("paper", data, watermark=watermark)


def printed(question: Question) -> dict[str, Any]:
    return {
        "stem": pieces_of(question.stem), "options": [pieces_of(option) for option in question.options],
        "answer_lines": question.answer_lines, "sub_questions": [printed(sub) for sub in question.sub_questions],
    }  # fmt: skip


def pieces_of(content: str | Content) -> list[Any]:
    """Content as the template reads it: formulas as trees, cells of tables as content."""
    found: list[Any] = []
    for piece in (content,) if isinstance(content, str) else content:
        if isinstance(piece, Formula):
            found.append({"formula": formula_tree(piece.omml, piece.text)})
        elif isinstance(piece, Grid):
            found.append({"rows": [[pieces_of(cell) for cell in row] for row in piece.rows]})
        elif isinstance(piece, Strong):
            found.append({"strong": piece.text})
        else:
            found.append(plain(piece))
    return found


def refuse_unprintable(paper: Paper) -> None:
    if len(paper.parts) > MOST_PARTS:
        raise BadInput("too_many_parts", f"试卷有 {len(paper.parts)} 个部分，版式最多 {MOST_PARTS} 个。", where="parts")
    for part in paper.parts:
        for position, question in enumerate(part.questions, 1):
            if len(question.options) > MOST_OPTIONS:
                raise BadInput(
                    "too_many_options",
                    f"{part.title}第 {position} 题有 {len(question.options)} 个选项，最多 {MOST_OPTIONS} 个。",
                    where=f"{part.title}[{position}].options",
                )
