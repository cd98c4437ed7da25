"""Two versions of a project's draft compared, for the page of every audience."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from liangcai.apps.resources.bank_facts import compared_lines
from liangcai.apps.resources.enums import ProjectKind
from liangcai.apps.resources.models import DevelopmentProject
from liangcai.apps.resources.norm_content import norm_content, shape_of
from liangcai.engines.norms import compare
from liangcai.kernel.refusals import BadInput, Refused


def versions_shown(project: DevelopmentProject, asked: QueryDict) -> dict[str, Any]:
    """What `hall/pages/versions.html` needs: the last two unless `?old=…&new=…` says otherwise."""
    drafts = {str(draft.version): draft for draft in project.drafts.order_by("version")}
    if len(drafts) < 2:
        raise Refused("one_version", gettext("至少要有两稿才能对照。"))
    numbers = list(drafts)
    old, new = asked.get("old", numbers[-2]), asked.get("new", numbers[-1])
    if old not in drafts or new not in drafts:
        raise BadInput("no_such_version", gettext("没有这一稿。"), where="old")
    shown: dict[str, Any] = {
        "title": gettext("第 %(old)s 稿与第 %(new)s 稿对照") % {"old": old, "new": new}, "numbers": numbers, "old": old, "new": new,
    }  # fmt: skip
    if project.kind == ProjectKind.ITEM_BANK:
        return shown | {"lines": compared_lines(drafts[old].content, drafts[new].content)}
    contents = [norm_content(project.kind, project.levels, drafts[number].content) for number in (old, new)]
    sections = compare(shape_of(project.kind, project.levels), *contents)
    return shown | {"changed": [s for s in sections if s.changed], "same": [s for s in sections if not s.changed]}
