"""A centre's queue of applications: return once, record findings and scores, decide, void."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.bridging.actions.decide_application import decide_application
from liangcai.apps.bridging.actions.publish_review_notice import publish_review_notice
from liangcai.apps.bridging.actions.record_finding import HERE, record_finding
from liangcai.apps.bridging.actions.record_review_score import record_review_score
from liangcai.apps.bridging.actions.return_application import return_application
from liangcai.apps.bridging.actions.void_decision import void_decision
from liangcai.apps.bridging.enums import Authority, Indicator, ReviewMethod, Target
from liangcai.apps.bridging.models import Application
from liangcai.apps.bridging.permissions import require_authority
from liangcai.apps.bridging.selectors import (
    applications_to_decide,
    applications_visible_to,
    review_notices,
)
from liangcai.apps.bridging.states import APPLICATION
from liangcai.apps.catalogue.selectors import policy
from liangcai.engines.rules.series import SERIES
from liangcai.kernel.refusals import NotPermitted
from liangcai.web.hall.act_panels import Act, DayInput, act_panels
from liangcai.web.hall.application_pages import application_page, evidence_file
from liangcai.web.hall.application_words import state_badge
from liangcai.web.shared.access import CENTRE, audience
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page
from liangcai.web.shared.waiting import waiting_for

WORDS = forms.Textarea(attrs={"rows": 4})


class ApplicationTable(Table):
    name = "applications"
    title = _("贯通与认定申请")
    columns = (
        Column("what", _("申请"), str, link=lambda row: reverse("centre_application", args=(row.public_id,))),
        Column("candidate", _("申请人"), "candidate__display_name", sort="candidate__display_name"),
        Column("body", _("核验单位"), "body__name", sort="body__name"),
        Column("authority", _("决定机关"), "get_authority_display", sort="authority"),
        Column("submitted_at", _("提交时间"), sort="submitted_at"),
        Column("state", _("状态"), lambda row: APPLICATION.labels[row.state], sort="state", show=state_badge),
    )
    search = ("candidate__display_name", "body__name", "result_number")
    filters = (
        ChoiceFilter("state", _("状态"), list(APPLICATION.labels.items())),
        ChoiceFilter("target", _("事项"), Target.choices),
        ChoiceFilter("authority", _("决定机关"), Authority.choices),
    )
    order = ("submitted_at",)


class NoticeTable(Table):
    name = "review-notices"
    title = _("年度职称评审通知")
    columns = (
        Column("year", _("年度"), sort="year"),
        Column("series", _("系列"), sort="series"),
        Column("region_code", _("发文地"), sort="region_code"),
        Column("document_number", _("发文字号")),
        Column("cut_off_on", _("截止日"), sort="cut_off_on"),
        Column("specialities", _("专业")),
        Column("warnings", _("提示")),
    )
    search = ("series", "document_number")


class NoticeForm(forms.Form):
    year = forms.IntegerField(label=_("年度"), min_value=2021, max_value=2100)
    series = forms.ChoiceField(label=_("职称系列"), choices=[(one, one) for one in SERIES])
    document_number = forms.CharField(label=_("发文字号"), max_length=60)
    cut_off_on = forms.DateField(label=_("截止日"), widget=DayInput())
    published_on = forms.DateField(label=_("发布日期"), widget=DayInput())
    specialities = forms.CharField(label=_("专业（每行一个）"), widget=WORDS, required=False)
    hard_conditions = forms.CharField(label=_("硬性条件（每行一条）"), widget=WORDS, required=False)


class ReturnForm(forms.Form):
    reasons = forms.CharField(label=_("全部理由（每行一条）"), widget=WORDS)


class DecisionForm(forms.Form):
    granted = forms.ChoiceField(label=_("决定"), choices=[("yes", _("同意")), ("no", _("不同意"))],
                                widget=forms.RadioSelect)  # fmt: skip
    words = forms.CharField(label=_("理由"), widget=WORDS)
    result_number = forms.CharField(label=_("结果编号（同意时填）"), max_length=60, required=False)


class FindingForm(forms.Form):
    rule = forms.ChoiceField(label=_("须由人认定的规则"))
    holds = forms.ChoiceField(label=_("认定"), choices=[("yes", _("成立")), ("no", _("不成立"))],
                              widget=forms.RadioSelect)  # fmt: skip
    words = forms.CharField(label=_("理由"), widget=WORDS)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["rule"].choices = [  # type: ignore[attr-defined]
            (one.id, f"{one.id} {one.title}") for one in policy().rules if one.extra.get("recorded_on") == HERE]


class ScoreForm(forms.Form):
    methods = forms.MultipleChoiceField(label=_("评价方式"), choices=ReviewMethod.choices,
                                        widget=forms.CheckboxSelectMultiple)  # fmt: skip

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for one in Indicator:
            self.fields[one.value] = forms.DecimalField(label=one.label, min_value=0, max_value=100, decimal_places=1)


class VoidForm(forms.Form):
    kind = forms.ChoiceField(label=_("情形"), choices=[("fraud", _("弄虚作假")), ("procedure", _("不按规定程序"))])
    reason = forms.CharField(label=_("查实的事实与理由"), widget=WORDS)


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def send_back(user: User, at: datetime, one: Application, given: dict[str, Any]) -> str:
    return_application(actor=user, at=at, application=one, reasons=lines(given["reasons"]))
    return say("已退回补正。")


def decide(user: User, at: datetime, one: Application, given: dict[str, Any]) -> str:
    decide_application(actor=user, at=at, application=one, granted=given["granted"] == "yes", words=given["words"],
                       result_number=given["result_number"])  # fmt: skip
    return say("决定已登记。")


def find(user: User, at: datetime, one: Application, given: dict[str, Any]) -> str:
    record_finding(actor=user, at=at, application=one, rule=given["rule"], holds=given["holds"] == "yes",
                   words=given["words"])  # fmt: skip
    return say("认定已记录。")


def score(user: User, at: datetime, one: Application, given: dict[str, Any]) -> str:
    marks = {key.value: given[key.value] for key in Indicator}
    record_review_score(actor=user, at=at, application=one, methods=given["methods"], marks=marks)
    return say("评分已登记。")


def void(user: User, at: datetime, one: Application, given: dict[str, Any]) -> str:
    _void, opened = void_decision(actor=user, at=at, application=one, kind=given["kind"], reason=given["reason"])
    return say("已作废并记入诚信档案；重新核查 %(count)d 件。") % {"count": len(opened)}


def decides(verb: str) -> Any:
    """Offered to the authority that the rules name, where the state allows it."""

    def offered(user: User, one: Application) -> bool:
        try:
            require_authority(user, one)
        except NotPermitted:
            return False
        return APPLICATION.can(one.state, verb)

    return offered


ACTS = (
    Act("find", _("记录认定"), run=find, form=FindingForm, when=decides("return")),
    Act("score", _("登记评审评分"), run=score, form=ScoreForm,
        when=lambda user, one: one.target == Target.TITLE_REVIEW and decides("grant")(user, one)),
    Act("return", _("退回补正"), run=send_back, form=ReturnForm, warning=_("只能退回一次，请写明全部理由。"),
        when=lambda user, one: one.returned_at is None and decides("return")(user, one)),
    Act("decide", _("作出决定"), run=decide, form=DecisionForm, when=decides("grant")),
    Act("void", _("作废"), run=void, form=VoidForm, warning=_("自始无效，记入诚信档案，并重新核查以其为依据的决定。"),
        when=lambda user, one: user.role == Role.PROVINCE_CENTRE and APPLICATION.can(one.state, "void")),
)  # fmt: skip


def publish(user: User, at: datetime, thing: None, given: dict[str, Any]) -> str:
    texts = {key: lines(given.pop(key)) for key in ("specialities", "hard_conditions")}
    notice = publish_review_notice(actor=user, at=at, region_code=user.region_code, **given, **texts)
    return "；".join([say("已登记。"), *notice.warnings])


NOTICE_ACTS = (Act("publish", _("登记通知"), run=publish, form=NoticeForm),)


waiting_for(CENTRE, _("待决定的贯通与认定申请"), "centre_applications", query="?state=checked",
            count=lambda user: applications_to_decide(user).count())  # fmt: skip


@audience(CENTRE)
def applications(request: HttpRequest) -> HttpResponseBase:
    actor: User = request.user  # type: ignore[assignment]
    return table_page(request, ApplicationTable(applications_visible_to(actor)))


@audience(CENTRE)
def application(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return application_page(request, public_id, ACTS, evidence_url="centre_evidence",
                            crumb=(say("贯通与认定申请"), "centre_applications"))  # fmt: skip


@audience(CENTRE)
def evidence(request: HttpRequest, public_id: UUID, evidence_id: UUID) -> HttpResponseBase:
    return evidence_file(request, public_id, evidence_id)


@audience(CENTRE)
def notices(request: HttpRequest) -> HttpResponseBase:
    panels = act_panels(request, NOTICE_ACTS, None)
    if panels.done:
        return redirect(request.path)
    return table_page(request, NoticeTable(review_notices()), "hall/pages/table_and_acts.html", {"panels": panels})
