"""A body's side of technical resources: apply, pledge, draft, submit; ask for material and acknowledge it."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.organizations.selectors import body_of
from liangcai.apps.resources.actions.apply_for_development import apply_for_development
from liangcai.apps.resources.actions.give_feedback import give_feedback
from liangcai.apps.resources.actions.record_handover_receipt import record_handover_receipt
from liangcai.apps.resources.actions.request_support import request_support
from liangcai.apps.resources.actions.sign_pledge import sign_pledge
from liangcai.apps.resources.actions.submit_draft import submit_draft
from liangcai.apps.resources.actions.submit_for_review import submit_for_review
from liangcai.apps.resources.enums import ProjectAction, ProjectKind
from liangcai.apps.resources.models import DevelopmentProject
from liangcai.apps.resources.norm_content import working_text
from liangcai.apps.resources.selectors import (
    banks,
    banks_on,
    handovers_visible_to,
    key_projects,
    project_for,
    projects_visible_to,
    resource_of,
    standards_on,
    support_requests_visible_to,
)
from liangcai.apps.resources.states import OPEN_STATES
from liangcai.engines.typesetting.development_form import DEFAULT_SECTIONS
from liangcai.kernel.refusals import NotPermitted
from liangcai.web.hall.act_panels import Act, DayInput, act_panels
from liangcai.web.hall.occupation_input import code_field, name_field
from liangcai.web.hall.project_work import MILESTONE_ACTS, work_shown
from liangcai.web.hall.resource_words import (
    checks_shown,
    clock_badge,
    facts_of,
    reasons_of,
    state_badge,
    state_label,
)
from liangcai.web.shared.access import ORGANIZATION, audience
from liangcai.web.shared.action_words import events_of
from liangcai.web.shared.tables import Column, Table, table_page
from liangcai.web.shared.waiting import waiting_for

LEVELS = [(level, level) for level in ("五级", "四级", "三级", "二级", "一级")]
FORM_7 = DEFAULT_SECTIONS[7][1].long  # the annex itself is not in our hands: a practitioner's fields


class ProjectsTable(Table):
    name = "own-projects"
    title = _("开发项目")
    columns = (
        Column("occupation", _("职业（项目）"), "occupation_name", sort="occupation_name",
               link=lambda p: reverse("organization_project", args=(p.public_id,))),
        Column("kind", _("成果类别"), "get_kind_display", sort="kind"),
        Column("state", _("状态"), lambda p: state_label(p.state), sort="state", show=state_badge),
        Column("deadline", _("时限"), "deadline_on", sort="deadline_on", show=clock_badge),
    )  # fmt: skip
    search = ("occupation_name", "occupation_code")


class ApplicationForm(forms.Form):
    """Form 7 with default fields; its answers are kept by label."""

    kind = forms.ChoiceField(label=_("成果类别"), choices=ProjectKind.choices)
    action = forms.ChoiceField(label=_("开发或修订"), choices=ProjectAction.choices)
    occupation_code = code_field(required=False, help_text=_("专项职业能力不填"))
    occupation_name = name_field(label=_("职业（项目）名称"))
    levels = forms.MultipleChoiceField(label=_("等级"), choices=LEVELS, required=False,
                                       widget=forms.CheckboxSelectMultiple)  # fmt: skip
    key_project = forms.ChoiceField(label=_("所属重点项目"), required=False)
    seeking_registration = forms.TypedChoiceField(
        label=_("是否正在申请第三方评价机构备案"), required=False, empty_value=None, coerce=lambda v: v == "yes",
        choices=[("", _("不适用")), ("yes", _("是")), ("no", _("否"))],
    )  # fmt: skip
    exception_reason = forms.CharField(label=_("另行开发已公布项目的理由"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key_project"].choices = [("", _("不属于重点项目")), *((str(k.public_id), k.name) for k in key_projects())]
        for label in FORM_7:
            self.fields[label] = forms.CharField(label=label, max_length=1000, required=False,
                                                 widget=forms.Textarea(attrs={"rows": 2}))  # fmt: skip


def own_body(request: HttpRequest):
    found = body_of(request.user)
    if found is None:
        raise NotPermitted("no_body", say("您的账号尚未归属任何机构，请联系所在地中心。"))
    return found


def run_apply(user, at, applicant, given):
    declared = {key: given[key] for key in ("seeking_registration", "exception_reason") if given[key] not in (None, "")}
    key_project = key_projects().filter(public_id=given["key_project"]).first() if given["key_project"] else None
    made = apply_for_development(
        actor=user, at=at, applicant=applicant, kind=given["kind"], action=given["action"],
        occupation_code=given["occupation_code"].strip(), occupation_name=given["occupation_name"].strip(),
        levels=given["levels"], key_project=key_project,
        form={**{label: given[label] for label in FORM_7}, **declared},
    )  # fmt: skip
    return say("申请已提交：%(project)s。") % {"project": made}


APPLY = (Act("apply", _("申请开发或修订"), run_apply, form=ApplicationForm),)


@audience(ORGANIZATION)
def projects(request: HttpRequest) -> HttpResponseBase:
    panels = act_panels(request, APPLY, own_body(request))
    if panels.done:
        return redirect(request.path)
    response = table_page(request, ProjectsTable(projects_visible_to(request.user)), "hall/pages/table_and_acts.html",
                          {"panels": panels})  # fmt: skip
    response.status_code = panels.status
    return response


class PledgeForm(forms.Form):
    person_name = forms.CharField(label=_("姓名"), max_length=80)
    duty = forms.CharField(label=_("承担工作"), max_length=40)
    signed_on = forms.DateField(label=_("签署日期"), widget=DayInput())


class BankDraftForm(forms.Form):
    item_count = forms.IntegerField(label=_("题量"), min_value=1)
    content_sha256 = forms.RegexField("^[0-9a-f]{64}$", label=_("内容摘要（SHA-256）"),
                                      help_text=_("在题库工作站生成；办事大厅不接收试题"))  # fmt: skip
    summary = forms.CharField(label=_("内容概况"), max_length=300, required=False)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class NormDraftForm(forms.Form):
    """The text itself is written in the editor."""

    note = forms.CharField(label=_("说明"), max_length=200, required=False)


def draft_form(project: DevelopmentProject) -> type[forms.Form]:
    return BankDraftForm if project.kind == ProjectKind.ITEM_BANK else NormDraftForm


def run_pledge(user, at, project, given):
    sign_pledge(actor=user, at=at, project=project, **given)
    return _("保密责任书已登记。")


def run_draft(user, at, project, given):
    if project.kind == ProjectKind.ITEM_BANK:
        content = {key: given[key] for key in ("item_count", "content_sha256", "summary") if given[key]}
    else:
        content = working_text(project).content
    made = submit_draft(actor=user, at=at, project=project, content=content, note=given["note"])
    return say("第 %(version)d 稿已提交。") % {"version": made.version}


def run_submit(user, at, project, given):
    submit_for_review(actor=user, at=at, project=project)
    return _("已送审。")


def building(user, project) -> bool:
    return project.state in ("developing", "revising")


ACTS = (
    Act("pledge", _("登记保密责任书"), run_pledge, lambda u, p: p.state in OPEN_STATES, PledgeForm),
    Act("draft", _("提交稿件"), run_draft, building, draft_form),
    *MILESTONE_ACTS,
    Act("submit", _("送审"), run_submit, lambda u, p: building(u, p) and p.drafts.exists()),
)


@audience(ORGANIZATION)
def project(request: HttpRequest, public_id: str) -> HttpResponseBase:
    found = project_for(request.user, public_id)
    panels = act_panels(request, ACTS, found)
    if panels.done:
        return redirect(request.path)
    drafts = list(found.drafts.order_by("-version"))
    return render(request, "hall/organization/pages/project.html", {
        "title": str(found), "project": found, "facts": facts_of(found), "reasons": reasons_of(found), "panels": panels,
        "drafts": drafts, "checks": checks_shown(found, drafts[0] if drafts else None), "pledges": found.pledges.all(),
        "reviews": found.reviews.exclude(concluded_at=None).prefetch_related("opinions__expert"),
        "history": events_of(found), "has_text": found.kind != ProjectKind.ITEM_BANK,
        "in_work": building(request.user, found),
        **work_shown(found),
        "breadcrumbs": [(_("开发项目"), reverse("organization_projects"))],
    }, status=panels.status)  # fmt: skip


class SupportForm(forms.Form):
    bank = forms.ChoiceField(label=_("题库"))
    purpose = forms.CharField(label=_("用途说明"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    receiver = forms.CharField(label=_("接收人及保密责任书编号"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank"].choices = [(str(b.public_id), f"{b}（{'、'.join(b.levels)}）") for b in
                                       banks().filter(state="in_force", published_on__isnull=False)]  # fmt: skip


class FeedbackForm(forms.Form):
    resource = forms.ChoiceField(label=_("技术资源"))
    text = forms.CharField(label=_("问题或建议"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["resource"].choices = [
            (label, [(f"{kind} {r.public_id}", str(r)) for r in found]) for kind, label, found in
            (("standard", _("评价标准（规范）"), standards_on(today)), ("bank", _("评价题库"), banks_on(today)))
        ]  # fmt: skip


class ReceiptForm(forms.Form):
    receiver = forms.CharField(label=_("签收人"), max_length=80)
    package_sha256 = forms.RegexField("^[0-9a-f]{64}$", label=_("收到资料的摘要（SHA-256）"))


def run_support(user, at, body, given):
    bank = banks().get(public_id=given["bank"])
    request_support(actor=user, at=at, body=body, bank=bank,
                    form={"用途说明": given["purpose"], "接收人及保密责任书编号": given["receiver"]})  # fmt: skip
    return _("申请已提交。")


def run_feedback(user, at, body, given):
    give_feedback(actor=user, at=at, resource=resource_of(*given["resource"].split()), text=given["text"])
    return _("已收到您的反馈。")


def run_receipt(user, at, handover, given):
    record_handover_receipt(actor=user, at=at, handover=handover, receipt=given)
    return _("回执已登记。")


SUPPORT_ACTS = (
    Act("support", _("申请领用题库资料"), run_support, form=SupportForm),
    Act("feedback", _("反馈使用情况"), run_feedback, form=FeedbackForm),
)
SLIP_ACTS = (Act("receipt", _("登记回执"), run_receipt, lambda u, h: not h.receipt, ReceiptForm),)


@audience(ORGANIZATION)
def handovers(request: HttpRequest) -> HttpResponse:
    panels = act_panels(request, SUPPORT_ACTS, own_body(request))
    if panels.done:
        return redirect(request.path)
    return render(request, "hall/organization/pages/handovers.html", {
        "title": _("资源领用"), "panels": panels, "requests": support_requests_visible_to(request.user)[:100],
        "handovers": handovers_visible_to(request.user)[:100]}, status=panels.status)  # fmt: skip


@audience(ORGANIZATION)
def handover(request: HttpRequest, public_id: str) -> HttpResponse:
    found = handovers_visible_to(request.user).filter(public_id=public_id).first()
    if found is None:
        raise NotPermitted("no_such_slip", say("没有这张交接单，或它不在您可以查看的范围内。"))
    panels = act_panels(request, SLIP_ACTS, found)
    if panels.done:
        return redirect(request.path)
    facts = [(_("编号"), found.slip_number), (_("资料"), found.bank), (_("资料摘要"), found.package_sha256),
             (_("移交时间"), found.handed_at), (_("回执"), json.dumps(found.receipt, ensure_ascii=False) if found.receipt
                                            else _("待登记"))]  # fmt: skip
    return render(request, "hall/pages/acted.html", {
        "title": _("资料交接单"), "facts": facts, "panels": panels,
        "breadcrumbs": [(_("资源领用"), reverse("organization_handovers"))]}, status=panels.status)  # fmt: skip


waiting_for(ORGANIZATION, _("待开发或修改的项目"), "organization_projects",
            count=lambda user: projects_visible_to(user).filter(state__in=("developing", "revising")).count())  # fmt: skip
waiting_for(ORGANIZATION, _("待登记回执的交接单"), "organization_handovers",
            count=lambda user: handovers_visible_to(user).filter(receipt={}).count())  # fmt: skip
