"""The registration workbook: the template handed out, the rows read back, the errors put in the very cells."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from liangcai.kernel.refusals import BadInput
from liangcai.kernel.spreadsheets import mark_errors, open_workbook, rows_of, workbook_bytes

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
    return workbook_bytes(book)


def read_rows(data: bytes) -> list[Row]:
    """The filled-in rows; `BadInput` for what is no workbook, too large, of another version or with formulas."""
    book = open_workbook(data)
    if book.properties.identifier != VERSION:
        raise BadInput("template_version", "工作簿不是本系统的报名模板或版本不符。", hint="请重新下载模板填写。")
    rows = [Row(number, values) for number, values in rows_of(book, COLUMNS, MAX_ROWS)]
    if not rows:
        raise BadInput("no_rows", "工作簿中没有报名数据。")
    return rows


def with_errors(data: bytes, errors: list[dict[str, Any]]) -> bytes:
    """The same workbook with each fault as a comment in its cell."""
    return mark_errors(open_workbook(data), list(COLUMNS), errors)


def fill_template(rows: list[dict[str, str]], demonstration: bool = False) -> bytes:
    """A workbook with rows, as a body would type them."""
    book = load_workbook(io.BytesIO(template(demonstration)))
    for row in rows:
        book.worksheets[0].append([row.get(key, "") for key in COLUMNS])
    return workbook_bytes(book)
