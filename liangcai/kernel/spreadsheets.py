"""Workbooks that people upload: opened with care, read as typed, given back with each fault in its cell."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from liangcai.kernel.refusals import BadInput

MAX_UNPACKED = 60_000_000
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


def rows_of(book: Workbook, columns: Mapping[str, str], most: int) -> list[tuple[int, dict[str, str]]]:
    """(line in the sheet, text by key) of every line that holds something, under the headings of the template."""
    sheet = book.worksheets[0]
    if sheet.max_row - 1 > most:
        raise BadInput("too_many_rows", f"共 {sheet.max_row - 1} 行，每次最多 {most} 行。", hint="请分批导入。")
    heading = [cell_text(c.value).rstrip("*") for c in sheet[1]]
    expected = [cell_text(label) for label in columns.values()]
    if heading[: len(expected)] != expected:
        raise BadInput("template_heading", f"表头应为 {'、'.join(expected)}，读到 {'、'.join(heading)}。",
                       hint="请勿改动模板表头。")  # fmt: skip
    rows = []
    for number, cells in enumerate(sheet.iter_rows(min_row=2, max_col=len(columns)), start=2):
        values = {}
        for key, cell in zip(columns, cells, strict=True):
            if cell.data_type == "f":
                raise BadInput("formula", "单元格含公式，请粘贴为数值。", where=f"第 {number} 行 {columns[key]}")
            values[key] = cell_text(cell.value)
        if any(values.values()):
            rows.append((number, values))
    return rows


def mark_errors(book: Workbook, columns: Sequence[str], errors: Iterable[Mapping[str, Any]]) -> bytes:
    """The same workbook with each fault as a comment in its cell."""
    sheet = book.worksheets[0]
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


def workbook_bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
