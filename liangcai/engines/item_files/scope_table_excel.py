"""The scope table as an Excel sheet: written, and read with every bad row named."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from liangcai.engines.item_files.excel import load
from liangcai.engines.item_files.excel_cells import put
from liangcai.engines.item_files.scope_table import Scope, ScopePoint, ScopeTable
from liangcai.engines.item_files.text import clean
from liangcai.kernel.refusals import BadInput, RowErrors

SHEET = "鉴定要素细目表"
HEAD = ("代码", "名称", "鉴定比重（%）", "重要程度比例（X:Y:Z）", "重要程度")
LABELS = ("职业", "等级", "鉴定方式", "鉴定点总数")
HEAD_ROW = 4
MOST_ROWS = 20_000


def write_scope_table(table: ScopeTable) -> bytes:
    """Rows in reading order: each scope, its children, then its points."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    put(sheet, 1, 1, SHEET).font = Font(bold=True, size=14)
    stated = "" if table.stated_points is None else table.stated_points
    for at, (label, value) in enumerate(
        zip(LABELS, (table.occupation, table.level, table.method, stated), strict=True)
    ):
        put(sheet, 2, 2 * at + 1, label).font = Font(bold=True)
        put(sheet, 2, 2 * at + 2, value)
    for column, name in enumerate(HEAD, 1):
        cell = put(sheet, HEAD_ROW, column, name)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DCE6F1")
    for row, entry in enumerate(entries_of(table), HEAD_ROW + 1):
        put(sheet, row, 1, entry.code)
        put(sheet, row, 2, entry.name)
        if isinstance(entry, Scope):
            put(sheet, row, 3, entry.weight)
            put(sheet, row, 4, ":".join(map(str, entry.counts)))
        else:
            put(sheet, row, 5, entry.importance)
    for letter, width in zip("ABCDE", (16, 50, 14, 24, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def entries_of(table: ScopeTable) -> list[Scope | ScopePoint]:
    """Scopes and points in reading order."""
    entries: list[Scope | ScopePoint] = [*table.scopes, *table.points]
    return sorted(entries, key=lambda entry: entry.code.split("-"))


def read_scope_table(content: bytes) -> ScopeTable:
    """The table as written; RowErrors lists every row that cannot be read. Whether it adds up is
    `scope_table.check`'s to say."""
    book = load(content)
    if SHEET not in book.sheetnames:
        raise BadInput("not_a_scope_table", f"没有工作表“{SHEET}”，找到 {'、'.join(book.sheetnames)}。")
    sheet = book[SHEET]
    if sheet.merged_cells.ranges:
        places = "、".join(sorted(str(area) for area in sheet.merged_cells.ranges)[:5])
        raise BadInput("merged_cells", f"有合并的单元格：{places}。", where=SHEET, hint="请取消合并，每行一项。")
    head = [clean(str(cell.value or "")) for cell in sheet[HEAD_ROW]][: len(HEAD)]
    if tuple(head) != HEAD:
        raise BadInput(
            "missing_column", f"表头应为 {'、'.join(HEAD)}，找到 {'、'.join(head)}。", where=f"{SHEET} 第 4 行"
        )
    lines, errors = rows_of(sheet)
    about = {label: sheet.cell(2, 2 * at + 2).value for at, label in enumerate(LABELS)}
    return table_of(about, lines, errors)


def table_of(about: Mapping[str, Any], lines: Sequence[tuple[int, Sequence[Any]]], errors: list[dict[str, Any]]) -> ScopeTable:
    """The table of rows (row number, the five values of HEAD); RowErrors where some cannot be read."""
    scopes, points, faults = read_lines(lines)
    errors = sorted(errors + faults, key=lambda one: one["row"])
    stated = about.get("鉴定点总数")
    if stated not in (None, "") and not str(stated).strip().isdecimal():
        errors.append(error(2, "鉴定点总数", stated, "整数"))
    if errors:
        raise RowErrors(f"细目表有 {len(errors)} 处无法读取：{summary(errors)}。", errors, where=SHEET)
    if not scopes:
        raise BadInput("empty_scope_table", "细目表里没有鉴定范围。", where=SHEET)
    return ScopeTable(
        occupation=clean(str(about.get("职业") or "")),
        level=clean(str(about.get("等级") or "")),
        method=clean(str(about.get("鉴定方式") or "")),
        scopes=tuple(scopes),
        points=tuple(points),
        stated_points=int(str(stated)) if stated not in (None, "") else None,
    )


def rows_of(sheet: Worksheet) -> tuple[list[tuple[int, list[Any]]], list[dict[str, Any]]]:
    lines, errors = [], []
    for row, cells in enumerate(
        sheet.iter_rows(min_row=HEAD_ROW + 1, max_row=MOST_ROWS, max_col=len(HEAD)), HEAD_ROW + 1
    ):
        formulas = [name for name, cell in zip(HEAD, cells, strict=True) if cell.data_type == "f"]
        if formulas:
            errors.append(error(row, formulas[0], "公式", "填写数值，不写公式"))
        else:
            lines.append((row, [cell.value for cell in cells]))
    return lines, errors


def read_lines(
    lines: Sequence[tuple[int, Sequence[Any]]],
) -> tuple[list[Scope], list[ScopePoint], list[dict[str, Any]]]:
    scopes, points, errors = [], [], []
    for row, values in lines:
        if all(value in (None, "") for value in values):
            continue
        code, name = clean(str(values[0] or "")).upper(), clean(str(values[1] or ""))
        if re.fullmatch(r".*-\d+", code):
            points.append(ScopePoint(code, name, clean(str(values[4] or "")).upper(), row))
            continue
        weight, counts = weight_of(values[2]), counts_of(values[3])
        if not code:
            errors.append(error(row, HEAD[0], "", "A、A-B、A-B-C 或 A-B-C-001"))
        if weight is None:
            errors.append(error(row, HEAD[2], values[2], "一个数"))
        if counts is None:
            errors.append(error(row, HEAD[3], values[3], "像 5:2:0 的三个整数"))
        if weight is not None and counts is not None:
            scopes.append(Scope(code, name, weight, counts, row))
    return scopes, points, errors


def error(row: int, field: str, found: Any, expected: str) -> dict[str, Any]:
    return {"row": row, "field": field, "found": "" if found is None else str(found), "expected": expected}


def summary(errors: list[dict[str, Any]]) -> str:
    return "；".join(f"第 {e['row']} 行“{e['field']}”为“{e['found']}”，应为{e['expected']}" for e in errors[:5])


def weight_of(value: Any) -> Decimal | None:
    try:
        weight = Decimal(str(value).strip().removesuffix("%"))
    except InvalidOperation:
        return None
    return weight if weight.is_finite() else None


def counts_of(value: Any) -> tuple[int, int, int] | None:
    """X:Y:Z; Excel takes a typed 5:2:0 for a time of day and 132:21:0 for a span of time."""
    if isinstance(value, datetime.datetime):
        value = value - datetime.datetime(1899, 12, 30)
    if isinstance(value, datetime.time):
        return value.hour, value.minute, value.second
    if isinstance(value, datetime.timedelta):
        seconds = round(value.total_seconds())
        return seconds // 3600, seconds // 60 % 60, seconds % 60
    found = re.fullmatch(r"\s*(\d{1,5})\s*[:：]\s*(\d{1,5})\s*[:：]\s*(\d{1,5})\s*", str(value or ""))
    return (int(found[1]), int(found[2]), int(found[3])) if found else None
