"""The sheet of practical tasks in the Excel template: what is prepared, and how it is scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from liangcai.engines.item_files.excel_cells import put, words_of
from liangcai.engines.item_files.items import (
    SUPPLY_KINDS,
    Criterion,
    ParsedItem,
    Problem,
    Supply,
    Task,
    weight_named,
)

TASKS = "实操"
HEAD = ("序号", "栏目", "名称或考核内容", "规格或评分标准", "数量", "单位", "备注", "配分")
CRITERION, FAULT, REQUIREMENT, MINUTES = "评分项", "否决项", "场地要求", "考核时长"
ROWS = (*SUPPLY_KINDS, REQUIREMENT, MINUTES, CRITERION, FAULT)


def write_tasks(sheet: Worksheet, items: Sequence[ParsedItem]) -> None:
    for column, name in enumerate(HEAD, 1):
        cell = put(sheet, 1, column, name)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DCE6F1")
    for letter, width in zip("ABCDEFGH", (10, 12, 36, 50, 8, 8, 16, 8), strict=True):
        sheet.column_dimensions[letter].width = width
    rule = DataValidation(type="list", formula1='"' + ",".join(ROWS) + '"', allow_blank=True)
    rule.add("B2:B20001")
    sheet.add_data_validation(rule)
    row = 2
    for item in items:
        for line in task_rows(item.task) if item.task else ():
            for column, value in enumerate((item.number, *line), 1):
                if value not in ("", None):
                    put(sheet, row, column, value)
            row += 1


def task_rows(task: Task) -> list[tuple[str | float | None, ...]]:
    rows: list[tuple[str | float | None, ...]] = []
    if task.minutes is not None:
        rows.append((MINUTES, str(task.minutes)))
    rows += [(s.kind, s.name, s.specification, s.quantity, s.unit, s.remark) for s in task.supplies]
    if task.requirements:
        rows.append((REQUIREMENT, task.requirements))
    rows += [(CRITERION, c.content, c.standard, None, None, None, c.weight) for c in task.criteria]
    rows += [(FAULT, fault) for fault in task.faults_that_fail]
    return rows


def read_tasks(sheet: Worksheet) -> tuple[dict[str, Task], list[Problem]]:
    """(task by item number, what is wrong with which row)."""
    tasks: dict[str, Task] = {}
    problems = []
    for row, cells in enumerate(sheet.iter_rows(min_row=2, max_col=len(HEAD), max_row=20_001), 2):
        values = ["" if cell.data_type in "fe" else words_of(cell.value) for cell in cells]
        if not any(values):
            continue
        task, fault = with_row(tasks.get(values[0], Task()), values)
        tasks[values[0]] = task
        if fault:
            problems.append(Problem(f"“{TASKS}”第 {row} 行", *fault))
    return tasks, problems


def with_row(task: Task, values: Sequence[str]) -> tuple[Task, tuple[str, str] | None]:
    """The task with one more row of the sheet, or (column, words) on why it could not be read."""
    _, kind, name, standard, quantity, unit, remark, weight = values
    if kind in SUPPLY_KINDS:
        return replace(task, supplies=(*task.supplies, Supply(kind, name, standard, quantity, unit, remark))), None
    if kind == CRITERION:
        points = weight_named(weight)
        if points is None:
            return task, ("配分", f"配分为“{weight}”，应为大于 0、不超过 100 的数。")
        return replace(task, criteria=(*task.criteria, Criterion(name, standard, points))), None
    if kind == FAULT:
        return replace(task, faults_that_fail=(*task.faults_that_fail, name)), None
    if kind == REQUIREMENT:
        return replace(task, requirements="\n".join(filter(None, (task.requirements, name)))), None
    if kind == MINUTES:
        if name.isdecimal() and 0 < int(name) <= 1440:
            return replace(task, minutes=int(name)), None
        return task, ("考核时长", f"考核时长为“{name}”，应为分钟数。")
    return task, ("栏目", f"栏目为“{kind}”，应为 {'、'.join(ROWS)} 之一。")
