"""The published shortage lists (S000 annex 2): which occupations lack a standard or a bank."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from liangcai.kernel.refusals import BadInput

NEEDS = {"needs_standard": "评价标准", "needs_bank": "评价题库"}


@dataclass(frozen=True, slots=True)
class ShortageList:
    """The list of one year: {(occupation code, 评价标准 or 评价题库)}."""

    year: int
    needs: frozenset[tuple[str, str]]


def load_shortage_list(folder: str | Path) -> ShortageList:
    """The latest `shortage_<year>.csv` of the reference folder (lists stay in force until replaced)."""
    path = max(Path(folder).glob("shortage_[0-9][0-9][0-9][0-9].csv"), default=None)
    if path is None:
        raise BadInput("shortage_list_missing", "没有紧缺技术资源目录。", where=str(folder),
                       hint="应有 shortage_年份.csv。")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or not {"code", *NEEDS} <= rows[0].keys():
        raise BadInput("bad_columns", f"表头须含 code,{','.join(NEEDS)}。", where=str(path))
    needs = frozenset((row["code"], kind) for row in rows for column, kind in NEEDS.items() if row[column] == "true")
    return ShortageList(int(path.stem[-4:]), needs)
