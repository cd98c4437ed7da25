"""The score workbook of a plan: the roster as handed out, the cells as read back, the faults put in the very cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from liangcai.kernel.refusals import BadInput
from liangcai.kernel.spreadsheet_text import safe
from liangcai.kernel.spreadsheets import mark_errors, open_workbook, rows_of, workbook_bytes

VERSION = "liangcai-scores-1"
MAX_ROWS = 5000
CELL_WORDS = "0 至 100，至多两位小数；或填 缺考、缓考、违纪：情形；处理"
REVIEW_WORDS = "每位评审委员一个成绩，以“、”分开，如 85、90、88；或填 缺考、缓考"
_GREY = PatternFill("solid", fgColor="EDEDED")


@dataclass(frozen=True)
class RosterLine:
    """A candidate as the sheet shows it; `given` holds the cells that are not to be filled in: subject → words."""

    ticket_number: str
    name: str
    seat: str
    given: Mapping[str, str]


def columns_of(subjects: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Key → heading; `subjects` as (value, label)."""
    return {"ticket_number": "准考证号", "name": "姓名", "seat": "座位"} | dict(subjects)


def template(plan_number: str, roster: Iterable[RosterLine], subjects: Sequence[tuple[str, str]]) -> bytes:
    """The workbook of a plan with its roster; the plan stands in a hidden property, so that no sheet is mistaken."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "成绩"
    columns = columns_of(subjects)
    sheet.append(list(columns.values()))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = 22
    for number, (value, _label) in enumerate(subjects, start=4):
        sheet.cell(1, number).comment = Comment(REVIEW_WORDS if value == "review" else CELL_WORDS, "量才")
    rows = 1
    for rows, line in enumerate(roster, start=2):
        sheet.append([line.ticket_number, safe(line.name), line.seat, *(line.given.get(v, "") for v, _label in subjects)])
        for number, (value, _label) in enumerate(subjects, start=4):
            cell = sheet.cell(rows, number)
            cell.number_format = "@" if value == "review" else "General"
            if value in line.given:
                cell.fill = _GREY
    hint = DataValidation(showInputMessage=True, prompt=CELL_WORDS, promptTitle="成绩")
    sheet.add_data_validation(hint)
    hint.add(f"D2:{sheet.cell(max(rows, 2), 3 + max(len(subjects), 1)).coordinate}")
    sheet.freeze_panes = "D2"
    book.properties.identifier = f"{VERSION}:{plan_number}"
    return workbook_bytes(book)


def read_cells(data: bytes, plan_number: str, subjects: Sequence[tuple[str, str]]) -> list[tuple[int, dict[str, str]]]:
    """(line, text by key) of every line filled in. `BadInput` for what is no workbook, has formulas, is of another
    plan or of an older template."""
    book = open_workbook(data)
    version, _colon, of_plan = str(book.properties.identifier or "").partition(":")
    if version != VERSION:
        raise BadInput("template_version", "工作簿不是本系统的成绩模板或版本不符。", hint="请在该计划页面重新下载成绩模板填写。")
    if of_plan != plan_number:
        raise BadInput("other_plan", f"工作簿属于计划 {of_plan}，不是 {plan_number}。", hint="请到该计划页面上传。")
    rows = rows_of(book, columns_of(subjects), MAX_ROWS)
    if not rows:
        raise BadInput("no_rows", "工作簿中没有成绩。")
    return rows


def with_errors(data: bytes, subjects: Sequence[tuple[str, str]], errors: Iterable[Mapping[str, Any]]) -> bytes:
    """The same workbook with each fault as a comment in its cell."""
    return mark_errors(open_workbook(data), list(columns_of(subjects)), errors)
