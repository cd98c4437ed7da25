"""The workbook of a shortage list's entries: the template with its drop-down lists, the rows read back and checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from liangcai.apps.catalogue.models import Occupation
from liangcai.apps.catalogue.selectors import occupations
from liangcai.apps.resources.occupation_names import suggestions
from liangcai.apps.resources.shortage_draft import Row
from liangcai.kernel.refusals import BadInput
from liangcai.kernel.spreadsheets import mark_errors, open_workbook, rows_of, workbook_bytes

VERSION = "liangcai-shortage-1"
COLUMNS = {"code": "职业编码", "name": "职业名称", "standard": "需评价标准（是/否）", "bank": "需评价题库（是/否）",
           "urgency": "紧缺程度（0—100）", "note": "说明"}  # fmt: skip
MAX_ROWS = 2000
MAX_NOTE = 200
CHOICES = {"是": True, "否": False, "": False}
Error = dict[str, Any]


def template(rows: Iterable[Iterable[Any]] = ()) -> bytes:
    """The empty workbook (or one with rows): names and yes/no are picked from lists, the classification is a sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "紧缺目录"
    sheet.append([f"{label}*" if key in ("code", "name") else label for key, label in COLUMNS.items()])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = 22
    known = book.create_sheet("职业目录")
    listed = sorted({(o.code, o.name) for o in occupations()})
    for pair in (("职业编码", "职业名称"), *listed):
        known.append(pair)
    last = MAX_ROWS + 1
    for letter, formula in (("A", f"职业目录!$A$2:$A${len(listed) + 1}"), ("B", f"职业目录!$B$2:$B${len(listed) + 1}"),
                            ("C", '"是,否"'), ("D", '"是,否"')):  # fmt: skip
        choice = DataValidation(type="list", formula1=formula, allow_blank=True)
        sheet.add_data_validation(choice)
        choice.add(f"{letter}2:{letter}{last}")
    for row in rows:
        sheet.append(list(row))
    book.properties.identifier = VERSION
    return workbook_bytes(book)


@dataclass(frozen=True)
class Reading:
    """`rows` are good; `errors` are {row, field, found, expected}, the field as the heading has it."""

    rows: tuple[Row, ...]
    errors: tuple[Error, ...]

    @property
    def bad_lines(self) -> int:
        return len({error["row"] for error in self.errors})


def read_entries(data: bytes) -> Reading:
    """Every row checked against the classification; `BadInput` for a file that is not the filled-in template."""
    book = open_workbook(data)
    if book.properties.identifier != VERSION:
        raise BadInput("template_version", "工作簿不是紧缺目录模板或版本不符。", hint="请重新下载模板填写。")
    lines = rows_of(book, COLUMNS, MAX_ROWS)
    if not lines:
        raise BadInput("no_rows", "工作簿中没有条目。")
    known = list(occupations())
    by_name = {(o.code, o.name): o for o in known}
    rows, errors, seen = [], [], dict[str, int]()
    for line, given in lines:
        found = by_name.get((given["code"], given["name"]))
        faults = [*_occupation_faults(given, found, known), *_value_faults(given)]
        if given["code"] in seen:
            faults.append(("code", given["code"], f"同一职业只列一次，第 {seen[given['code']]} 行已有"))
        seen.setdefault(given["code"], line)
        if found and not faults:
            rows.append(Row(found.code, found.name, found.green, CHOICES[given["standard"]], CHOICES[given["bank"]],
                            int(given["urgency"] or 0), given["note"]))  # fmt: skip
        errors += [{"row": line, "field": COLUMNS[key], "found": was, "expected": needed} for key, was, needed in faults]
    return Reading(tuple(rows), tuple(errors))


def _occupation_faults(
    given: dict[str, str], found: Occupation | None, known: list[Occupation]
) -> list[tuple[str, str, str]]:
    """Code and name stand together in the classification (000-008), else what comes near is offered."""
    if found:
        return []
    near = suggestions(given["code"], given["name"], known=known)
    same_code = any(o.code == given["code"] for o in known)
    needed = f"是否为：{'；'.join(near)}" if near else "应为职业目录所列，不得自拟"
    return [("name" if same_code else "code", f"{given['code']} {given['name']}".strip(), needed)]


def _value_faults(given: dict[str, str]) -> list[tuple[str, str, str]]:
    faults = [(key, given[key], "应为“是”或“否”") for key in ("standard", "bank") if given[key] not in CHOICES]
    if not faults and not (CHOICES[given["standard"]] or CHOICES[given["bank"]]):
        faults.append(("standard", "否", "标准、题库至少一项为“是”"))
    urgency = given["urgency"] or "0"
    if not (urgency.isascii() and urgency.isdigit() and len(urgency) <= 3 and int(urgency) <= 100):
        faults.append(("urgency", urgency[:20], "应为 0 至 100 的整数"))
    if len(given["note"]) > MAX_NOTE:
        faults.append(("note", f"{len(given['note'])} 字", f"不超过 {MAX_NOTE} 字"))
    return faults


def with_errors(data: bytes, errors: Iterable[Error]) -> bytes:
    """The same workbook with each fault as a comment in its cell."""
    return mark_errors(open_workbook(data), list(COLUMNS.values()), errors)
