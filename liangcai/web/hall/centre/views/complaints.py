"""Complaints at the centre: entered, looked into, closed with an outcome that is made public (003-064)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.enums import Role
from liangcai.apps.supervision.actions.close_complaint import close_complaint
from liangcai.apps.supervision.actions.receive_complaint import receive_complaint
from liangcai.apps.supervision.models import Complaint
from liangcai.apps.supervision.selectors import complaints_visible_to
from liangcai.web.hall.act_panels import Act, DayInput, act_panels
from liangcai.web.hall.exam_words import list_page, thing_page
from liangcai.web.shared.access import CENTRE, audience
from liangcai.web.shared.tables import ChoiceFilter, Column, Table
from liangcai.web.shared.templatetags.components import status_badge
from liangcai.web.shared.waiting import waiting_for


def state_of(complaint: Complaint) -> Any:
    return _("已办结") if complaint.closed_on else _("办理中")


def state_badge(complaint: Complaint) -> Any:
    return status_badge("finished" if complaint.closed_on else "open", state_of(complaint),
                        "success" if complaint.closed_on else "warning")  # fmt: skip


class ComplaintsTable(Table):
    name = "complaints"
    title = _("投诉举报")
    columns = (
        Column("about", _("投诉对象"), sort="about", link=lambda c: reverse("centre_complaint", args=(c.public_id,))),
        Column("received_on", _("收到日期"), sort="received_on"),
        Column("state", _("状态"), state_of, show=state_badge),
        Column("closed_on", _("办结日期"), sort="closed_on"),
    )
    search = ("about", "text")
    filters = (ChoiceFilter("open", _("状态"), [("yes", _("办理中")), ("no", _("已办结"))],
                            apply=lambda rows, value: rows.filter(closed_on__isnull=value == "yes")),)  # fmt: skip
    empty = _("没有投诉")


class ComplaintForm(forms.Form):
    about = forms.CharField(label=_("投诉对象"), max_length=120)
    text = forms.CharField(label=_("投诉内容"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    received_on = forms.DateField(label=_("收到日期"), widget=DayInput(), initial=localdate)


class OutcomeForm(forms.Form):
    outcome = forms.CharField(label=_("调查处理结果"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
                              help_text=_("会向社会公开，请勿写入个人信息"))  # fmt: skip


def run_receive(user: Any, at: Any, thing: Any, given: dict[str, Any]) -> Any:
    receive_complaint(actor=user, at=at, region_code=user.region_code, **given)
    return _("投诉已登记。")


def run_close(user: Any, at: Any, complaint: Complaint, given: dict[str, Any]) -> Any:
    close_complaint(actor=user, at=at, complaint=complaint, outcome=given["outcome"])
    return _("投诉已办结，结果已公开。")


LIST_ACTS = (Act("receive", _("登记投诉"), run_receive, form=ComplaintForm),)
ACTS = (Act("close", _("办结投诉"), run_close, lambda u, c: not c.closed_on, OutcomeForm,
            warning=_("办结后不能更改；处理结果随即公开。")),)  # fmt: skip


@audience(CENTRE)
def complaints(request: HttpRequest) -> HttpResponseBase:
    panels = act_panels(request, LIST_ACTS, None)
    if panels.done:
        return redirect(request.path)
    return list_page(request, ComplaintsTable(complaints_visible_to(request.user)), panels)


@audience(CENTRE)
def complaint(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(complaints_visible_to(request.user), public_id=public_id)
    panels = act_panels(request, ACTS, found)
    if panels.done:
        return redirect(request.path)
    facts = [(_("投诉对象"), found.about), (_("投诉内容"), found.text), (_("收到日期"), found.received_on),
             (_("状态"), state_badge(found)), (_("调查处理结果"), found.outcome or "—"), (_("办结日期"), found.closed_on)]  # fmt: skip
    return thing_page(request, _("投诉举报"), facts, panels, thing=found, crumb=(_("投诉举报"), reverse("centre_complaints")))


waiting_for({Role.CITY_CENTRE, Role.PROVINCE_CENTRE, Role.COUNTY_CENTRE}, _("办理中的投诉"), "centre_complaints",
            query="?open=yes", count=lambda user: complaints_visible_to(user).filter(closed_on=None).count())  # fmt: skip
