"""The answer key of a paper: short answers in a grid, written ones with their marking points."""

from __future__ import annotations

from dataclasses import dataclass

from liangcai.engines.typesetting.plain import number_words, ordinal_words
from liangcai.engines.typesetting.report import Block, Heading, Note, Report, Table, report_pdf, side_by_side

SHORT_ANSWER = 6  # characters that fit the grid


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """`marking` says how points are given for a written answer; empty for right-or-wrong items."""

    number: int
    answer: str
    score: float
    marking: str = ""


@dataclass(frozen=True, slots=True)
class KeyPart:
    title: str
    entries: tuple[KeyEntry, ...]


@dataclass(frozen=True, slots=True)
class AnswerKey:
    title: str
    paper_code: str
    parts: tuple[KeyPart, ...]


def render(key: AnswerKey, *, watermark: str = "") -> bytes:
    """The key; each part says how many items and points it holds."""
    blocks: list[Block] = []
    for position, part in enumerate(key.parts, 1):
        total = number_words(sum(entry.score for entry in part.entries))
        blocks += [
            Heading(f"{ordinal_words(position)}、{part.title}（{len(part.entries)} 题，共 {total} 分）"),
            _table(part),
        ]
    blocks.append(Note("本件属考试保密材料，启用前不得拆封，用毕按规定回收。"))
    report = Report(f"{key.title}　参考答案及评分标准", tuple(blocks), number=f"试卷编号：{key.paper_code}")
    return report_pdf(report, watermark=watermark)


def _table(part: KeyPart) -> Table:
    if all(len(entry.answer) <= SHORT_ANSWER and not entry.marking for entry in part.entries):
        entries = tuple((str(e.number), e.answer, number_words(e.score)) for e in part.entries)
        return Table(*side_by_side(("题号", "答案", "分值"), entries, groups=5))
    return Table(
        ("题号", "参考答案", "分值", "评分要点"),
        tuple((str(e.number), e.answer, number_words(e.score), e.marking) for e in part.entries),
        widths=(0.6, 4, 0.6, 4),
        align="clcl",
    )
