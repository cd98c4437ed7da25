"""The registration workbook: the template handed out, the rows read back, the errors put in the very cells."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from liangcai.kernel.refusals import BadInput

VERSION = "liangcai-registration-1"
COLUMNS = {
    "name": "姓名",
    "identity_number": "证件号码",
    "phone": "手机号码",
    "employer": "所在单位",
    "condition": "申报条件",
    "consent": "本人同意（是）",
}
REQUIRED = ("name", "identity_number", "consent")
MAX_ROWS = 5000
MAX_UNPACKED = 60_000_000
_RED = PatternFill("solid", fgColor="FFD9D9")


@dataclass(frozen=True)
class Row:
    """One candidate's line as typed; `number` is the line in the sheet, from 1."""

    number: int
    values: dict[str, str]


def template(demonstration: bool = False) -> bytes:
    """The empty workbook with headings, a list for the consent column and the version in a hidden property."""
    book = Workbook()
    sheet = book.active
    sheet.title = "报名"
    sheet.append([label + ("*" if key in REQUIRED else "") for key, label in COLUMNS.items()])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = 24
    sheet.column_dimensions["B"].number_format = "@"
    choice = DataValidation(type="list", formula1='"是"', allow_blank=False)
    sheet.add_data_validation(choice)
    choice.add(f"F2:F{MAX_ROWS + 1}")
    book.properties.identifier = VERSION
    if demonstration:
        book.properties.description = "演示数据，均为生成"
    return _bytes(book)


def read_rows(data: bytes) -> list[Row]:
    """The filled-in rows; `BadInput` for what is no workbook, too large, of another version or with formulas."""
    book = _open(data)
    sheet = book.worksheets[0]
    if book.properties.identifier != VERSION:
        raise BadInput("template_version", "工作簿不是本系统的报名模板或版本不符。", hint="请重新下载模板填写。")
    if sheet.max_row - 1 > MAX_ROWS:
        raise BadInput("too_many_rows", f"共 {sheet.max_row - 1} 行，每次最多 {MAX_ROWS} 行。", hint="请分批导入。")
    heading = [_text(c.value).rstrip("*") for c in sheet[1]]
    expected = [_text(label) for label in COLUMNS.values()]
    if heading[: len(expected)] != expected:
        raise BadInput("template_heading", f"表头应为 {'、'.join(expected)}，读到 {'、'.join(heading)}。",
                       hint="请勿改动模板表头。")  # fmt: skip
    rows = []
    for number, cells in enumerate(sheet.iter_rows(min_row=2, max_col=len(COLUMNS)), start=2):
        values = {}
        for key, cell in zip(COLUMNS, cells, strict=True):
            if cell.data_type == "f":
                raise BadInput("formula", "单元格含公式，请粘贴为数值。", where=f"第 {number} 行 {COLUMNS[key]}")
            values[key] = _text(cell.value)
        if any(values.values()):
            rows.append(Row(number, values))
    if not rows:
        raise BadInput("no_rows", "工作簿中没有报名数据。")
    return rows


def with_errors(data: bytes, errors: list[dict[str, Any]]) -> bytes:
    """The same workbook with each fault as a comment in its cell."""
    book = _open(data)
    sheet = book.worksheets[0]
    columns = {key: n for n, key in enumerate(COLUMNS, start=1)}
    for error in errors:
        cell = sheet.cell(error["row"], columns.get(error["field"], 1))
        cell.fill = _RED
        cell.comment = Comment(f"{error['found']}；{error['expected']}", "量才")
    return _bytes(book)


def fill_template(rows: list[dict[str, str]], demonstration: bool = False) -> bytes:
    """A workbook with rows, as a body would type them."""
    book = load_workbook(io.BytesIO(template(demonstration)))
    for row in rows:
        book.worksheets[0].append([row.get(key, "") for key in COLUMNS])
    return _bytes(book)


def _open(data: bytes) -> Workbook:
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


def _text(value: Any) -> str:
    """Full-width digits and stray blanks are typing habits; numbers typed as numbers keep their digits."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFKC", str(value)).strip()


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
