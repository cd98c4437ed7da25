"""A body's plans: the list, a new plan, one plan with registration, places and tickets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from liangcai.apps.exams.actions.assign_invigilators import assign_invigilators
from liangcai.apps.exams.actions.check_site import check_site
from liangcai.apps.exams.actions.plan_exam import plan_exam
from liangcai.apps.exams.actions.resume_plan import resume_plan
from liangcai.apps.exams.enums import PracticalMode, TheoryMode
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.exams.selectors import plans_visible_to
from liangcai.apps.exams.site_points import SITE_POINTS
from liangcai.apps.exams.states import PLAN
from liangcai.apps.organizations.enums import StaffKind
from liangcai.apps.organizations.models import Body, FilingScope, StaffCard
from liangcai.apps.registrations.actions.assign_places import assign_places
from liangcai.apps.registrations.actions.import_registrations import import_registrations
from liangcai.apps.registrations.engine_io import tickets_of
from liangcai.apps.registrations.workbook import template, with_errors
from liangcai.apps.resources.models import ItemBankRecord, Standard
from liangcai.apps.station.selectors import setting_on
from liangcai.engines.typesetting.admission_ticket import tickets_pdf
from liangcai.kernel.refusals import NotPermitted, Refused, RowErrors
from liangcai.web.hall.act_panels import Act, DayInput, act_panels
from liangcai.web.hall.exam_calendar import month_page
from liangcai.web.hall.exam_forms import LinesField
from liangcai.web.hall.exam_words import (
    Section,
    authority_of,
    batch_badge,
    batch_clock,
    link,
    panel_section,
    plan_badge,
    plan_facts,
    room_section,
    session_section,
    target_of,
    thing_page,
)
from liangcai.web.hall.list_files import watermark
from liangcai.web.hall.organization.views.filings import own_body
from liangcai.web.hall.plan_acts import RULING, WITHDRAW, ruling_section
from liangcai.web.shared.access import ORGANIZATION, audience
from liangcai.web.shared.downloads import XLSX, as_link, bytes_response, pdf_response
from liangcai.web.shared.middleware import status_of
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page


class PlansTable(Table):
    name = "plans"
    title = _("考核计划")
    columns = (
        Column("plan_number", _("计划编号"), sort="plan_number",
               link=lambda p: reverse("organization_plan", args=(p.public_id,))),
        Column("target", _("职业（项目）"), target_of, sort="occupation_name"),
        Column("state", _("状态"), lambda p: PLAN.labels[p.state], sort="state", show=plan_badge),
        Column("closes_on", _("报名截止"), "registration_closes_on", sort="registration_closes_on"),
        Column("capacity", _("计划人数"), sort="capacity", numeric=True),
    )  # fmt: skip
    search = ("plan_number", "occupation_name")
    filters = (ChoiceFilter("state", _("状态"), [(s, w) for s, w in PLAN.labels.items()]),)
    empty = _("还没有考核计划")


@audience(ORGANIZATION)
def calendar(request: HttpRequest) -> HttpResponse:
    return month_page(request, "organization_plan", "organization_plans")


@audience(ORGANIZATION)
def plans(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, PlansTable(plans_visible_to(request.user)), "hall/organization/pages/plans.html")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class PlanForm(forms.Form):
    """A plan; theory, practice and comprehensive review each where their time is given."""

    filing_scope = forms.ModelChoiceField(FilingScope.objects.none(), label=_("备案范围"))
    standard = forms.ModelChoiceField(Standard.objects.none(), label=_("依据标准（规范）"))
    bank = forms.ModelChoiceField(ItemBankRecord.objects.none(), label=_("题库"), required=False,
                                  help_text=_("第三方评价机构必须选择"))  # fmt: skip
    plan_number = forms.CharField(label=_("计划编号"), max_length=16)
    capacity = forms.IntegerField(label=_("计划人数"), min_value=1, max_value=100_000)
    registration_closes_on = forms.DateField(label=_("报名截止"), widget=DayInput())
    theory_at = forms.DateTimeField(label=_("理论知识考试时间"), required=False, widget=MomentInput())
    theory_mode = forms.ChoiceField(label=_("理论考试方式"), choices=[("", "—"), *TheoryMode.choices], required=False)
    theory_minutes = forms.IntegerField(label=_("理论时长（分钟）"), min_value=10, max_value=600,
                                        initial=lambda: setting_on("theory_minutes", localdate()))  # fmt: skip
    practical_at = forms.DateTimeField(label=_("操作技能考试时间"), required=False, widget=MomentInput())
    practical_mode = forms.ChoiceField(label=_("操作考核方式"), choices=[("", "—"), *PracticalMode.choices], required=False)
    mode_reason = forms.CharField(label=_("采用其他方式的理由"), max_length=200, required=False)
    practical_minutes = forms.IntegerField(label=_("操作时长（分钟）"), min_value=10, max_value=600,
                                           initial=lambda: setting_on("practical_minutes", localdate()))  # fmt: skip
    review_at = forms.DateTimeField(label=_("综合评审时间"), required=False, widget=MomentInput(),
                                    help_text=_("仅技师、高级技师"))  # fmt: skip
    rooms = LinesField(("考场", "座位数", "地址"), numbers=("座位数",), optional=("地址",), label=_("考场"),
                       help_text=_("每行一个：考场名称 座位（工位）数 地址"))  # fmt: skip
    own_students = forms.BooleanField(label=_("仅评价本校学生（技工院校）"), required=False)

    def __init__(self, body: Body, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        scopes = FilingScope.objects.filter(filing__body=body, filing__state="confirmed").select_related("filing")
        names = scopes.values("occupation_name")
        self.fields["filing_scope"].queryset = scopes
        self.fields["filing_scope"].label_from_instance = lambda s: f"{target_of(s)}（{s.filing.valid_from} 至 {s.filing.valid_to}）"
        self.fields["standard"].queryset = Standard.objects.filter(occupation_name__in=names)
        self.fields["bank"].queryset = ItemBankRecord.objects.filter(occupation_name__in=names).select_related("standard")

    def sessions(self) -> list[dict[str, Any]]:
        given = self.cleaned_data
        made: list[dict[str, Any]] = []
        if given["theory_at"]:
            made.append({"subject": "theory", "theory_mode": given["theory_mode"], "starts_at": given["theory_at"],
                         "minutes": given["theory_minutes"]})  # fmt: skip
        if given["practical_at"]:
            made.append({"subject": "practical", "practical_mode": given["practical_mode"], "minutes": given["practical_minutes"],
                         "mode_reason": given["mode_reason"], "starts_at": given["practical_at"]})  # fmt: skip
        if given["review_at"]:
            made.append({"subject": "review", "starts_at": given["review_at"], "minutes": 60})
        return made

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        scope = given["filing_scope"]
        rooms = [{"name": r["考场"], "seats": int(r["座位数"]), "address": r.get("地址", "")} for r in given["rooms"]]
        plain = ("standard", "bank", "plan_number", "capacity", "registration_closes_on", "own_students", "filing_scope")
        return {**{key: given[key] for key in plain}, "kind": scope.filing.kind, "occupation_code": scope.occupation_code,
                "occupation_name": scope.occupation_name, "level": scope.level, "sessions": self.sessions(), "rooms": rooms}


@audience(ORGANIZATION)
def new_plan(request: HttpRequest) -> HttpResponse:
    body = own_body(request)
    form, refused, status = PlanForm(body), None, 200
    if request.method == "POST":
        form, status = PlanForm(body, request.POST), 422
        if form.is_valid():
            try:
                made = plan_exam(actor=request.user, at=timezone.now(), body=body, **form.arguments())
                return redirect("organization_plan", made.public_id)
            except NotPermitted:
                raise
            except Refused as no:
                refused, status = no, status_of(no)
    return render(request, "hall/pages/form.html", {
        "title": _("新考核计划"), "form": form, "refused": refused, "button": _("保存"),
        "back_url": reverse("organization_plans"), "breadcrumbs": [(_("考核计划"), reverse("organization_plans"))],
    }, status=status)  # fmt: skip


# One plan


class PlacesForm(forms.Form):
    seed = forms.IntegerField(label=_("随机种子"), min_value=0, max_value=2**31,
                              help_text=_("同一种子得到同一编排，可以复算"))  # fmt: skip


class SiteForm(forms.Form):
    remarks = forms.CharField(label=_("不符合项的说明"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for key, (rule, label) in SITE_POINTS.items():
            self.fields[key] = forms.BooleanField(label=f"{label}（{rule}）", required=False)
        self.order_fields([*SITE_POINTS, "remarks"])


def invigilator_form(plan: ExamPlan) -> type[forms.Form]:
    cards = StaffCard.objects.filter(kind=StaffKind.INVIGILATOR, region_code__startswith=plan.region_code[:4])
    fields = {f"room_{room.pk}": forms.ModelMultipleChoiceField(cards, label=room.name, required=False,
                                                                widget=forms.CheckboxSelectMultiple)
              for room in plan.rooms.all()}  # fmt: skip
    return type("InvigilatorForm", (forms.Form,), fields)


def run_places(user: Any, at: datetime, plan: ExamPlan, given: dict[str, Any]) -> Any:
    made = assign_places(actor=user, at=at, plan=plan, seed=given["seed"])
    return now_in("已编排 %(n)d 个座位。") % {"n": len(made)}


def run_site(user: Any, at: datetime, plan: ExamPlan, given: dict[str, Any]) -> Any:
    answers = {key: given[key] for key in SITE_POINTS}
    found = check_site(actor=user, at=at, plan=plan, answers=answers, remarks=given["remarks"])
    return now_in("考场检查已登记：可以开考。") if found.ready else now_in("考场检查已登记：尚不具备开考条件。")


def run_invigilators(user: Any, at: datetime, plan: ExamPlan, given: dict[str, Any]) -> Any:
    chosen = {room.name: list(given[f"room_{room.pk}"]) for room in plan.rooms.all()}
    assign_invigilators(actor=user, at=at, plan=plan, assignments=chosen)
    return now_in("监考员已安排。")


def resume_form(plan: ExamPlan) -> type[forms.Form]:
    same = {"occupation_code": plan.occupation_code, "occupation_name": plan.occupation_name, "state": "in_force"}
    return type("ResumeForm", (forms.Form,), {
        "standard": forms.ModelChoiceField(Standard.objects.filter(**same), label=_("现行标准（规范）")),
        "bank": forms.ModelChoiceField(ItemBankRecord.objects.filter(**same).select_related("standard"), label=_("题库"),
                                       required=False, help_text=_("第三方评价机构必须选择")),
    })  # fmt: skip


def run_resume(user: Any, at: datetime, plan: ExamPlan, given: dict[str, Any]) -> Any:
    resume_plan(actor=user, at=at, plan=plan, **given)
    return _("计划已按现行标准恢复。")


ACTS = (
    Act("places", _("编排考场"), run_places, lambda u, p: p.state == "open", PlacesForm,
        _("编排后报名即截止，且不能重来；各批次须已反馈。")),
    Act("site", _("考场检查"), run_site, lambda u, p: p.state == "closed", SiteForm),
    Act("invigilators", _("安排监考员"), run_invigilators, lambda u, p: p.state == "closed", invigilator_form),
    Act("resume", _("按现行标准恢复"), run_resume, lambda u, p: p.state == "halted", resume_form,
        warning=_("原依据的标准（规范）已不再适用；请选择现行标准和按其编制的题库。")),
    RULING,
    WITHDRAW,
)


class UploadForm(forms.Form):
    workbook = forms.FileField(label=_("报名工作簿（.xlsx）"))
    accept_valid = forms.BooleanField(label=_("只导入无误的行，其余退回修改"), required=False)


@audience(ORGANIZATION)
def plan(request: HttpRequest, public_id: str) -> HttpResponse:
    found = own_plan(request, public_id)
    panels = act_panels(request, ACTS, found)
    if panels.done:
        return redirect(request.path)
    files = []
    if found.state == "open":
        files += [(_("导入报名"), reverse("organization_import", args=(found.public_id,)))]
    if found.state in ("closed", "held"):
        files += [(_("打印考务资料"), reverse("printing", args=(found.public_id,)))]
    return thing_page(request, found, plan_facts(found), panels, thing=found, files=files,
                      crumb=(_("考核计划"), reverse("organization_plans")),
                      sections=[batch_section(found), session_section(found), room_section(found), panel_section(found), ruling_section(found)])


def own_plan(request: HttpRequest, public_id: str) -> ExamPlan:
    return get_object_or_404(plans_visible_to(request.user).select_related("panel"), public_id=public_id)


def batch_section(plan: ExamPlan) -> Section:
    rows = [(link(now_in("第 %(n)d 批") % {"n": b.number}, reverse("organization_batch", args=(b.public_id,))),
             batch_badge(b), batch_clock(b)) for b in plan.batches.order_by("number")]  # fmt: skip
    return Section(_("报名批次"), (_("批次"), _("状态"), _("审核期限")), rows, _("还没有报名"))


@audience(ORGANIZATION)
def upload(request: HttpRequest, public_id: str) -> HttpResponse:
    """A workbook of candidates; what is wrong comes back as a list and as comments in the very cells."""
    found = own_plan(request, public_id)
    form = UploadForm(request.POST or None, request.FILES or None)
    refused, marked, status = None, "", 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["workbook"].read()
        try:
            outcome = import_registrations(actor=request.user, at=timezone.now(), plan=found, workbook=data,
                                           accept_valid=form.cleaned_data["accept_valid"])  # fmt: skip
        except NotPermitted:
            raise
        except Refused as no:
            refused, status = no, status_of(no)
            marked = as_link(with_errors(data, no.errors)) if isinstance(no, RowErrors) else ""
        else:
            messages.success(request, now_in("已导入 %(n)d 人。") % {"n": outcome.accepted})
            if not outcome.errors:
                return redirect("organization_batch", outcome.batch.public_id)
            refused = RowErrors(now_in("其余 %(n)d 处有误，未导入。") % {"n": len(outcome.errors)}, outcome.errors)
            marked, status = as_link(with_errors(data, outcome.errors)), 200
    return render(request, "hall/organization/pages/upload.html", {
        "title": _("导入报名"), "subtitle": str(found), "form": form, "refused": refused, "error_workbook": marked,
        "breadcrumbs": [(_("考核计划"), reverse("organization_plans")),
                        (found.plan_number, reverse("organization_plan", args=(found.public_id,)))],
    }, status=status)  # fmt: skip


@audience(ORGANIZATION)
def template_file(request: HttpRequest) -> HttpResponseBase:
    return bytes_response(template(), "报名模板.xlsx", XLSX)


@audience(ORGANIZATION)
def tickets(request: HttpRequest, public_id: str) -> HttpResponseBase:
    found = own_plan(request, public_id)
    printed = tickets_of(found, authority=authority_of(found.region_code))
    if not printed:
        raise Refused("no_places_yet", "尚未编排考场，没有准考证。", hint="请先编排考场。")
    return pdf_response(tickets_pdf(printed, watermark=watermark()), f"准考证-{found.plan_number}.pdf")
