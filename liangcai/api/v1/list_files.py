"""A list as a CSV or XLSX file."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from liangcai.kernel.spreadsheet_text import safe

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def words(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(words(one) for one in value)
    return "" if value is None else str(value)


def csv_file(name: str, titles: list[str], lines: Iterable[list[Any]]) -> HttpResponse:
    """Text that a spreadsheet would run as a formula is marked as text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(titles)
    for line in lines:
        writer.writerow([safe(words(value)) for value in line])
    return attachment(codecs.BOM_UTF8 + out.getvalue().encode(), f"{name}.csv", "text/csv; charset=utf-8")


def xlsx_file(name: str, titles: list[str], lines: Iterable[list[Any]]) -> HttpResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.append(titles)
    for line in lines:
        sheet.append([cell(sheet, value) for value in line])
    out = io.BytesIO()
    book.save(out)
    return attachment(out.getvalue(), f"{name}.xlsx", XLSX)


def cell(sheet: Any, value: Any) -> Any:
    """Numbers and days as such; all else as text, which no spreadsheet runs."""
    if isinstance(value, int | date) and not isinstance(value, bool):
        return value
    held = WriteOnlyCell(sheet, words(value))
    held.data_type = "s"
    return held


def attachment(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
