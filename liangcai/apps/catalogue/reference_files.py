"""What `reference/*.csv` says, as rows of this app's tables."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models

from liangcai.apps.catalogue.models import Alias, Direction, Occupation, Region, SpecialAbilityProject
from liangcai.kernel.refusals import BadInput


@dataclass(frozen=True)
class Table:
    """One official list: the model, the fields that identify a row, and the rows the files hold."""

    model: type[models.Model]
    key: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]


def read_csv(file: Path) -> Iterator[dict[str, str]]:
    """Rows of a reference file; `BadInput` names the file and line that cannot be read."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            for row in reader:
                if None in row or None in row.values():
                    raise BadInput("reference_row", "列数与表头不符。", where=f"{file.name} 第 {reader.line_num} 行")
                if not row.get("source"):
                    raise BadInput("reference_source", "缺少来源。", where=f"{file.name} 第 {reader.line_num} 行")
                yield row  # type: ignore[misc]
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise BadInput("reference_file", f"文件无法读取：{wrong}", where=file.name) from None


def tables(folder: Path) -> list[Table]:
    """Every official list of this app, read from the folder."""
    groups: dict[str, list[str]] = {}
    for row in read_csv(folder / "direction_groups.csv"):
        groups.setdefault(row["direction_no"], []).append(row["name"])
    return [
        Table(Region, ("code",), tuple(
            {f: row[f] for f in ("code", "name", "kind", "parent", "source")}
            for name in ("cities.csv", "counties.csv") for row in read_csv(folder / name))),
        Table(Occupation, ("code", "edition"), tuple(
            {**{f: row[f] for f in ("code", "name", "printed_name", "kind", "edition", "source")},
             "green": row["green"] == "true"} for row in read_csv(folder / "occupations.csv") if row["code"])),
        Table(Direction, ("number",), tuple(
            {"number": int(row["no"]), "industry": row["industry"], "industry_code": row["industry_code"],
             "groups": groups.get(row["no"], []), "source": row["source"]}
            for row in read_csv(folder / "directions.csv"))),
        Table(SpecialAbilityProject, ("number",), tuple(
            {"number": int(row["no"]), **{f: row[f] for f in ("name", "normalised_name", "filing", "source")}}
            for row in read_csv(folder / "special_ability_projects.csv"))),
        Table(Alias, ("kind", "printed"), tuple(
            {f: row[f] for f in ("kind", "printed", "corrected", "defect", "source")}
            for row in read_csv(folder / "aliases.csv"))),
    ]  # fmt: skip
