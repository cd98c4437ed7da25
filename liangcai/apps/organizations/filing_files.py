"""The special-ability filing form as Word or Excel: templates to fill in, and files read back.

Reading is tolerant: a label is known wherever it stands in a table, its value is the next cell; a list begins under
its title. What is not understood is said, nothing is guessed.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph
from openpyxl import Workbook
from openpyxl.styles import Font

from liangcai.apps.organizations.filing_form import LISTS, MANAGEMENT_RULES, PART_A, PART_B
from liangcai.kernel.office_archives import open_archive
from liangcai.kernel.refusals import BadInput
from liangcai.kernel.spreadsheets import cell_text, open_workbook, workbook_bytes

COLUMNS = {
    "places": ("项目", "考位数"), "equipment": ("名称", "数量"), "instruments": ("名称", "数量"),
    "basis_documents": ("名称", "数量"), "staff": ("姓名", "年龄", "性别", "职务", "职称"),
}  # fmt: skip
MOST_ROWS = 2000


@dataclass
class Understood:
    """`form` holds what was read, by the form's own keys; `unread` the rows that nothing was made of."""

    form: dict[str, Any] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(1 for key, value in self.form.items() if value and key != "management_rules") + len(
            self.form.get("management_rules", {}))  # fmt: skip


def plain(text: str) -> str:
    """Without blanks, colons, stars and numbering marks, full width made half."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and c not in ":*、.()")


FIELDS = {plain(label): key for key, label in {**PART_A, **PART_B}.items()}
TITLES = {plain(label): key for key, label in LISTS.items()}
RULES = {plain(name): name for name in MANAGEMENT_RULES}
HEADS = {plain(head) for heads in COLUMNS.values() for head in heads} | {"序号"}


def read_file(data: bytes, name: str) -> Understood:
    """By the file's own content, not its name. `BadInput` for what is neither a Word nor an Excel file, holds macros,
    is broken or far too large, or in which nothing is understood."""
    kind = "工作簿" if name.lower().endswith((".xlsx", ".xlsm")) else "Word"
    found = understand(rows_of_workbook(data) if kind == "工作簿" else rows_of_word(data))
    if not found.count:
        raise BadInput("nothing_understood", "文件中没有认出申请表的任何栏目。", where=name[:80],
                       hint="请下载本页的模板填写，或直接在网页上填写。")  # fmt: skip
    return found


def rows_of_word(data: bytes) -> Iterator[list[str]]:
    """Rows of tables, and paragraphs as rows of one cell, in the order of the document."""
    open_archive(data, "Word（.docx）", "word/document.xml").close()
    try:
        file = Document(io.BytesIO(data))
    except Exception:
        raise BadInput("not_word", "文件不是可读取的 Word 文档（.docx）。", hint="请另存为 .docx 后再试。") from None
    for part in file.iter_inner_content():
        if isinstance(part, Paragraph):
            yield [part.text.strip()]
        elif isinstance(part, Table):
            for row in part.rows:
                yield without_repeats(cell.text.strip() for cell in row.cells)


def rows_of_workbook(data: bytes) -> Iterator[list[str]]:
    """Rows of every visible sheet, a sheet's title as a row of one cell before its own."""
    for sheet in open_workbook(data).worksheets:
        if sheet.sheet_state != "visible":
            continue
        yield [sheet.title]
        for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=12):
            if any(cell.data_type == "f" for cell in row):
                raise BadInput("formula", "单元格含公式，请粘贴为数值。", where=f"{sheet.title} 第 {row[0].row} 行")
            yield [cell_text(cell.value) for cell in row]


def without_repeats(cells: Iterable[str]) -> list[str]:
    """Merged cells are told once for each column they cover."""
    kept: list[str] = []
    for text in cells:
        if not kept or text != kept[-1] or not text:
            kept.append(text)
    return kept


def understand(rows: Iterable[Sequence[str]]) -> Understood:
    found, section = Understood(), ""
    for row in rows:
        cells = [cell for cell in row if cell]
        if not cells:
            continue
        keys = [plain(cell) for cell in cells]
        title = next((TITLES[key] for key in keys[:1] if key in TITLES), "")
        if title and len(cells) == 1:
            section = title
        elif section and len(cells) > 1 and set(keys) <= HEADS:
            continue
        elif _take_fields(found, row):
            section = ""
        elif section and len(cells) > 1:
            _take_entry(found, section, cells)
        elif len(cells) > 1:
            found.unread.append(" ".join(cells)[:120])
    return found


def _take_fields(found: Understood, row: Sequence[str]) -> bool:
    """Labels with the cell after each; True where the row held any."""
    known = False
    for place, cell in enumerate(row):
        key, value = plain(cell), row[place + 1] if place + 1 < len(row) else ""
        if plain(value) in FIELDS | RULES:
            value = ""
        if key in FIELDS:
            known = True
            if value:
                found.form[FIELDS[key]] = value
        elif key in RULES:
            known = True
            if value:
                found.form.setdefault("management_rules", {})[RULES[key]] = value
    return known


def _take_entry(found: Understood, section: str, cells: list[str]) -> None:
    heads = COLUMNS[section]
    if len(cells) == len(heads) + 1 and cells[0].isdecimal():
        cells = cells[1:]  # a running number
    entry = dict(zip(heads, ("".join(cell.split()) for cell in cells), strict=False))
    found.form.setdefault(section, []).append(entry)


# templates


def template_workbook() -> bytes:
    """One sheet of labels and values, one sheet a list."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "申请表"
    for label in (*PART_A.values(), *PART_B.values(), *MANAGEMENT_RULES):
        sheet.append([label, ""])
        sheet.cell(sheet.max_row, 1).font = Font(bold=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 60
    for key, label in LISTS.items():
        listed = book.create_sheet(label[:31])
        listed.append(list(COLUMNS[key]))
        for cell in listed[1]:
            cell.font = Font(bold=True)
            listed.column_dimensions[cell.column_letter].width = 24
    return workbook_bytes(book)


def template_word() -> bytes:
    """The same as a Word file: a table of labels and values, then a titled table for each list."""
    file = Document()
    file.add_heading("专项职业能力考核机构备案申请表", 0)
    labels = (*PART_A.values(), *PART_B.values(), *MANAGEMENT_RULES)
    table = file.add_table(len(labels), 2, style="Table Grid")
    for row, label in zip(table.rows, labels, strict=True):
        row.cells[0].text = label
    for key, label in LISTS.items():
        file.add_heading(label, 1)
        listed = file.add_table(4, len(COLUMNS[key]), style="Table Grid")
        for cell, head in zip(listed.rows[0].cells, COLUMNS[key], strict=True):
            cell.text = head
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()
