"""A supervisor's own visits: what was drawn, what was found."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from liangcai.apps.supervision.actions.record_visit import record_visit
from liangcai.apps.supervision.models import Visit
from liangcai.apps.supervision.selectors import own_visits
from liangcai.web.hall.act_panels import Act, act_panels
from liangcai.web.hall.exam_words import moment_words, room_section, session_section, target_of, thing_page
from liangcai.web.hall.visit_points import VISIT_POINTS, VisitForm, checklist_words
from liangcai.web.shared.access import SUPERVISOR, audience
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page
from liangcai.web.shared.templatetags.components import status_badge
from liangcai.web.shared.waiting import waiting_for


def visit_badge(visit: Visit) -> Any:
    return status_badge("done", _("已登记")) if visit.found_at else status_badge("late", _("待检查"))


class VisitsTable(Table):
    name = "visits"
    title = _("检查任务")
    columns = (
        Column("plan", _("计划"), "plan__plan_number", sort="plan__plan_number",
               link=lambda v: reverse("supervisor_visit", args=(v.pk,))),
        Column("body", _("机构"), "plan__body__name", sort="plan__body__name"),
        Column("target", _("职业（项目）"), lambda v: target_of(v.plan)),
        Column("inspection", _("抽查"), "inspection__title", sort="inspection__title"),
        Column("state", _("状态"), lambda v: "已登记" if v.found_at else "待检查", sort="found_at", show=visit_badge),
    )  # fmt: skip
    filters = (ChoiceFilter("open", _("状态"), [("yes", _("待检查")), ("no", _("已登记"))],
                            apply=lambda visits, value: visits.filter(found_at__isnull=value == "yes")),)  # fmt: skip
    empty = _("没有抽到的检查任务")


@audience(SUPERVISOR)
def visits(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, VisitsTable(own_visits(request.user)))


def run_record(user: Any, at: Any, visit: Visit, given: dict[str, Any]) -> Any:
    record_visit(actor=user, at=at, visit=visit, checklist={key: given[key] for key in VISIT_POINTS}, finding=given["finding"])
    return now_in("检查结果已登记。")


ACTS = (Act("record", _("登记检查结果"), run_record, lambda u, v: v.found_at is None, VisitForm,
            _("登记后不能修改；没有勾选的检查项记为不符合。")),)  # fmt: skip


@audience(SUPERVISOR)
def visit(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(own_visits(request.user), pk=number)
    panels = act_panels(request, ACTS, found)
    if panels.done:
        return redirect(request.path)
    facts = [(_("抽查"), found.inspection.title), (_("机构"), found.plan.body.name), (_("职业（项目）"), target_of(found.plan)),
             (_("状态"), visit_badge(found))]  # fmt: skip
    if found.found_at:
        facts += [(_("登记时间"), moment_words(found.found_at)), (_("检查项"), checklist_words(found.checklist)),
                  (_("检查结果"), found.finding)]  # fmt: skip
    return thing_page(request, found.plan.plan_number, facts, panels, crumb=(_("检查任务"), reverse("supervisor_visits")),
                      sections=[session_section(found.plan), room_section(found.plan)])  # fmt: skip


waiting_for(SUPERVISOR, _("待检查的批次"), "supervisor_visits", query="?open=yes",
            count=lambda user: own_visits(user).filter(found_at__isnull=True).count())  # fmt: skip
