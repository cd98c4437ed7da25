"""An order to item writers as a workbook and as a Word document."""

from __future__ import annotations

import io

import docx
from docx.enum.section import WD_ORIENT
from openpyxl import Workbook
from openpyxl.styles import Font

from liangcai.apps.papers.models import ItemOrder
from liangcai.apps.papers.printing import ORDER_COLUMNS, order_rows
from liangcai.kernel.spreadsheet_text import safe


def title_of(order: ItemOrder) -> str:
    return f"{order.blueprint.bank} · {order.blueprint.name} · {order.forms} 套"


def workbook(order: ItemOrder) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "命题需求单"
    sheet.append([f"命题需求单 {order.order_number}", safe(title_of(order))])
    sheet.append(list(ORDER_COLUMNS))
    for row in order_rows(order):
        sheet.append([safe(cell) if isinstance(cell, str) else cell for cell in row])
    for cell in (*sheet[1], *sheet[2]):
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEFGHIJ", (6, 30, 14, 14, 8, 8, 8, 8, 24, 14), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A3"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def document(order: ItemOrder) -> bytes:
    made = docx.Document()
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    made.add_heading(f"命题需求单 {order.order_number}", 1)
    made.add_paragraph(title_of(order))
    table = made.add_table(1, len(ORDER_COLUMNS), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, ORDER_COLUMNS, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for row in order_rows(order):
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = str(value)
    total = sum(line.short for line in order.lines.all() if not line.cell.startswith("importance"))
    made.add_paragraph(f"共缺 {total} 道次。试题到齐后在系统中逐行销项。")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
