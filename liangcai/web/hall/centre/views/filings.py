"""Filings at the centre."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.enums import Role
from liangcai.apps.organizations.actions.confirm_filing import confirm_filing
from liangcai.apps.organizations.actions.pass_on_filing import pass_on_filing
from liangcai.apps.organizations.actions.publish_body_list import publish_body_list
from liangcai.apps.organizations.actions.record_department_opinion import record_department_opinion
from liangcai.apps.organizations.actions.resume_filing import resume_filing
from liangcai.apps.organizations.actions.return_filing import return_filing
from liangcai.apps.organizations.actions.suspend_filing import suspend_filing
from liangcai.apps.organizations.actions.withdraw_filing import withdraw_filing
from liangcai.apps.organizations.engine_io import printed_form
from liangcai.apps.organizations.enums import FilingKind
from liangcai.apps.organizations.models import Filing
from liangcai.apps.organizations.selectors import filings_visible_to
from liangcai.apps.organizations.states import FILING
from liangcai.apps.station.selectors import setting_on
from liangcai.engines.typesetting.filing_form import render as render_form
from liangcai.kernel.working_days import add_months
from liangcai.web.hall.act_panels import Act, DayInput, act_panels
from liangcai.web.hall.exam_words import (
    document_section,
    filing_badge,
    filing_facts,
    filing_sections,
    form_link,
    list_page,
    target_of,
    thing_page,
)
from liangcai.web.hall.expiring_filings import ending_soon, expiring
from liangcai.web.hall.list_files import watermark
from liangcai.web.shared.access import CENTRE, audience
from liangcai.web.shared.downloads import file_response, pdf_response
from liangcai.web.shared.tables import ChoiceFilter, Column, Table
from liangcai.web.shared.waiting import waiting_for

IN_HAND = ("submitted", "passed_on")


class FilingsTable(Table):
    name = "filings"
    title = _("机构备案")
    columns = (
        Column("body", _("机构"), "body__name", sort="body__name",
               link=lambda f: reverse("centre_filing", args=(f.public_id,))),
        Column("kind", _("类别"), "get_kind_display", sort="kind"),
        Column("purpose", _("事由"), "get_purpose_display", sort="purpose"),
        Column("scope", _("备案范围"), lambda f: "；".join(target_of(s) for s in f.scopes.all())),
        Column("state", _("状态"), lambda f: FILING.labels[f.state], sort="state", show=filing_badge),
        Column("submitted_at", _("提交时间"), sort="submitted_at"),
        Column("valid_to", _("有效期止"), sort="valid_to"),
    )  # fmt: skip
    search = ("body__name", "body__uscc", "filing_number")
    filters = (
        ChoiceFilter("state", _("状态"), [(s, w) for s, w in FILING.labels.items() if s != "draft"]),
        ChoiceFilter("kind", _("类别"), FilingKind.choices),
        ChoiceFilter("ending", _("到期"), [("soon", _("将到期且未续期"))], apply=lambda filings, _soon: ending_soon(filings)),
    )
    empty = _("没有备案申请")


def run_list(user: Any, at: Any, thing: Any, given: Any) -> Any:
    made = publish_body_list(actor=user, at=at)
    return _("名录第 %(version)d 版已公布：共 %(rows)d 项，新增 %(added)d，移出 %(removed)d。") % {
        "version": made.version, "rows": len(made.rows), "added": len(made.added), "removed": len(made.removed)}  # fmt: skip


LIST_ACTS = (Act("publish", _("公布本辖区机构名录"), run_list,
                 lambda u, x: u.role in (Role.CITY_CENTRE, Role.PROVINCE_CENTRE)),)  # fmt: skip


@audience(CENTRE)
def filings(request: HttpRequest) -> HttpResponseBase:
    panels = act_panels(request, LIST_ACTS, None)
    if panels.done:
        return redirect(request.path)
    table = FilingsTable(filings_visible_to(request.user).prefetch_related("scopes"))
    return list_page(request, table, panels)


class OpinionForm(forms.Form):
    opinion = forms.CharField(label=_("主管部门意见"), widget=forms.Textarea(attrs={"rows": 2}))
    given_on = forms.DateField(label=_("意见日期"), widget=DayInput())


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("请一次写明全部理由"))


class NoteForm(forms.Form):
    note = forms.CharField(label=_("备注"), max_length=200, required=False)


def confirm_form(filing: Filing) -> type[forms.Form]:
    """The length of the period is a setting: the texts ask for one without saying how long."""
    start = localdate()
    end = add_months(start, setting_on("filing_validity_months", start)) - timedelta(days=1)

    class ConfirmForm(forms.Form):
        opinion = forms.CharField(label=_("备案意见"), initial=_("予以备案"), widget=forms.Textarea(attrs={"rows": 2}))
        filing_number = forms.CharField(label=_("备案编号"), max_length=40)
        valid_from = forms.DateField(label=_("有效期起"), widget=DayInput(), initial=start)
        valid_to = forms.DateField(label=_("有效期止"), widget=DayInput(), initial=end)

    return ConfirmForm


def run_pass_on(user: Any, at: Any, filing: Filing, given: Any) -> Any:
    pass_on_filing(actor=user, at=at, filing=filing, note=given["note"])
    return _("已受理并转报设区市中心。")


def run_opinion(user: Any, at: Any, filing: Filing, given: Any) -> Any:
    record_department_opinion(actor=user, at=at, filing=filing, **given)
    return _("主管部门意见已登记。")


def run_confirm(user: Any, at: Any, filing: Filing, given: Any) -> Any:
    confirm_filing(actor=user, at=at, filing=filing, **given)
    return _("已备案。")


def run_return(user: Any, at: Any, filing: Filing, given: Any) -> Any:
    return_filing(actor=user, at=at, filing=filing, reason=given["reason"])
    return _("已退回。")


def run_step(action: Any, done: Any) -> Any:
    def run(user: Any, at: Any, filing: Filing, given: Any) -> Any:
        action(actor=user, at=at, filing=filing, reason=given["reason"])
        return done

    return run


def upper(user: Any) -> bool:
    return user.role in (Role.CITY_CENTRE, Role.PROVINCE_CENTRE)


ACTS = (
    Act("pass_on", _("受理并转报"), run_pass_on, lambda u, f: u.role == Role.COUNTY_CENTRE and f.state == "submitted", NoteForm),
    Act("opinion", _("登记主管部门意见"), run_opinion, lambda u, f: f.state in IN_HAND, OpinionForm),
    Act("confirm", _("备案确认"), run_confirm, lambda u, f: upper(u) and f.state in IN_HAND, confirm_form),
    Act("return", _("退回"), run_return, lambda u, f: f.state in IN_HAND, ReasonForm),
    Act("suspend", _("暂停备案"), run_step(suspend_filing, _("备案已暂停，机构已获通知。")),
        lambda u, f: upper(u) and f.state == "confirmed", ReasonForm,
        warning=_("暂停期间不能据此备案制定考核计划；尚未举行的考核见下表。")),
    Act("resume", _("恢复备案"), run_step(resume_filing, _("备案已恢复，机构已获通知。")),
        lambda u, f: upper(u) and f.state == "suspended", ReasonForm),
    Act("withdraw", _("撤销备案"), run_step(withdraw_filing, _("备案已撤销，机构已获通知。")),
        lambda u, f: upper(u) and f.state in ("confirmed", "suspended"), ReasonForm,
        warning=_("撤销后不能恢复，机构须重新备案；尚未举行的考核见下表，请另行撤回。")),
)  # fmt: skip


@audience(CENTRE)
def filing(request: HttpRequest, public_id: str) -> HttpResponse:
    found = visible_filing(request, public_id)
    panels = act_panels(request, ACTS, found)
    if panels.done:
        return redirect(request.path)
    sections = [*filing_sections(found, "centre_filing", "centre_plan"),
                document_section(found, lambda d: reverse("centre_filing_document", args=(found.public_id, d.pk)))]  # fmt: skip
    return thing_page(request, found.body.name, filing_facts(found), panels, thing=found, sections=sections, files=form_link(found, "centre_filing_pdf"),
                      crumb=(_("机构备案"), reverse("centre_filings")))  # fmt: skip


def visible_filing(request: HttpRequest, public_id: str) -> Filing:
    filings = filings_visible_to(request.user).select_related("body", "follows").prefetch_related("scopes", "documents")
    return get_object_or_404(filings, public_id=public_id)


@audience(CENTRE)
def filing_pdf(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The special-ability form in the layout of the annex."""
    found = visible_filing(request, public_id)
    if found.kind != FilingKind.SPECIAL_ABILITY:
        raise Http404
    return pdf_response(render_form(printed_form(found), watermark=watermark()), f"备案申请表-{found.body.name}.pdf")


@audience(CENTRE)
def filing_document(request: HttpRequest, public_id: str, number: int) -> HttpResponseBase:
    return file_response(get_object_or_404(visible_filing(request, public_id).documents, pk=number).file)


waiting_for({Role.COUNTY_CENTRE}, _("待受理转报的备案"), "centre_filings", query="?state=submitted",
            count=lambda user: filings_visible_to(user).filter(state="submitted").count())  # fmt: skip
waiting_for({Role.CITY_CENTRE}, _("待确认的备案"), "centre_filings", query="?state=passed_on",
            count=lambda user: filings_visible_to(user).filter(state="passed_on").count())  # fmt: skip
waiting_for({Role.CITY_CENTRE, Role.PROVINCE_CENTRE}, _("将到期的备案"), "centre_filings", query="?ending=soon",
            count=lambda user: expiring(filings_visible_to(user)))  # fmt: skip
