"""The catalogue of resources: what applies on a day, promulgation, retirement, hand-overs."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.exams.actions.promulgate_standard import promulgate_standard
from liangcai.apps.exams.selectors import plans_resting_on, split_by_examination
from liangcai.apps.resources.actions.decline_support import decline_support
from liangcai.apps.resources.actions.hand_over_bank import hand_over_bank
from liangcai.apps.resources.actions.list_in_drafting_plan import list_in_drafting_plan
from liangcai.apps.resources.actions.record_handover_receipt import record_handover_receipt
from liangcai.apps.resources.actions.retire_resource import retire_resource
from liangcai.apps.resources.enums import ResourceState, StandardKind
from liangcai.apps.resources.models import Handover, Standard
from liangcai.apps.resources.selectors import (
    banks,
    drafting_plans_known,
    handovers_visible_to,
    preview_promulgation,
    resource_of,
    standards,
    support_requests_visible_to,
)
from liangcai.apps.resources.state_changes import in_force_on
from liangcai.kernel.refusals import NotPermitted, Refused
from liangcai.web.hall.act_panels import Act, DayInput, act_panels
from liangcai.web.hall.occupation_input import code_field, name_field
from liangcai.web.hall.project_files import slip_pdf
from liangcai.web.shared.access import CENTRE, audience
from liangcai.web.shared.action_words import events_of
from liangcai.web.shared.downloads import pdf_response
from liangcai.web.shared.tables import ChoiceFilter, Column, DayFilter, Table, table_page
from liangcai.web.shared.templatetags.components import status_badge
from liangcai.web.shared.waiting import waiting_for

LEVELS = [(level, level) for level in ("五级", "四级", "三级", "二级", "一级")]


def badge(resource):
    return status_badge(resource.state, resource.get_state_display())


class StandardsTable(Table):
    name = "standards"
    title = _("技术资源")
    columns = (
        Column("name", _("职业（项目）"), "occupation_name", sort="occupation_name",
               link=lambda s: reverse("centre_standard", args=(s.public_id,))),
        Column("code", _("职业编码"), "occupation_code", sort="occupation_code"),
        Column("kind", _("类别"), "get_kind_display", sort="kind"),
        Column("owner", _("归属单位"), "owner__name", sort="owner__name"),
        Column("version", _("版次"), sort="version", numeric=True),
        Column("state", _("状态"), "get_state_display", sort="state", show=badge),
        Column("published_on", _("发布（颁布）日期"), sort="published_on"),
        Column("valid_to", _("失效日期"), sort="valid_to"),
    )  # fmt: skip
    search = ("occupation_name", "occupation_code", "document_number")
    filters = (
        ChoiceFilter("kind", _("类别"), StandardKind.choices),
        ChoiceFilter("state", _("状态"), ResourceState.choices),
        DayFilter("on", _("当日有效"), in_force_on),
    )


class BanksTable(Table):
    name = "banks"
    title = _("评价题库")
    columns = (
        Column("name", _("职业（项目）"), "occupation_name", sort="occupation_name",
               link=lambda b: reverse("centre_bank", args=(b.public_id,))),
        Column("kind", _("类别"), "get_kind_display", sort="kind"),
        Column("levels", _("等级")),
        Column("standard", _("所依据的标准"), lambda b: str(b.standard)),
        Column("items", _("题量"), "item_count", sort="item_count", numeric=True),
        Column("state", _("状态"), "get_state_display", sort="state", show=badge),
        Column("published_on", _("发布日期"), sort="published_on"),
    )  # fmt: skip
    search = ("occupation_name", "occupation_code")
    filters = (
        ChoiceFilter("state", _("状态"), ResourceState.choices),
        DayFilter("on", _("当日有效"), in_force_on),
    )


@audience(CENTRE)
def resources(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, StandardsTable(standards()), "hall/centre/pages/resources.html",
                      {"province": province(request.user)})  # fmt: skip


@audience(CENTRE)
def bank_list(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, BanksTable(banks()))


def province(user, _thing=None) -> bool:
    return user.role == "province_centre"


class RetireForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200)
    retired_on = forms.DateField(label=_("停用日期"), widget=DayInput())


class HandOverForm(forms.Form):
    receiver = forms.CharField(label=_("接收方"), max_length=120)
    slip_number = forms.CharField(label=_("交接单编号"), max_length=40)
    package_sha256 = forms.RegexField("^[0-9a-f]{64}$", label=_("资料摘要（SHA-256）"))


def run_retire(user, at, found, given):
    retire_resource(actor=user, at=at, resource=found, **given)
    return _("已停用。")


def run_hand_over(user, at, found, given):
    hand_over_bank(actor=user, at=at, bank=found, **given)
    return _("交接单已登记。")


def may_retire(user, found) -> bool:
    return province(user) and found.state not in ("lapsed", "retired")


RETIRE = Act("retire", _("停用"), run_retire, may_retire, RetireForm)
BANK_ACTS = (
    Act("hand_over", _("移交题库"), run_hand_over, lambda u, b: province(u) and b.state == "in_force", HandOverForm),
    RETIRE,
)


@audience(CENTRE)
def standard(request: HttpRequest, public_id: str) -> HttpResponse:
    return resource_page(request, resource_of("standard", public_id), (RETIRE,))


@audience(CENTRE)
def bank(request: HttpRequest, public_id: str) -> HttpResponse:
    return resource_page(request, resource_of("bank", public_id), BANK_ACTS)


def resource_page(request: HttpRequest, found, acts) -> HttpResponse:
    panels = act_panels(request, acts, found)
    if panels.done:
        return redirect(request.path)
    is_standard = isinstance(found, Standard)
    facts = [
        (_("类别"), found.get_kind_display()), (_("职业（项目）"), f"{found.occupation_code} {found.occupation_name}"),
        (_("等级"), "、".join(found.levels) or _("不分等级")), (_("版次"), found.version), (_("状态"), badge(found)),
        (_("发布（颁布）日期"), found.published_on or _("未登记")),
    ]  # fmt: skip
    if is_standard:
        facts += [(_("文号"), found.document_number), (_("归属单位"), found.owner or "—"),
                  (_("备案日期"), found.filed_on or "—"), (_("失效日期"), found.valid_to or "—")]  # fmt: skip
        if found.ended_by:
            facts.append((_("因何失效"), say("%(standard)s（%(number)s）于 %(day)s 发布（颁布）") % {
                "standard": found.ended_by, "number": found.ended_by.document_number, "day": found.valid_to}))
    else:
        facts += [(_("所依据的标准"), found.standard), (_("题量"), found.item_count),
                  (_("内容摘要"), found.content_sha256 or "—"), (_("评审通过"), found.reviewed_on or "—")]  # fmt: skip
    plans = plans_resting_on([found]) if is_standard else []
    return render(request, "hall/centre/pages/resource.html", {
        "title": str(found), "facts": facts, "panels": panels, "plans": plans, "feedback": found.feedback.all()[:20],
        "changes": found.state_changes.all(),
        "handovers": [] if is_standard else found.handovers.all(),
        "history": events_of(found),
        "breadcrumbs": [(_("技术资源"), reverse("centre_resources"))],
    }, status=panels.status)  # fmt: skip


# Promulgation: previewed before it is confirmed


class PromulgationForm(forms.Form):
    occupation_code = code_field()
    occupation_name = name_field()
    levels = forms.MultipleChoiceField(label=_("等级"), choices=LEVELS, widget=forms.CheckboxSelectMultiple)
    document_number = forms.CharField(label=_("颁布文号"), max_length=60)
    promulgated_on = forms.DateField(label=_("颁布日期"), widget=DayInput())


@audience(CENTRE)
def promulgate(request: HttpRequest) -> HttpResponse:
    """First the preview, then the same form with `confirmed=yes` does it."""
    if not province(request.user):
        raise NotPermitted("role", say("国家职业技能标准的颁布由省中心登记。"))
    form = PromulgationForm(request.POST or None)
    preview = refused = None
    plans: tuple = ((), ())
    status = 200
    if request.method == "POST" and form.is_valid():
        preview = preview_promulgation(form.cleaned_data["occupation_code"])
        plans = split_by_examination(preview.ended, timezone.now())
        if request.POST.get("confirmed") == "yes":
            try:
                made = promulgate_standard(actor=request.user, at=timezone.now(), **form.cleaned_data)
            except Refused as no:
                refused, status = no, 409
            else:
                done = made.resources
                words = say("已登记颁布：%(norms)d 部规范废止，%(banks)d 个题库待修订，%(projects)d 个项目终止，%(plans)d 个考核计划暂停。")
                messages.success(request, words % {"norms": len(done.lapsed), "banks": len(done.banks),
                                                   "projects": len(done.stopped), "plans": len(made.halted)})  # fmt: skip
                assert done.standard is not None
                return redirect("centre_standard", done.standard.public_id)
    elif request.method == "POST":
        status = 422
    return render(request, "hall/centre/pages/promulgate.html", {
        "title": _("登记国家职业技能标准的颁布"), "form": form, "preview": preview, "halted": plans[0], "begun": plans[1],
        "refused": refused,
        "breadcrumbs": [(_("技术资源"), reverse("centre_resources"))],
    }, status=status)  # fmt: skip


class DraftingPlanForm(forms.Form):
    scope = forms.ChoiceField(label=_("计划"), choices=[("national", _("国家标准编制计划")), ("industry", _("行业规范编制计划"))])
    occupation_code = code_field()
    occupation_name = name_field()
    listed_on = forms.DateField(label=_("列入日期"), widget=DayInput())
    source = forms.CharField(label=_("依据"), max_length=200)


def run_plan(user, at, _thing, given):
    list_in_drafting_plan(actor=user, at=at, **given)
    return _("编制计划已登记，不再开发的项目已终止。")


PLAN_ACTS = (Act("plan", _("登记编制计划"), run_plan, province, DraftingPlanForm,
                 warning=_("该职业不得再开发的规范项目将当即终止，不算逾期，也不算成果。")),)  # fmt: skip


@audience(CENTRE)
def drafting_plans(request: HttpRequest) -> HttpResponse:
    panels = act_panels(request, PLAN_ACTS, None)
    if panels.done:
        return redirect(request.path)
    return render(request, "hall/centre/pages/drafting_plans.html", {
        "title": _("编制计划"), "panels": panels, "plans": drafting_plans_known()[:200],
        "breadcrumbs": [(_("技术资源"), reverse("centre_resources"))]}, status=panels.status)  # fmt: skip


# Support requests and hand-over slips


class DeclineForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200)


class ReceiptForm(forms.Form):
    receiver = forms.CharField(label=_("签收人"), max_length=80)
    package_sha256 = forms.RegexField("^[0-9a-f]{64}$", label=_("收到资料的摘要（SHA-256）"))


def run_grant(user, at, request, given):
    hand_over_bank(actor=user, at=at, bank=request.bank, request=request, receiver_body=request.body, **given)
    return _("已移交并办结申请。")


def run_decline(user, at, request, given):
    decline_support(actor=user, at=at, request=request, reason=given["reason"])
    return _("已答复。")


def run_receipt(user, at, handover, given):
    record_handover_receipt(actor=user, at=at, handover=handover, receipt=given)
    return _("回执已登记。")


REQUEST_ACTS = (
    Act("grant", _("同意并移交"), run_grant, lambda u, r: province(u) and r.state == "requested", HandOverForm),
    Act("decline", _("不予同意"), run_decline, lambda u, r: province(u) and r.state == "requested", DeclineForm),
)
SLIP_ACTS = (Act("receipt", _("登记回执"), run_receipt, lambda u, h: province(u) and not h.receipt, ReceiptForm),)


@audience(CENTRE)
def handovers(request: HttpRequest) -> HttpResponse:
    return render(request, "hall/centre/pages/handovers.html", {
        "title": _("资源领用与交接"), "requests": support_requests_visible_to(request.user)[:100],
        "handovers": handovers_visible_to(request.user)[:100],
        "breadcrumbs": [(_("技术资源"), reverse("centre_resources"))]})  # fmt: skip


@audience(CENTRE)
def support_request(request: HttpRequest, public_id: str) -> HttpResponse:
    found = support_requests_visible_to(request.user).filter(public_id=public_id).first()
    if found is None:
        raise NotPermitted("no_such_request", say("没有这份申请，或它不在您可以查看的范围内。"))
    facts = [(_("申请单位"), found.body.name), (_("题库"), found.bank), (_("状态"), found.get_state_display()),
             *found.form.items(), (_("答复"), found.answer or "—")]  # fmt: skip
    return acted_page(request, REQUEST_ACTS, found, _("技术支持申请"), facts)


def slip_of(request: HttpRequest, public_id: str) -> Handover:
    found = handovers_visible_to(request.user).filter(public_id=public_id).first()
    if found is None:
        raise NotPermitted("no_such_slip", say("没有这张交接单，或它不在您可以查看的范围内。"))
    return found


@audience(CENTRE)
def slip_file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    found = slip_of(request, public_id)
    return pdf_response(slip_pdf(found), f"{found.slip_number}.pdf")


@audience(CENTRE)
def handover(request: HttpRequest, public_id: str) -> HttpResponse:
    found = slip_of(request, public_id)
    facts = [(_("编号"), found.slip_number), (_("资料"), found.bank or found.standard), (_("接收方"), found.receiver),
             (_("资料摘要"), found.package_sha256), *((key, value) for key, value in found.receipt.items())]  # fmt: skip
    return acted_page(request, SLIP_ACTS, found, _("资料交接单"), facts,
                      file_url=reverse("centre_handover_slip", args=(found.public_id,)))  # fmt: skip


def acted_page(request: HttpRequest, acts, found, title, facts, file_url: str = "") -> HttpResponse:
    panels = act_panels(request, acts, found)
    if panels.done:
        return redirect(request.path)
    return render(request, "hall/pages/acted.html", {
        "title": title, "facts": facts, "panels": panels, "file_url": file_url,
        "breadcrumbs": [(_("资源领用与交接"), reverse("centre_handovers"))]}, status=panels.status)  # fmt: skip


waiting_for({"province_centre"}, _("待办的技术支持申请"), "centre_handovers",
            count=lambda user: support_requests_visible_to(user).filter(state="requested").count())  # fmt: skip
