"""The registration workbook: the template handed out, the rows read back, the errors put in the very cells."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from liangcai.apps.registrations.claim_words import CHOICES
from liangcai.kernel.refusals import BadInput, RowErrors
from liangcai.kernel.spreadsheets import cell_faults, mark_errors, open_workbook, rows_of, workbook_bytes

VERSION = "liangcai-registration-2"
SHEET, NOTES = "报名", "填写说明"
COLUMNS = {
    "name": "姓名", "identity_number": "证件号码", "phone": "手机号码", "employer": "所在单位", "condition": "申报条件",
    "consent": "本人同意（是）", "education": "文化程度", "related_major": "所学专业相关", "work_since": "从事本职业起始日期",
    "apprenticed": "学徒期满", "skill_level": "现有技能等级", "skill_on": "技能等级取得日期",
    "junior_technician_on": "预备技师取得日期", "title": "职称", "title_series": "职称系列", "title_on": "职称取得日期",
    "employer_kind": "单位类型", "in_jiangsu": "在江苏工作", "technical_post": "在技术技能岗位",
}  # fmt: skip
REQUIRED = ("name", "identity_number", "consent")
AS_TEXT = ("identity_number",)
MAX_ROWS = 5000
HELP = {
    "name": "与身份证一致。", "identity_number": "18 位居民身份证号码，单元格须为文本格式。", "phone": "11 位手机号码。",
    "condition": "按标准选填所符合的条款，便于核对；是否符合由规则判定。", "consent": "考生本人自愿报名（004-005），填“是”。",
    "work_since": "如 2018-05-01 或 2018-05；不知道就留空，审核时补材料，不会当作没有。",
    "skill_level": "现持有的最高等级；没有填“无”。", "junior_technician_on": "没有填“无”。", "title": "没有职称填“无”。",
    "title_on": "现职称取得日期。", "title_series": "如 工程。专业技术人才报考可免理论（001-077）。",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One candidate's line as typed; `number` is the line in the sheet, from 1."""

    number: int
    values: dict[str, str]


def template(demonstration: bool = False) -> bytes:
    """The empty workbook: headings with comments, drop-down lists down to row 5,001, the version on the notes sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    sheet.append([label + ("*" if key in REQUIRED else "") for key, label in COLUMNS.items()])
    sheet.freeze_panes = "C2"
    for number, key in enumerate(COLUMNS, start=1):
        cell, letter = sheet.cell(1, number), get_column_letter(number)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8EEF7" if key in REQUIRED else "F5F5F5")
        sheet.column_dimensions[letter].width = 22 if number < 6 else 15
        sheet.column_dimensions[letter].number_format = "@"
        if key in HELP:
            cell.comment = Comment(HELP[key], "量才", width=260, height=90)
        if key in CHOICES:
            add_list(sheet, letter, CHOICES[key])
    add_notes(book)
    book.properties.identifier = VERSION
    if demonstration:
        book.properties.description = "演示数据，均为生成"
    return workbook_bytes(book)


def add_list(sheet: Any, letter: str, words: Sequence[str]) -> None:
    choice = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True, showErrorMessage=True,
                            errorTitle="请从列表中选择", error="可选：" + "、".join(words))  # fmt: skip
    sheet.add_data_validation(choice)
    choice.add(f"{letter}2:{letter}{MAX_ROWS + 1}")


def add_notes(book: Workbook) -> None:
    notes = book.create_sheet(NOTES)
    notes.append(["模板版本", VERSION])
    notes.append(["说明", f"每人一行，最多 {MAX_ROWS} 行；带 * 的必填；其余不知道就留空（未知不等于没有）。请勿改动表头，不用公式、不合并单元格。"])
    for key, label in COLUMNS.items():
        notes.append([label, HELP.get(key, ""), "可选：" + "、".join(CHOICES[key]) if key in CHOICES else ""])
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 22, 70


def read_rows(data: bytes) -> tuple[list[Row], list[dict[str, Any]]]:
    """The filled-in rows that can be read, and the faults of the others: formulas, merged cells, hidden rows, numbers
    that lost digits. `BadInput` for what is no workbook, too large, of another version, or with hidden sheets."""
    book = open_workbook(data)
    if (found := version_of(book)) != VERSION:
        raise BadInput("template_version", f"工作簿不是本系统的报名模板或版本不符（读到“{found or '无'}”，应为 {VERSION}）。",
                       hint="请重新下载模板填写。")  # fmt: skip
    if hidden := [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]:
        raise BadInput("hidden_sheet", f"工作簿含隐藏的工作表：{'、'.join(hidden)}。", hint="请取消隐藏并删除后重新上传。")
    faults = cell_faults(book, COLUMNS, AS_TEXT)
    if in_heading := [one for one in faults if one["row"] == 1]:
        raise RowErrors("表头或整列不能直接读取，未导入任何数据。", in_heading, hint="请按批注修改后重新上传。")
    faulty = {one["row"] for one in faults}
    rows = [Row(number, values) for number, values in rows_of(book, COLUMNS, MAX_ROWS, faulty)]
    if not rows and not faults:
        raise BadInput("no_rows", "工作簿中没有报名数据。")
    return rows, faults


def version_of(book: Workbook) -> str:
    """From the notes sheet, which every spreadsheet program keeps; else from the file's properties."""
    said = book[NOTES]["B1"].value if NOTES in book.sheetnames else None
    return str(said or book.properties.identifier or "")


def with_errors(data: bytes, errors: list[dict[str, Any]]) -> bytes:
    """The same workbook with each fault as a comment in its cell."""
    return mark_errors(open_workbook(data), list(COLUMNS), errors)


def fill_template(rows: list[dict[str, str]], demonstration: bool = False) -> bytes:
    """A workbook with rows, as a body would type them."""
    book = load_workbook(io.BytesIO(template(demonstration)))
    for row in rows:
        book.worksheets[0].append([row.get(key, "") for key in COLUMNS])
    return workbook_bytes(book)
