"""Cells of Excel sheets as text: written so that nothing becomes a formula, read without surprises."""

from __future__ import annotations

from typing import Any

from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from liangcai.engines.item_files.text import clean, printable
from liangcai.kernel.refusals import BadInput

LONGEST = 32_767  # characters in an Excel cell


def put(sheet: Worksheet, row: int, column: int, value: Any) -> Cell:
    """A cell whose text is always text: what begins with = must not become a formula."""
    if isinstance(value, str):
        value = printable(value)
        if len(value) > LONGEST:
            raise BadInput("too_long", f"第 {row} 行的内容有 {len(value)} 个字符，Excel 单元格最多 {LONGEST} 个。")
    cell = sheet.cell(row, column, value)
    assert isinstance(cell, Cell)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def words_of(value: Any) -> str:
    """A cell's text; whole numbers without a decimal point, truth values as 对 and 错."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "对" if value else "错"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))
