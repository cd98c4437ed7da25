"""The scope table as a Word file: a line about it, and one table with the columns of the Excel sheet."""

from __future__ import annotations

import io
import re

import docx
from docx.shared import Cm

from liangcai.engines.item_files.scope_table import Scope, ScopeTable
from liangcai.engines.item_files.scope_table_excel import HEAD, LABELS, SHEET, entries_of, table_of
from liangcai.engines.item_files.text import bare, clean, printable
from liangcai.engines.item_files.word_paragraphs import word_lines
from liangcai.kernel.refusals import BadInput

WIDTHS = (2.6, 7.4, 2.4, 3.0, 1.8)  # cm


def write_scope_table_word(table: ScopeTable) -> bytes:
    """Rows in reading order, as `read_scope_table_word` reads them."""
    document = docx.Document()
    document.add_heading(SHEET, 1)
    stated = "" if table.stated_points is None else str(table.stated_points)
    for label, value in zip(LABELS, (table.occupation, table.level, table.method, stated), strict=True):
        document.add_paragraph(printable(f"{label}：{value}"))
    entries = entries_of(table)
    grid = document.add_table(len(entries) + 1, len(HEAD), style="Table Grid")
    grid.autofit = False
    cells = grid._cells  # row by row; one look-up a cell would walk the whole table each time
    lines = [HEAD] + [
        (e.code, e.name, f"{e.weight.normalize():f}", ":".join(map(str, e.counts)), "") if isinstance(e, Scope)
        else (e.code, e.name, "", "", e.importance) for e in entries
    ]  # fmt: skip
    for at, text in enumerate(text for line in lines for text in line):
        cells[at].text = printable(text)
        cells[at].width = Cm(WIDTHS[at % len(HEAD)])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read_scope_table_word(content: bytes) -> ScopeTable:
    """The table as written; RowErrors lists every row that cannot be read, counted as Word shows them."""
    about: dict[str, str] = {}
    for line in word_lines(content):
        said = re.match(rf"\s*({'|'.join(LABELS)})\s*[:：]\s*(.*)$", bare(line.text)) if line.rows is None else None
        if said:
            about[said[1]] = said[2]
        if line.rows is not None and [clean(bare(cell)) for cell in line.rows[0].cells] == list(HEAD):
            rows = [(n, [clean(bare(cell)) for cell in row.cells]) for n, row in enumerate(line.rows[1:], 2)]
            short = next((n for n, cells in rows if len(cells) != len(HEAD)), None)
            if short is not None:
                raise BadInput("merged_cells", f"表格第 {short} 行有合并的单元格，请取消合并，每行一项。", where=SHEET)
            return table_of(about, rows, [])
    raise BadInput("not_a_scope_table", f"没有找到表头为 {'、'.join(HEAD)} 的表格。", hint="请先导出 Word 或 Excel，在其中修改。")
