from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.enums import Target
from liangcai.apps.resources.models import KeyProject, ShortageEntry, ShortageList
from liangcai.kernel.citations import S000, Citation
from liangcai.kernel.refusals import BadInput, Refused

LEVELS = ("五级", "四级", "三级", "二级", "一级")


@action
def list_key_project(
    *, actor: User, at: datetime, shortage_list: ShortageList, name: str, unit_name: str, occupation_code: str,
    target: str, levels: Sequence[str] | None = None,
) -> KeyProject:  # fmt: skip
    """Put a project on the key-project list of a year and batch that is not yet published. What it builds must be
    short by that year's list (000-033); the levels of a bank stand in brackets in its name (000-032)."""
    require_role(actor, Role.PROVINCE_CENTRE)
    shortage_list = ShortageList.objects.select_for_update().get(pk=shortage_list.pk)
    if shortage_list.state == "published":
        raise Refused("list_published", f"{shortage_list}已发布，不能再列入；请编入下一批。")
    if target not in Target.values:
        raise BadInput("bad_target", f"没有“{target}”这种成果目标。", where="target", hint="可用：standard、bank。")
    entry = _short_entry(shortage_list, occupation_code, target)
    same = KeyProject.objects.filter(year=shortage_list.year, batch=shortage_list.batch)
    if same.filter(occupation_code=occupation_code, target=target).exists():
        raise Refused("key_project_known", f"{entry.occupation_name}的同一成果目标已列入本批。")
    project = KeyProject.objects.create(
        year=shortage_list.year, batch=shortage_list.batch, number=same.count() + 1, name=name.strip(),
        unit_name=unit_name.strip(), occupation_code=occupation_code, occupation_name=entry.occupation_name,
        target=target, levels=list(levels) if levels is not None else levels_in(name),
    )  # fmt: skip
    record(actor=actor, at=at, action="list_key_project", subject=project,
           facts={"name": project.name, "unit": project.unit_name, "levels": project.levels, "target": target,
                  "rules": ["000-032", "000-033"]})  # fmt: skip
    return project


def _short_entry(shortage_list: ShortageList, occupation_code: str, target: str) -> ShortageEntry:
    entry = (
        ShortageEntry.objects.filter(list__year=shortage_list.year, occupation_code=occupation_code)
        .filter(**{f"needs_{target}": True}).first()
    )  # fmt: skip
    if entry is None:
        raise Refused("not_short", f"{occupation_code} 的{Target(target).label}不在 {shortage_list.year} 年紧缺目录中。",
                      citation=Citation(S000, "附件3", "000-033"), hint="请先将其编入紧缺目录。")  # fmt: skip
    return entry


def levels_in(name: str) -> list[str]:
    """The levels in the last brackets of a project's name."""
    found = re.findall(r"[（(]([^（()）]*)[)）]", name)
    words = re.split("[、,，]", found[-1]) if found else []
    return [word.strip() for word in words if word.strip() in LEVELS]
