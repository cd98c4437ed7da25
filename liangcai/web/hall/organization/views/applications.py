"""An organisation compares each file of an application with its original."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.models import User
from liangcai.apps.bridging.actions.check_evidence import check_evidence
from liangcai.apps.bridging.models import Application
from liangcai.apps.bridging.selectors import applications_visible_to
from liangcai.apps.bridging.states import APPLICATION
from liangcai.web.hall.act_panels import Act
from liangcai.web.hall.application_pages import application_page, evidence_file
from liangcai.web.hall.application_words import state_badge
from liangcai.web.shared.access import ORGANIZATION, audience
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page
from liangcai.web.shared.waiting import waiting_for

AGREES = [("yes", _("与原件相符")), ("no", _("不符"))]


class ApplicationTable(Table):
    name = "applications-to-check"
    title = _("申请核验")
    columns = (
        Column("what", _("申请"), str, link=lambda row: reverse("organization_application", args=(row.public_id,))),
        Column("candidate", _("申请人"), "candidate__display_name", sort="candidate__display_name"),
        Column("submitted_at", _("提交时间"), sort="submitted_at"),
        Column("state", _("状态"), lambda row: APPLICATION.labels[row.state], sort="state", show=state_badge),
    )
    search = ("candidate__display_name",)
    filters = (ChoiceFilter("state", _("状态"), list(APPLICATION.labels.items())),)
    order = ("submitted_at",)


def check_form(application: Application) -> type[forms.Form]:
    """Two fields a file."""
    fields: dict[str, Any] = {}
    for one in application.evidence.all():
        fields[f"agrees_{one.pk}"] = forms.ChoiceField(label=one.name, choices=AGREES, widget=forms.RadioSelect)
        fields[f"note_{one.pk}"] = forms.CharField(label=say("说明"), max_length=200, required=False)
    return type("CheckForm", (forms.Form,), fields)


def check(user: User, at: datetime, application: Application, given: dict[str, Any]) -> str:
    checks = {one.public_id: (given[f"agrees_{one.pk}"] == "yes", given[f"note_{one.pk}"])
              for one in application.evidence.all()}  # fmt: skip
    check_evidence(actor=user, at=at, application=application, checks=checks)
    return say("核验结果已提交。")


ACTS = (Act("check", _("核验材料"), run=check, form=check_form,
            when=lambda user, one: APPLICATION.can(one.state, "check")),)  # fmt: skip


waiting_for(ORGANIZATION, _("待核验的申请"), "organization_applications", query="?state=submitted",
            count=lambda user: applications_visible_to(user).filter(state="submitted").count())  # fmt: skip


@audience(ORGANIZATION)
def applications(request: HttpRequest) -> HttpResponseBase:
    actor: User = request.user  # type: ignore[assignment]
    return table_page(request, ApplicationTable(applications_visible_to(actor)))


@audience(ORGANIZATION)
def application(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return application_page(request, public_id, ACTS, evidence_url="organization_evidence",
                            crumb=(say("申请核验"), "organization_applications"))  # fmt: skip


@audience(ORGANIZATION)
def evidence(request: HttpRequest, public_id: UUID, evidence_id: UUID) -> HttpResponseBase:
    return evidence_file(request, public_id, evidence_id)
