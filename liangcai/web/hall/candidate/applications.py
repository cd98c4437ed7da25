"""A candidate turns the adviser's answer into an application, follows it, withdraws it or completes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.models import User
from liangcai.apps.bridging.actions.resubmit_application import resubmit_application
from liangcai.apps.bridging.actions.submit_application import submit_application
from liangcai.apps.bridging.actions.withdraw_application import withdraw_application
from liangcai.apps.bridging.enums import EvidenceKind, Target, Use
from liangcai.apps.bridging.evidence_files import FACT_WORDS
from liangcai.apps.bridging.models import Application
from liangcai.apps.bridging.selectors import applications_visible_to
from liangcai.apps.bridging.states import APPLICATION
from liangcai.apps.catalogue.selectors import places
from liangcai.apps.organizations.selectors import published_bodies
from liangcai.engines.rules.facts import TARGETS
from liangcai.engines.rules.series import SERIES
from liangcai.kernel.refusals import NotPermitted, Refused
from liangcai.web.hall.act_panels import Act
from liangcai.web.hall.application_pages import application_page, evidence_file
from liangcai.web.hall.application_words import state_badge
from liangcai.web.hall.career_form import CareerForm
from liangcai.web.shared.access import CANDIDATE, audience
from liangcai.web.shared.tables import Column, Table, table_page

OUTCOMES = list(dict.fromkeys(word for target in Target.values for word in TARGETS[target]))


class ApplicationTable(Table):
    name = "own-applications"
    title = _("我的申请")
    columns = (
        Column("what", _("申请"), str, link=lambda row: reverse("candidate_application", args=(row.public_id,))),
        Column("body", _("核验单位"), "body__name", sort="body__name"),
        Column("submitted_at", _("提交时间"), sort="submitted_at"),
        Column("state", _("状态"), lambda row: APPLICATION.labels[row.state], sort="state", show=state_badge),
    )
    empty = _("还没有申请；可先用“发展贯通测算”看看能申请什么")


class EvidenceForm(forms.Form):
    """One file a fact, with what is printed on it."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for key, words in FACT_WORDS.items():
            self.fields[f"file_{key}"] = forms.FileField(label=say("%(fact)s的证明") % {"fact": words}, required=False)
            self.fields[f"number_{key}"] = forms.CharField(label=say("证书编号"), max_length=60, required=False)
        self.fields["file_other"] = forms.FileField(label=say("其他材料"), required=False)
        self.fields["kind_other"] = forms.ChoiceField(label=say("其他材料的类别"), choices=EvidenceKind.choices,
                                                      required=False)  # fmt: skip
        self.fields["use_other"] = forms.ChoiceField(label=say("其他材料的用途"), choices=Use.choices, required=False)

class ApplicationForm(EvidenceForm):
    target = forms.ChoiceField(label=_("申请事项"), choices=Target.choices)
    outcome = forms.ChoiceField(label=_("申请结果"), choices=[(word, word) for word in OUTCOMES])
    series = forms.ChoiceField(label=_("职称系列（申报职称的填）"), required=False,
                               choices=[("", "—"), *((one, one) for one in SERIES)])  # fmt: skip
    body = forms.ChoiceField(label=_("核验单位"))
    region_code = forms.ChoiceField(label=_("申请地"))
    field_order = ["target", "outcome", "series", "body", "region_code"]

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.bodies = {str(one.public_id): one for one in published_bodies(timezone.localdate())}
        self.fields["body"].choices = [(key, one.name) for key, one in self.bodies.items()]  # type: ignore[attr-defined]
        self.fields["region_code"].choices = places()  # type: ignore[attr-defined]


def files_of(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = [{"fact": key, "name": given[f"file_{key}"].name, "content": given[f"file_{key}"].read(),
              "certificate_number": given[f"number_{key}"]} for key in FACT_WORDS if given.get(f"file_{key}")]
    if other := given.get("file_other"):
        found.append({"fact": "other", "name": other.name, "content": other.read(), "kind": given["kind_other"],
                      "use": given["use_other"]})  # fmt: skip
    return found


@audience(CANDIDATE)
def applications(request: HttpRequest) -> HttpResponseBase:
    actor: User = request.user  # type: ignore[assignment]
    return table_page(request, ApplicationTable(applications_visible_to(actor)),
                      "hall/candidate/pages/applications.html")  # fmt: skip


@audience(CANDIDATE)
def new_application(request: HttpRequest) -> HttpResponse:
    sent = request.method == "POST"
    facts = CareerForm(request.POST if sent else None)
    asked = ApplicationForm(request.POST if sent else None, request.FILES if sent else None)
    refused = None
    if sent and facts.is_valid() & asked.is_valid():
        given = asked.cleaned_data
        try:
            made = submit_application(
                actor=request.user, at=timezone.now(), target=given["target"], outcome=given["outcome"],
                facts=facts.facts(), evidence=files_of(given), body=asked.bodies[given["body"]],
                region_code=given["region_code"], series=given["series"],
            )  # fmt: skip
            messages.success(request, say("已提交，等待核验单位核验。"))
            return redirect("candidate_application", made.public_id)
        except NotPermitted:
            raise
        except Refused as no:
            if field := facts.field_of(no.where):
                facts.add_error(field, no.message)
            refused = no
    context = {"title": say("新的申请"), "breadcrumbs": [(say("我的申请"), reverse("candidate_applications"))],
               "facts_form": facts, "form": asked, "refused": refused}  # fmt: skip
    status = 409 if refused else 422 if sent else 200
    return render(request, "hall/candidate/pages/application_form.html", context, status=status)


def withdraw(user: User, at: datetime, application: Application, given: dict[str, Any]) -> str:
    withdraw_application(actor=user, at=at, application=application)
    return say("已撤回。")


def resubmit(user: User, at: datetime, application: Application, given: dict[str, Any]) -> str:
    resubmit_application(actor=user, at=at, application=application, evidence=files_of(given))
    return say("已重新提交。")


ACTS = (
    Act("resubmit", _("补正后重新提交"), run=resubmit, form=EvidenceForm,
        when=lambda user, one: APPLICATION.can(one.state, "resubmit")),
    Act("withdraw", _("撤回申请"), run=withdraw, when=lambda user, one: APPLICATION.can(one.state, "withdraw"),
        warning=_("撤回后不能恢复，可以另行申请。")),
)  # fmt: skip


@audience(CANDIDATE)
def application(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return application_page(request, public_id, ACTS, evidence_url="candidate_evidence",
                            crumb=(say("我的申请"), "candidate_applications"))  # fmt: skip


@audience(CANDIDATE)
def evidence(request: HttpRequest, public_id: UUID, evidence_id: UUID) -> HttpResponseBase:
    return evidence_file(request, public_id, evidence_id)
