"""Any list of a screen as PDF: title, what was filtered, columns, rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liangcai.engines.typesetting.glyphs import missing_glyphs, replace_missing
from liangcai.engines.typesetting.plain import moment_words
from liangcai.engines.typesetting.report import Block, Note, Report, Table, report_pdf
from liangcai.kernel.refusals import BadInput

MOST_ROWS = 3_000
PORTRAIT_WIDTH = 62  # half-width characters that one line of a portrait page takes comfortably
NARROWEST, WIDEST = 4, 36


@dataclass(frozen=True, slots=True)
class TableReport:
    """Cells as printed text. `filters` says in words what the list was narrowed to."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    filters: str = ""
    printed_by: str = ""
    printed_at: datetime | None = None


def render(report: TableReport, *, watermark: str = "") -> bytes:
    """The list; columns as wide as their contents ask, landscape where they need it.

    Characters that the fonts lack print as 〓 with a note (a list is no voucher). Refuses (BadInput)
    rows of another length than the header, no columns, and more than 3,000 rows (a larger list is for XLSX).
    """
    _refuse_misshapen(report)
    widths = tuple(_width(report, column) for column in range(len(report.columns)))
    rows = tuple(tuple(replace_missing(cell) for cell in row) for row in report.rows)
    blocks: list[Block] = [Table(report.columns, rows, widths=widths, align="l" * len(widths), size_pt=9)]
    if any(missing_glyphs(cell) for row in report.rows for cell in row):
        blocks.append(Note("〓 为打印字库未收的字符，请以系统中所载为准。"))
    printed = "　".join(filter(None, (report.printed_by, moment_words(report.printed_at))))
    blocks.append(Note(f"共 {len(rows)} 条。" + (f"打印：{printed}" if printed else "")))
    landscape = sum(widths) > PORTRAIT_WIDTH * 1.4
    page = Report(report.title, tuple(blocks), subtitle=replace_missing(report.filters), landscape=landscape)
    return report_pdf(page, watermark=watermark)


def _width(report: TableReport, column: int) -> float:
    """Half-width characters of the column's widest cell, within bounds."""
    cells = (report.columns[column], *(row[column] for row in report.rows))
    widest = max(sum(2 if ord(character) > 0x2E7F else 1 for character in cell) for cell in cells)
    return float(min(max(widest + 1, NARROWEST), WIDEST))


def _refuse_misshapen(report: TableReport) -> None:
    if not report.columns:
        raise BadInput("no_columns", "列表没有列，不能打印。")
    if len(report.rows) > MOST_ROWS:
        raise BadInput(
            "too_many_rows",
            f"列表有 {len(report.rows)} 行，一次最多打印 {MOST_ROWS} 行。",
            hint="请先筛选，或导出 CSV、XLSX。",
        )
    for position, row in enumerate(report.rows):
        if len(row) != len(report.columns):
            raise BadInput(
                "bad_row",
                f"第 {position + 1} 行有 {len(row)} 格，需要 {len(report.columns)} 格。",
                where=f"rows[{position}]",
            )
