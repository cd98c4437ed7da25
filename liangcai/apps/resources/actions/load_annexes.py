from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.catalogue.reference_files import read_csv
from liangcai.apps.resources.enums import Target
from liangcai.apps.resources.models import KeyProject, ShortageEntry, ShortageList
from liangcai.kernel.refusals import BadInput

BATCHES = {f"第{word}批": number for number, word in enumerate("一二三四五六七八九十", start=1)}
TARGETS = {"行业评价规范": Target.STANDARD, "评价题库": Target.BANK}


@action
def load_annexes(*, actor: User | str, at: datetime, folder: Path) -> list[ShortageList]:
    """Load `shortage_<year>.csv` and `key_projects_<year>.csv`. The annexes carry no date of publication, so the
    lists are "annexed" and no clock runs until `publish_shortage_list` gives the date (000-026, 000-031).
    A year that is already in the register is left alone."""
    folder = Path(folder)
    lists = [_shortage_list(file) for file in sorted(folder.glob("shortage_[0-9][0-9][0-9][0-9].csv"))]
    projects = [_key_projects(file) for file in sorted(folder.glob("key_projects_[0-9][0-9][0-9][0-9].csv"))]
    new = [found for found in lists if found is not None]
    record(actor=actor, at=at, action="load_annexes", subject="resources:annexes",
           facts={"lists": {str(n.year): n.entries.count() for n in new}, "key_projects": sum(projects)})  # fmt: skip
    return new


def _shortage_list(file: Path) -> ShortageList | None:
    year = int(file.stem[-4:])
    rows = list(read_csv(file))
    made, new = ShortageList.objects.get_or_create(year=year, batch=1, defaults={"state": "annexed"})
    if not new:
        return None
    ShortageEntry.objects.bulk_create(
        ShortageEntry(
            list=made, number=int(row["no"]), occupation_code=row["code"], occupation_name=row["name"],
            green=row["green"] == "true", needs_standard=row["needs_standard"] == "true",
            needs_bank=row["needs_bank"] == "true",
            note="" if row["printed_name"] == row["name"] else f"原文印作{row['printed_name']}",
        )
        for row in rows
    )  # fmt: skip
    return made


def _key_projects(file: Path) -> int:
    rows = list(read_csv(file))
    for row in rows:
        if row["batch"] not in BATCHES or row["target"] not in TARGETS:
            raise BadInput("key_project_row", f"批次“{row['batch']}”或成果目标“{row['target']}”无法识别。",
                           where=f"{file.name} 序号 {row['no']}")  # fmt: skip
    made = KeyProject.objects.bulk_create(
        [
            KeyProject(
                year=int(row["year"]), batch=BATCHES[row["batch"]], number=int(row["no"]), name=row["project"],
                unit_name=row["unit"], occupation_code=row["occupation_code"], occupation_name=row["occupation_name"],
                target=TARGETS[row["target"]], levels=[word for word in re.split("[、,，]", row["levels"]) if word],
            )
            for row in rows
            if not KeyProject.objects.filter(year=int(row["year"]), batch=BATCHES[row["batch"]],
                                             number=int(row["no"])).exists()
        ]
    )  # fmt: skip
    return len(made)
