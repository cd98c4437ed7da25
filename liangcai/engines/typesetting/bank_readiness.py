"""The readiness report of an item bank: one line an area, what is to be done, what is covered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liangcai.engines.typesetting.plain import day_words
from liangcai.engines.typesetting.report import (
    Block,
    Facts,
    Heading,
    Note,
    Paragraphs,
    Report,
    Signatures,
    Table,
    report_pdf,
)


@dataclass(frozen=True, slots=True)
class ReadinessLine:
    area: str
    state: str  # in words
    words: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class ScopeCoverage:
    """A scope with its points, those without an item, the items in use and those needed."""

    scope: str
    name: str
    points: int
    bare: int
    items: int
    needed: int


@dataclass(frozen=True, slots=True)
class BankReadiness:
    """`conclusion` in words; `todo` everything that is to be done, in order."""

    bank: str
    on: date
    items_in_use: int
    conclusion: str
    lines: tuple[ReadinessLine, ...]
    todo: tuple[str, ...]
    coverage: tuple[ScopeCoverage, ...] = ()


def render(report: BankReadiness, *, watermark: str = "") -> bytes:
    rows = tuple((line.area, line.state, line.words, line.source or "—") for line in report.lines)
    blocks: list[Block] = [
        Facts((("题　　库", report.bank), ("报告日期", day_words(report.on)), ("使用中试题", f"{report.items_in_use} 题"),
               ("结　　论", report.conclusion))),
        Heading("逐项情况"),
        Table(("项目", "情况", "说明", "依据"), rows, widths=(1.6, 1, 4, 2.6), align="lcll"),
        Heading("待办"),
        Paragraphs(report.todo or ("没有待办。",), numbered=bool(report.todo)),
    ]  # fmt: skip
    if report.coverage:
        covered = tuple((entry.scope, entry.name or "—", str(entry.points), str(entry.bare), str(entry.items),
                         str(entry.needed), entry.items >= entry.needed and not entry.bare) for entry in report.coverage)  # fmt: skip
        blocks += [Heading("覆盖"), Table(("鉴定范围", "名称", "鉴定点", "无题的点", "在用试题", "应有试题", "达到"), covered,
                                        widths=(1.2, 3, 1, 1, 1, 1, 0.7), align="llccccc")]  # fmt: skip
    blocks += [Note("“待查”表示缺少依据，不等于不合格。"), Signatures(("题库管理员（签字）", "题库管理员（签字）"))]
    return report_pdf(Report("题库就绪报告", tuple(blocks)), watermark=watermark)
