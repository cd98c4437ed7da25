"""Inspections and the duty log: what is drawn, found and made public; what a centre owes and has done."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.enums import Role
from liangcai.apps.catalogue.selectors import policy
from liangcai.apps.exams.selectors import plans_visible_to
from liangcai.apps.organizations.enums import StaffKind
from liangcai.apps.organizations.selectors import staff_visible_to
from liangcai.apps.supervision.actions.draw_inspection import draw_inspection
from liangcai.apps.supervision.actions.publish_inspection import publish_inspection
from liangcai.apps.supervision.actions.record_duty import record_duty
from liangcai.apps.supervision.actions.record_visit import record_visit
from liangcai.apps.supervision.models import Inspection
from liangcai.apps.supervision.selectors import duties_visible_to, inspections_visible_to
from liangcai.web.hall.act_panels import Act, DayInput, act_panels
from liangcai.web.hall.exam_words import Section, list_page, moment_words, target_of, thing_page
from liangcai.web.hall.visit_points import VISIT_POINTS, VisitForm, checklist_words
from liangcai.web.shared.access import CENTRE, audience
from liangcai.web.shared.downloads import JSON, bytes_response
from liangcai.web.shared.tables import Column, Table
from liangcai.web.shared.templatetags.components import citation_link, status_badge
from liangcai.web.shared.waiting import waiting_for

DRAWERS = (Role.CITY_CENTRE, Role.PROVINCE_CENTRE)


def inspection_state(inspection: Inspection) -> tuple[str, Any]:
    if inspection.published_on:
        return "published", _("已公开")
    return ("open", _("检查中")) if inspection.open_count else ("late", _("待公开"))  # type: ignore[attr-defined]


class InspectionsTable(Table):
    name = "inspections"
    title = _("双随机抽查")
    columns = (
        Column("title", _("抽查名称"), sort="title", link=lambda i: reverse("centre_inspection", args=(i.public_id,))),
        Column("kind", _("监督方式"), "get_kind_display", sort="kind"),
        Column("drawn_at", _("抽取时间"), sort="drawn_at"),
        Column("visits", _("批次"), "visit_count", numeric=True),
        Column("open", _("未登记结果"), "open_count", numeric=True),
        Column("state", _("状态"), lambda i: inspection_state(i)[1], show=lambda i: status_badge(*inspection_state(i))),
    )
    search = ("title",)
    order = ("-drawn_at",)
    empty = _("还没有抽查")


class DrawForm(forms.Form):
    title = forms.CharField(label=_("抽查名称"), max_length=120)
    count = forms.IntegerField(label=_("抽取批次数"), min_value=1, max_value=1000)
    per_target = forms.IntegerField(label=_("每批检查人员"), min_value=1, max_value=10, initial=2)
    beacon_source = forms.CharField(label=_("公开数来源"), max_length=80,
                                    help_text=_("名单公布之后产生的公开数，如当日某彩票开奖号、收盘指数"))  # fmt: skip
    beacon_value = forms.CharField(label=_("公开数"), max_length=80)


def run_draw(user: Any, at: Any, thing: Any, given: dict[str, Any]) -> Any:
    """From every batch not withdrawn and every supervisor in the jurisdiction: nobody chooses."""
    plans = list(plans_visible_to(user).exclude(state__in=("withdrawn", "halted")))
    cards = [c for c in staff_visible_to(user).filter(kind=StaffKind.SUPERVISOR) if c.valid_from <= localdate(at) <= c.valid_to]
    made = draw_inspection(actor=user, at=at, plans=plans, inspectors=cards, announced_at=at - timedelta(hours=1), **given)
    return now_in("已抽取 %(n)d 个批次，抽取记录可复算。") % {"n": made.visits.count()}


LIST_ACTS = (Act("draw", _("抽取批次与检查人员"), run_draw, lambda u, x: u.role in DRAWERS, DrawForm),)


@audience(CENTRE)
def inspections(request: HttpRequest) -> HttpResponseBase:
    panels = act_panels(request, LIST_ACTS, None)
    if panels.done:
        return redirect(request.path)
    table = InspectionsTable(inspections_visible_to(request.user))
    return list_page(request, table, panels)


def visit_form(inspection: Inspection) -> type[forms.Form]:
    waiting = inspection.visits.filter(found_at__isnull=True).select_related("plan")

    class PaperVisitForm(VisitForm):
        visit = forms.ModelChoiceField(waiting, label=_("批次"))
        field_order = ["visit", *VISIT_POINTS, "finding"]

        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            self.fields["visit"].label_from_instance = lambda v: str(v.plan)

    return PaperVisitForm


def run_visit(user: Any, at: Any, inspection: Inspection, given: dict[str, Any]) -> Any:
    record_visit(actor=user, at=at, visit=given["visit"], checklist={key: given[key] for key in VISIT_POINTS},
                 finding=given["finding"])  # fmt: skip
    return now_in("检查结果已登记。")


def run_publish(user: Any, at: Any, inspection: Inspection, given: Any) -> Any:
    publish_inspection(actor=user, at=at, inspection=inspection, published_on=localdate(at))
    return now_in("抽查结果已公开。")


ACTS = (
    Act("visit", _("登记检查结果（书面）"), run_visit, lambda u, i: u.role in DRAWERS and bool(i.open_count), visit_form),
    Act("publish", _("公开抽查结果"), run_publish,
        lambda u, i: u.role in DRAWERS and not i.published_on and not i.open_count),
)  # fmt: skip


def beacon_words(draw: dict[str, Any]) -> str:
    beacon = draw.get("beacon") or {}
    return f"{beacon.get('source', '')} {beacon.get('value', '')}".strip()


@audience(CENTRE)
def inspection(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(inspections_visible_to(request.user), public_id=public_id)
    panels = act_panels(request, ACTS, found)
    if panels.done:
        return redirect(request.path)
    visits = found.visits.select_related("plan__body").prefetch_related("inspectors")
    rows = [(v.plan.plan_number, v.plan.body.name, target_of(v.plan), "、".join(c.holder_name for c in v.inspectors.all()),
             checklist_words(v.checklist), v.finding or _("未登记")) for v in visits]  # fmt: skip
    heads = (_("计划"), _("机构"), _("职业（项目）"), _("检查人员"), _("检查项"), _("检查结果"))
    facts = [(_("监督方式"), found.get_kind_display()), (_("抽取时间"), moment_words(found.drawn_at)),
             (_("状态"), status_badge(*inspection_state(found))), (_("公开日期"), found.published_on),
             (_("公开数"), beacon_words(found.draw))]  # fmt: skip
    return thing_page(request, found.title, facts, panels, thing=found, sections=[Section(_("批次"), heads, rows)],
                      crumb=(_("双随机抽查"), reverse("centre_inspections")),
                      files=[(_("抽取记录"), reverse("centre_inspection_draw", args=(found.public_id,)))])  # fmt: skip


@audience(CENTRE)
def inspection_draw(request: HttpRequest, public_id: str) -> HttpResponseBase:
    found = get_object_or_404(inspections_visible_to(request.user), public_id=public_id)
    return bytes_response(json.dumps(found.draw, ensure_ascii=False, indent=1).encode(), "DRAW.json", JSON)


# Duties: the rows that only people can discharge


def duty_rules() -> list[Any]:
    return [rule for rule in policy().rules if rule.status == "duty"]


class DutyForm(forms.Form):
    rule = forms.ChoiceField(label=_("条目"), choices=lambda: [(r.id, f"{r.id} {r.title}") for r in duty_rules()])
    done_on = forms.DateField(label=_("履行日期"), widget=DayInput())
    note = forms.CharField(label=_("履行情况"), widget=forms.Textarea(attrs={"rows": 3}))


def run_duty(user: Any, at: Any, thing: Any, given: dict[str, Any]) -> Any:
    record_duty(actor=user, at=at, region_code=user.region_code, **given)
    return now_in("已记入台账。")


DUTY_ACTS = (Act("duty", _("登记履行情况"), run_duty, form=DutyForm),)


@audience(CENTRE)
def duties(request: HttpRequest) -> HttpResponse:
    """The 30 rows that no machine can discharge, each with who has logged it and when."""
    panels = act_panels(request, DUTY_ACTS, None)
    if panels.done:
        return redirect(request.path)
    logged: dict[str, list[Any]] = {}
    for duty in duties_visible_to(request.user):
        logged.setdefault(duty.rule, []).append(duty)
    rows = [(rule.id, rule.title, citation_link(rule.source), logged_words(logged.get(rule.id, []))) for rule in duty_rules()]
    done = sum(rule.id in logged for rule in duty_rules())
    heads = (_("条目"), _("职责"), _("依据"), _("履行记录"))
    return render(request, "hall/centre/pages/duties.html", {
        "title": _("职责台账"), "panels": panels, "section": Section(_("职责"), heads, rows),
        "subtitle": now_in("%(all)d 条职责，已登记 %(done)d 条") % {"all": len(rows), "done": done},
    }, status=panels.status)  # fmt: skip


def logged_words(entries: list[Any]) -> Any:
    if not entries:
        return status_badge("none", _("未登记"))
    newest = entries[0]
    return f"{newest.done_on} {newest.region_code} {newest.note[:60]}" + (f"（{len(entries)}）" if len(entries) > 1 else "")


def unpublished(user: Any) -> int:
    return inspections_visible_to(user).filter(published_on__isnull=True).count()


waiting_for(DRAWERS, _("未公开的抽查"), "centre_inspections", count=unpublished)
