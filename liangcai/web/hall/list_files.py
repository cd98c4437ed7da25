"""The shortage list and the key projects as files in the layout of the annexes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

from liangcai.apps.resources.models import KeyProject, ShortageList
from liangcai.apps.resources.shortage_draft import needs_words
from liangcai.engines.typesetting import key_projects as key_project_pages
from liangcai.engines.typesetting import shortage_list as shortage_pages
from liangcai.kernel.spreadsheet_text import safe

UNDATED = "发布日期待补"
BATCHES = "一二三四五六七八九十"


def watermark() -> str:
    return "演示数据" if settings.DEMONSTRATION else ""


def number_line(found: ShortageList) -> str:
    return f"{found.document_number} {found.published_on}" if found.published_on else UNDATED


def shortage_title(found: ShortageList) -> str:
    return f"{found.year}年江苏省技能人才评价紧缺技术资源目录"


def shortage_rows(found: ShortageList) -> list[tuple[str, str, str]]:
    return [(e.occupation_code, e.occupation_name, needs_words(e)) for e in found.entries.all()]


def shortage_pdf(found: ShortageList) -> bytes:
    entries = tuple(shortage_pages.ShortageEntry(*row) for row in shortage_rows(found))
    return shortage_pages.render(
        shortage_pages.ShortageList(shortage_title(found), entries, number=number_line(found)), watermark=watermark()
    )


def shortage_xlsx(found: ShortageList) -> bytes:
    return workbook(shortage_title(found), number_line(found), ("序号", "职业编码", "职业（工种）名称", "紧缺内容"),
                    shortage_rows(found), (8, 16, 34, 24))  # fmt: skip


def batch_words(batch: int) -> str:
    return f"第{BATCHES[batch - 1]}批" if 1 <= batch <= len(BATCHES) else f"第 {batch} 批"


def key_project_title(year: int) -> str:
    return f"{year}年江苏省技能人才评价技术资源重点开发项目"


def key_project_pdf(year: int, batch: int, projects: Iterable[KeyProject], number: str) -> bytes:
    entries = tuple(key_project_pages.KeyProjectEntry(p.name, p.unit_name) for p in projects)
    pages = key_project_pages.KeyProjects(key_project_title(year), batch_words(batch), entries, number=number)
    return key_project_pages.render(pages, watermark=watermark())


def key_project_xlsx(year: int, batch: int, projects: Iterable[KeyProject], number: str) -> bytes:
    return workbook(f"{key_project_title(year)}（{batch_words(batch)}）", number,
                    ("序号", "重点开发项目内容", "开发单位"), [(p.name, p.unit_name) for p in projects], (8, 60, 34))  # fmt: skip


def workbook(title: str, number: str, header: Sequence[str], rows: Sequence[Sequence[Any]],
             widths: Sequence[int]) -> bytes:  # fmt: skip
    """Title over the table, header repeated when printed, rows numbered from 1."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "目录"
    sheet.append([title])
    sheet.append([number])
    for line in (1, 2):
        sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=len(header))
        sheet.cell(line, 1).alignment = Alignment(horizontal="center")
    sheet.cell(1, 1).font = Font(size=16, bold=True)
    sheet.append(list(header))
    for position, row in enumerate(rows, start=1):
        sheet.append([position, *(safe(cell) if isinstance(cell, str) else cell for cell in row)])
    thin = Side(style="thin")
    for cells in sheet.iter_rows(min_row=3):
        for cell in cells:
            cell.border = Border(thin, thin, thin, thin)
            cell.alignment = Alignment(vertical="center", wrap_text=True)
    for letter, width in zip("ABCDEFGH", widths, strict=False):
        sheet.column_dimensions[letter].width = width
    sheet.print_title_rows = "3:3"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def file_of(kind: str, makers: dict[str, Any]) -> tuple[bytes, str] | None:
    """(content, content type) of the kind asked for, None when no such file is offered."""
    from liangcai.web.shared.downloads import PDF, XLSX

    types = {"pdf": PDF, "xlsx": XLSX}
    return (makers[kind](), types[kind]) if kind in makers else None
