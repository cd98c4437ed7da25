"""Tables of a practical item in Word: the preparation list and the scoring sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from liangcai.engines.item_files.items import SUPPLY_KINDS, Criterion, Supply, Task, weight_named
from liangcai.engines.item_files.text import bare, clean
from liangcai.engines.item_files.word_paragraphs import Row

SUPPLIES = ("类别", "名称", "规格型号", "数量", "单位", "备注")
CRITERIA = ("序号", "考核内容", "评分标准", "配分")
SAME = {"规格": "规格型号", "型号规格": "规格型号", "考核项目": "考核内容", "评分要点": "评分标准", "分值": "配分", "考核要求": "评分标准"}


def task_table(task: Task, head: Sequence[str], rows: Sequence[Row]) -> tuple[Task, list[str]] | None:
    """(the task with the table's rows, words on rows that could not be read); None for a table of another kind."""
    names = [SAME.get(name, name) for name in head]
    if {"考核内容", "配分"} <= set(names):
        return with_criteria(task, names, rows[1:])
    if "名称" in names and {"规格型号", "数量"} & set(names):
        lines = [dict(zip(names, map(words, row.cells), strict=False)) for row in rows[1:]]
        supplies = tuple(
            Supply(one.get("类别", "") if one.get("类别") in SUPPLY_KINDS else SUPPLY_KINDS[0], one.get("名称", ""),
                   one.get("规格型号", ""), one.get("数量", ""), one.get("单位", ""), one.get("备注", ""))
            for one in lines if any(one.values())
        )  # fmt: skip
        return replace(task, supplies=task.supplies + supplies), []
    return None


def with_criteria(task: Task, names: Sequence[str], rows: Sequence[Row]) -> tuple[Task, list[str]]:
    found, faults = [], []
    for row in rows:
        one = dict(zip(names, map(words, row.cells), strict=False))
        content = one.get("考核内容", "")
        if "合计" in row.cells or not any(one.values()):
            continue
        weight = weight_named(one.get("配分", ""))
        if weight is None:
            faults.append(f"评分项“{content}”的配分为“{one.get('配分', '')}”，应为大于 0、不超过 100 的数。")
        else:
            found.append(Criterion(content, one.get("评分标准", ""), weight))
    return replace(task, criteria=task.criteria + tuple(found)), faults


def words(cell: str) -> str:
    return clean(bare(cell))
