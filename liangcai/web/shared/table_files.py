"""A list as CSV, XLSX, PDF or JSON: all rows that the filters leave, in the order of the screen."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from liangcai.engines.typesetting.table_report import MOST_ROWS, TableReport, render
from liangcai.kernel.refusals import BadInput
from liangcai.kernel.spreadsheet_text import safe
from liangcai.web.shared.downloads import CSV, JSON, PDF, XLSX, bytes_response
from liangcai.web.shared.tables import Table
from liangcai.web.shared.words import words

XLSX_ROWS = 1_048_575


def export(request: HttpRequest, table: Table, kind: str) -> HttpResponseBase:
    makers: dict[str, Callable[[HttpRequest, Table], HttpResponseBase]] = {
        "csv": csv_file, "xlsx": xlsx_file, "pdf": pdf_file, "json": json_file}  # fmt: skip
    if kind not in table.exports:
        found = {"kind": kind, "needed": "、".join(table.exports)}
        raise BadInput("unknown_export", _("不能导出为“%(kind)s”，可选：%(needed)s。") % found, where="export")
    return makers[kind](request, table)


def file_name(table: Table, kind: str) -> str:
    return f"{table.title}-{timezone.localdate().isoformat()}.{kind}"


def labels(table: Table) -> list[str]:
    return [str(column.label) for column in table.columns]


def csv_file(request: HttpRequest, table: Table) -> HttpResponseBase:
    rows = table.export_rows()
    response = StreamingHttpResponse(csv_lines(labels(table), rows, translation.get_language()), content_type=CSV)
    response["Content-Disposition"] = content_disposition_header(True, file_name(table, "csv"))
    return response


def csv_lines(header: list[str], rows: Iterator[list[Any]], language: str | None) -> Iterator[bytes]:
    yield codecs.BOM_UTF8
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(header)
    for row in rows:
        with translation.override(language):  # the request is over when these lines are written
            writer.writerow([safe(words(value)) for value in row])
        if buffer.tell() > 64_000:
            yield drained(buffer)
    yield drained(buffer)


def drained(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def xlsx_file(request: HttpRequest, table: Table) -> HttpResponseBase:
    if (count := table.rows_chosen.count()) > XLSX_ROWS:
        raise BadInput("too_many_rows", _("共 %(count)d 行，超过工作表上限。") % {"count": count},
                       hint=_("请先筛选，或导出 CSV。"))  # fmt: skip
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(table.title)[:31].translate({ord(c): "·" for c in "[]:*?/\\"}))
    sheet.append(labels(table))
    for row in table.export_rows():
        sheet.append([spreadsheet_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return bytes_response(out.getvalue(), file_name(table, "xlsx"), XLSX)


def spreadsheet_cell(sheet: Any, value: Any) -> Any:
    """Numbers and days as such; all else as text, which no spreadsheet runs."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    cell = WriteOnlyCell(sheet, words(value))
    cell.data_type = "s"
    return cell


def json_file(request: HttpRequest, table: Table) -> HttpResponseBase:
    """Values by key with the labels beside them; days as 2022-06-30, unknown as null."""
    keys = [column.key for column in table.columns]
    chosen = {shown.filter.key: shown.value for shown in table.shown_filters if shown.value}
    found = {
        "name": table.name, "title": table.title, "chosen": chosen | ({"q": table.query} if table.query else {}),
        "labels": dict(zip(keys, labels(table), strict=True)),
        "rows": [dict(zip(keys, row, strict=True)) for row in table.export_rows()],
    }  # fmt: skip
    content = json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")).encode()
    return bytes_response(content, file_name(table, "json"), JSON)


def pdf_file(request: HttpRequest, table: Table) -> HttpResponseBase:
    if (count := table.rows_chosen.count()) > MOST_ROWS:
        found = _("共 %(count)d 行，一次最多打印 %(most)d 行。") % {"count": count, "most": MOST_ROWS}
        raise BadInput("too_many_rows", found, hint=_("请先筛选，或导出 CSV、XLSX。"))
    report = TableReport(
        str(table.title), tuple(labels(table)), tuple(tuple(words(v) for v in row) for row in table.export_rows()),
        filters=table.filter_words, printed_by=getattr(request.user, "display_name", ""), printed_at=timezone.now(),
    )  # fmt: skip
    watermark = "演示数据" if settings.DEMONSTRATION else ""
    return bytes_response(render(report, watermark=watermark), file_name(table, "pdf"), PDF, inline=True)
