"""How projects and their clocks read on the pages of every audience."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from liangcai.apps.accounts.enums import Role
from liangcai.apps.resources.models import DevelopmentProject, Draft
from liangcai.apps.resources.norm_checks import RESULT_WORDS, checks_of
from liangcai.apps.resources.selectors import clock_of
from liangcai.apps.resources.states import DEVELOPMENT
from liangcai.web.shared.templatetags.components import status_badge

TONES = {"half": "warning", "eighty": "danger", "due": "danger", "late": "danger", "met": "success",
         "met_late": "warning", "running": "info"}  # fmt: skip
CHECK_TONES = {"passed": "success", "failed": "danger", "incomplete": "warning", "annex_missing": "warning"}


def state_label(state: str) -> str:
    return DEVELOPMENT.labels.get(state, state)


def state_badge(project: DevelopmentProject) -> SafeString:
    return status_badge(project.state, state_label(project.state))


def clock_badge(project: DevelopmentProject, on: date | None = None) -> SafeString:
    now = clock_of(project, on or timezone.localdate())
    left = "" if now.days_left is None else (
        _("剩余 %(days)d 天") % {"days": now.days_left} if now.days_left >= 0
        else _("逾期 %(days)d 天") % {"days": -now.days_left})  # fmt: skip
    words = "；".join(part for part in (now.label, left) if part)
    if now.deadline_on is None:
        return format_html('<span class="soft">{}</span>', words)
    return format_html('<time datetime="{0}">{0}</time> {1}', now.deadline_on.isoformat(),
                       status_badge(now.mark, words, TONES.get(now.mark, "")))  # fmt: skip


def facts_of(project: DevelopmentProject) -> list[tuple[Any, Any]]:
    """What a page says of a project, label and value."""
    decided = project.admissibility
    roles = {step: Role(decided[step]).label if decided.get(step) else _("未知")
             for step in ("intake", "selection", "review")}  # fmt: skip
    rows = [
        (_("成果类别"), f"{project.get_kind_display()}（{project.get_action_display()}）"),
        (_("职业（项目）"), f"{project.occupation_code} {project.occupation_name}".strip()),
        (_("等级"), "、".join(project.levels) or _("不分等级")),
        (_("申请单位"), project.applicant.name),
        (_("重点项目"), project.key_project or _("未列入，无时限")),
        (_("状态"), state_badge(project)),
        (_("时限"), clock_badge(project)),
        (_("受理、遴选、评审"), f"{roles['intake']}、{roles['selection']}、{roles['review']}"),
        (_("紧缺优先"), {True: _("是"), False: _("否")}.get(decided.get("priority"), _("未知"))),
    ]
    if project.selection:
        reasons = "；".join(f"{key}：{value}" for key, value in project.selection["reasons"].items())
        rows.append((_("遴选"), f"{project.get_mode_display()}。{reasons}"))
    if project.passed_on:
        rows.append((_("评审通过日期"), project.passed_on))
    if project.stopped_reason:
        rows.append((_("终止（不予受理）原因"), project.stopped_reason))
    return rows


def reasons_of(project: DevelopmentProject) -> list[dict[str, Any]]:
    return project.admissibility.get("reasons", [])


def checks_shown(project: DevelopmentProject, draft: Draft | None) -> list[tuple[str, SafeString]]:
    """Machine checks of the latest draft; a missing annex is said, never passed."""
    if draft is None:
        return []
    return [
        (c.name, format_html("{} {}", status_badge(c.result, RESULT_WORDS[c.result], CHECK_TONES[c.result]), c.found))
        for c in checks_of(project.kind, draft.content, project.levels)
    ]


def lines(parts: list[Any]) -> SafeString:
    return format_html_join("", "<div>{}</div>", ((part,) for part in parts))
