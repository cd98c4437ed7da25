"""Scoring sheet of a practical task (评分记录表): criteria with weights, a column for each assessor.

S004 三(二)4–5: scored on site by a panel of at least three; its leader settles disputes. How the
panel's scores become one is not said there, so the final score is a field to be written in.
"""

from __future__ import annotations

from dataclasses import dataclass

from liangcai.engines.typesetting.plain import number_words
from liangcai.engines.typesetting.report import Block, Facts, Heading, Paragraphs, Report, Signatures, Table, report_pdf


@dataclass(frozen=True, slots=True)
class Criterion:
    """`weight` in points."""

    content: str
    standard: str
    weight: float


@dataclass(frozen=True, slots=True)
class ScoringSheet:
    """`assessors` in the order of their columns, the leader first; names may be empty to be written in.
    `faults_that_fail` are the veto items of the task."""

    target: str
    level: str
    task: str
    paper_code: str
    candidate: str
    ticket_number: str
    place: str
    minutes: int
    criteria: tuple[Criterion, ...]
    assessors: tuple[str, ...] = ("", "", "")
    faults_that_fail: tuple[str, ...] = ()


def render(*sheets: ScoringSheet, watermark: str = "") -> bytes:
    """One sheet a candidate and task."""
    return report_pdf(*map(_report, sheets), watermark=watermark)


def _report(sheet: ScoringSheet) -> Report:
    roles = ("考评组长", *(f"考评员{position}" for position in range(1, len(sheet.assessors))))
    columns = tuple(f"{role}\n{name}" for role, name in zip(roles, sheet.assessors, strict=True))
    blanks = (None,) * len(columns)
    total = number_words(sum(criterion.weight for criterion in sheet.criteria))
    rows = tuple(
        (str(position), c.content, c.standard, number_words(c.weight), *blanks)
        for position, c in enumerate(sheet.criteria, 1)
    )
    level: tuple[tuple[str, str], ...] = (("等　　级", sheet.level),) if sheet.level else ()
    blocks: list[Block] = [
        Facts(
            (
                ("职业工种" if sheet.level else "考核项目", sheet.target),
                *level,
                ("试题名称", sheet.task),
                ("试卷编号", sheet.paper_code),
                ("考生姓名", sheet.candidate),
                ("准考证号", sheet.ticket_number),
                ("工 位 号", sheet.place),
                ("考核时长", f"{sheet.minutes} 分钟"),
                ("开始时间", ""),
                ("结束时间", ""),
            )
        ),
        Table(
            ("序号", "考核内容", "评分标准", "配分", *columns),
            (*rows, (None, "合计", None, total, *blanks)),
            widths=(0.6, 1.8, 4, 0.7, *(1.1,) * len(columns)),
            align="cllc" + "c" * len(columns),
        ),
    ]
    if sheet.faults_that_fail:
        blocks += [Heading("否决项"), Paragraphs(sheet.faults_that_fail, numbered=True)]
    blocks += [
        Facts((("最终得分", ""), ("争议裁决", "")), across=2),
        Signatures(tuple(f"{role}（签字）" for role in roles)),
    ]
    return Report("操作技能考核评分记录表", tuple(blocks))
