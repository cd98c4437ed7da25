"""Workbooks that people upload: opened with care, read as typed, given back with each fault in its cell."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from liangcai.kernel.refusals import BadInput
from liangcai.kernel.spreadsheet_text import safe

MAX_UNPACKED = 30_000_000
_RED = PatternFill("solid", fgColor="FFD9D9")


def open_workbook(data: bytes) -> Workbook:
    """The workbook, or `BadInput` for what is none, unpacks too large or holds macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(i.file_size for i in archive.infolist()) > MAX_UNPACKED:
                raise BadInput("workbook_too_large", "工作簿展开后过大，无法读取。", hint="请使用模板重新填写。")
            if any("vbaProject" in i.filename for i in archive.infolist()):
                raise BadInput("workbook_macros", "工作簿含宏，已拒绝。", hint="请另存为 .xlsx。")
        return load_workbook(io.BytesIO(data))
    except BadInput:
        raise
    except Exception:
        raise BadInput("not_a_workbook", "文件不是可读取的 Excel 工作簿（.xlsx）。", hint="请下载模板填写后上传。") from None


def rows_of(book: Workbook, columns: Mapping[str, str], most: int,
            passed_over: Collection[int] = ()) -> list[tuple[int, dict[str, str]]]:  # fmt: skip
    """(line in the sheet, text by key) of every line that holds something, under the headings of the template;
    the lines `passed_over` have been found faulty already."""
    sheet = book.worksheets[0]
    heading = [cell_text(c.value).rstrip("*") for c in sheet[1]]
    expected = [cell_text(label) for label in columns.values()]
    if heading[: len(expected)] != expected:
        raise BadInput("template_heading", f"表头应为 {'、'.join(expected)}，读到 {'、'.join(heading)}。",
                       hint="请勿改动模板表头。")  # fmt: skip
    rows = []
    for number, cells in enumerate(sheet.iter_rows(min_row=2, max_col=len(columns)), start=2):
        values = {}
        for key, cell in zip(columns, cells, strict=True):
            if cell.data_type == "f" and number not in passed_over:
                raise BadInput("formula", "单元格含公式，请粘贴为数值。", where=f"第 {number} 行 {columns[key]}")
            values[key] = cell_text(cell.value)
        if number not in passed_over and any(values.values()):
            rows.append((number, values))
    if len(rows) > most:
        raise BadInput("too_many_rows", f"共 {len(rows)} 行，每次最多 {most} 行。", hint="请分批导入。")
    return rows


def cell_faults(book: Workbook, columns: Mapping[str, str], as_text: Sequence[str] = ()) -> list[dict[str, Any]]:
    """What a typist did to the first sheet that would make a row say something else than it seems to: formulas,
    merged cells, hidden rows or columns, and numbers in the columns `as_text`, of which Excel keeps 15 digits."""
    sheet, keys = book.worksheets[0], list(columns)
    faults = []
    for area in sheet.merged_cells.ranges:
        if area.min_col <= len(keys):
            faults += [fault(number, keys[area.min_col - 1], f"合并单元格 {area.coord}", "请取消合并，每人一行")
                       for number in range(area.min_row, min(area.max_row, sheet.max_row) + 1)]  # fmt: skip
    for letter, held in sheet.column_dimensions.items():
        if held.hidden and held.min and held.min <= len(keys):
            faults.append(fault(1, keys[held.min - 1], f"{letter} 列被隐藏", "请取消隐藏"))
    hidden = {number for number, held in sheet.row_dimensions.items() if held.hidden}
    for number, cells in enumerate(sheet.iter_rows(min_row=2, max_col=len(keys)), start=2):
        if number in hidden and any(cell.value is not None for cell in cells):
            faults.append(fault(number, keys[0], "该行被隐藏或被筛选掉", "请取消隐藏和筛选"))
        for key, cell in zip(keys, cells, strict=True):
            if cell.data_type == "f":
                faults.append(fault(number, key, "单元格含公式", "请粘贴为数值"))
            elif key in as_text and isinstance(cell.value, int | float) and len(f"{cell.value:.0f}") > 15:
                faults.append(fault(number, key, "以数字格式录入，第 16 位起已丢失", "请将单元格设为文本后重新录入"))
    return sorted(faults, key=lambda one: one["row"])


def fault(row: int, field: str, found: str, expected: str) -> dict[str, Any]:
    """One fault of a row, as `RowErrors` and `mark_errors` take it."""
    return {"row": row, "field": field, "found": found, "expected": expected}


def mark_errors(book: Workbook, columns: Sequence[str], errors: Iterable[Mapping[str, Any]]) -> bytes:
    """The same workbook with each fault as a comment in its cell."""
    sheet = book.worksheets[0]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(area.coord)
    for error in errors:
        column = columns.index(error["field"]) + 1 if error["field"] in columns else 1
        cell = sheet.cell(error["row"], column)
        cell.fill = _RED
        cell.comment = Comment(f"{error['found']}；{error['expected']}", "量才")
    return workbook_bytes(book)


def cell_text(value: Any) -> str:
    """Full-width digits and stray blanks are typing habits; numbers typed as numbers keep their digits."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFKC", str(value)).strip()


def list_workbook(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of one sheet; text that a spreadsheet would run stays text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("清单")
    sheet.append(list(heads))
    for row in rows:
        sheet.append([safe(cell) if isinstance(cell, str) else cell for cell in row])
    return workbook_bytes(book)


def workbook_bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
