"""Statistics of results and certificates, as the cities report them to the province (S004 六(二))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liangcai.engines.typesetting.plain import day_words
from liangcai.engines.typesetting.report import Block, Facts, Heading, IssuedBy, Note, Report, Table, report_pdf


@dataclass(frozen=True, slots=True)
class StatisticsTable:
    """The first column holds the categories, the others numbers as printed; `total` may be empty."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatisticsReport:
    title: str
    region: str
    from_day: date
    to_day: date
    tables: tuple[StatisticsTable, ...]
    reporter: str
    reported_on: date
    notes: tuple[str, ...] = ()


def render(report: StatisticsReport, *, watermark: str = "") -> bytes:
    """The report, its tables one under another; landscape where a table has more than eight columns."""
    blocks: list[Block] = [
        Facts(
            (("地　　区", report.region), ("期　　间", f"{day_words(report.from_day)}至{day_words(report.to_day)}")),
            across=1,
        ),
    ]
    for table in report.tables:
        rows = (*table.rows, table.total) if table.total else table.rows
        columns = len(table.header)
        blocks += [
            Heading(table.title),
            Table(table.header, rows, widths=(2.4, *(1,) * (columns - 1)), align="l" + "r" * (columns - 1)),
        ]
    blocks += [Note(words) for words in report.notes]
    blocks.append(IssuedBy(report.reporter, day_words(report.reported_on)))
    landscape = any(len(table.header) > 8 for table in report.tables)
    return report_pdf(Report(report.title, tuple(blocks), landscape=landscape), watermark=watermark)
