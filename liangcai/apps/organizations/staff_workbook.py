"""The workbook of staff cards: the template with its lists, and every row read back and checked."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from liangcai.apps.organizations.enums import StaffKind
from liangcai.kernel.refusals import BadInput
from liangcai.kernel.spreadsheets import mark_errors, open_workbook, rows_of, workbook_bytes

VERSION = "liangcai-staff-1"
COLUMNS = {"number": "证卡编号", "holder_name": "姓名", "kind": "类别", "scope": "可考评职业（项目）", "employer": "所在单位",
           "valid_from": "有效期起", "valid_to": "有效期止"}  # fmt: skip
NEEDED = ("number", "holder_name", "kind", "valid_from", "valid_to")
LENGTHS = {"number": 40, "holder_name": 80, "employer": 120}
MAX_ROWS = 5000
KINDS = {str(kind.label): kind.value for kind in StaffKind}
Error = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CardRow:
    number: str
    holder_name: str
    kind: str
    scope: tuple[str, ...]
    employer: str
    valid_from: date
    valid_to: date


def template() -> bytes:
    """The empty workbook: the kind is picked from a list, days are written 2026-01-31."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "人员证卡"
    sheet.append([f"{label}*" if key in NEEDED else label for key, label in COLUMNS.items()])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = 20
    choice = DataValidation(type="list", formula1=f'"{",".join(KINDS)}"', allow_blank=False)
    sheet.add_data_validation(choice)
    choice.add(f"C2:C{MAX_ROWS + 1}")
    book.properties.identifier = VERSION
    return workbook_bytes(book)


def read_cards(data: bytes, taken: Set[str]) -> tuple[list[CardRow], list[Error]]:
    """(good rows, {row, field, found, expected}). `taken` are numbers that are in the register already. `BadInput` for
    a file that is not the filled-in template."""
    book = open_workbook(data)
    if book.properties.identifier != VERSION:
        raise BadInput("template_version", "工作簿不是人员证卡模板或版本不符。", hint="请重新下载模板填写。")
    lines = rows_of(book, COLUMNS, MAX_ROWS)
    if not lines:
        raise BadInput("no_rows", "工作簿中没有证卡。")
    rows, errors, seen = [], [], dict[str, int]()
    for line, given in lines:
        faults = list(_faults(given, taken))
        if given["number"] and given["number"] in seen:
            faults.append(("number", f"证卡编号不重复，第 {seen[given['number']]} 行已有"))
        seen.setdefault(given["number"], line)
        errors += [{"row": line, "field": COLUMNS[key], "found": given[key][:40] or "空", "expected": needed} for key, needed in faults]
        if not faults:
            scope = tuple(part.strip() for part in given["scope"].split("、") if part.strip())
            rows.append(CardRow(given["number"], given["holder_name"], KINDS[given["kind"]], scope, given["employer"],
                                date.fromisoformat(given["valid_from"]), date.fromisoformat(given["valid_to"])))  # fmt: skip
    return rows, errors


def _faults(given: dict[str, str], taken: Set[str]) -> Iterable[tuple[str, str]]:
    for key in NEEDED:
        if not given[key]:
            yield key, "不能为空"
    for key, most in LENGTHS.items():
        if len(given[key]) > most:
            yield key, f"不超过 {most} 字"
    if given["number"] in taken:
        yield "number", "登记册中已有该编号"
    if given["kind"] and given["kind"] not in KINDS:
        yield "kind", f"应为 {'、'.join(KINDS)} 之一"
    if given["kind"] in (StaffKind.ASSESSOR.label, StaffKind.LEAD_ASSESSOR.label) and not given["scope"]:
        yield "scope", "考评人员应写明可考评的职业（项目），多项以顿号隔开"
    days = {key: _day(given[key]) for key in ("valid_from", "valid_to")}
    for key, day in days.items():
        if given[key] and day is None:
            yield key, "应为日期，形如 2026-01-31"
    if days["valid_from"] and days["valid_to"] and days["valid_to"] < days["valid_from"]:
        yield "valid_to", "有效期止不早于有效期起"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def with_errors(data: bytes, errors: Iterable[Error]) -> bytes:
    """The same workbook with each fault as a comment in its cell."""
    return mark_errors(open_workbook(data), list(COLUMNS.values()), errors)
