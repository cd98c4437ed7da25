"""A candidate's own registrations, tickets, results and certificates, and nobody else's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from liangcai.apps.certificates.models import Certificate
from liangcai.apps.certificates.selectors import certificates_visible_to
from liangcai.apps.exams.enums import Subject
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.registrations.actions.submit_registration import submit_registration
from liangcai.apps.registrations.engine_io import tickets_of
from liangcai.apps.registrations.models import Registration
from liangcai.apps.registrations.selectors import own_registrations, plans_open_on
from liangcai.apps.results.actions.ask_score_review import ask_score_review
from liangcai.apps.results.actions.carry_pass import carry_pass
from liangcai.apps.results.earlier_passes import passes_to_carry
from liangcai.apps.results.marks import score_text
from liangcai.apps.results.selectors import own_results
from liangcai.apps.station.selectors import setting_on
from liangcai.engines.typesetting.admission_ticket import render as ticket_pdf
from liangcai.kernel.refusals import NotPermitted, Refused
from liangcai.web.hall.act_panels import Act, act_panels
from liangcai.web.hall.exam_words import (
    Section,
    authority_of,
    moment_words,
    plan_facts,
    registration_badge,
    room_section,
    session_section,
    target_of,
    thing_page,
)
from liangcai.web.hall.list_files import watermark
from liangcai.web.hall.result_sections import outcome_badge, publication_words, score_words
from liangcai.web.shared.access import CANDIDATE, audience
from liangcai.web.shared.downloads import file_response, pdf_response
from liangcai.web.shared.middleware import status_of
from liangcai.web.shared.tables import Column, Table, table_page
from liangcai.web.shared.templatetags.components import status_badge


def shown_state(registration: Registration) -> Any:
    """A decision is known to the candidate once it has been fed back."""
    decided = registration.state in ("accepted", "rejected")
    told = registration.batch is None or registration.batch.state == "answered"
    return registration_badge(registration) if told or not decided else status_badge("submitted", _("待审核"))


class RegistrationsTable(Table):
    name = "registrations"
    title = _("我的报名")
    columns = (
        Column("plan", _("计划"), "plan__plan_number", sort="plan__plan_number",
               link=lambda r: reverse("candidate_registration", args=(r.public_id,))),
        Column("target", _("职业（项目）"), lambda r: target_of(r.plan), sort="plan__occupation_name"),
        Column("body", _("考核机构"), "plan__body__name", sort="plan__body__name"),
        Column("ticket", _("准考证号"), lambda r: r.place.ticket_number if hasattr(r, "place") else ""),
        Column("state", _("状态"), show=shown_state),
    )  # fmt: skip
    exports = ()
    empty = _("您还没有报名")


@audience(CANDIDATE)
def registrations(request: HttpRequest) -> HttpResponseBase:
    table = RegistrationsTable(own_registrations(request.user).select_related("batch", "plan__body", "place"))
    return table_page(request, table, "hall/candidate/pages/registrations.html")


@audience(CANDIDATE)
def registration(request: HttpRequest, public_id: str) -> HttpResponse:
    found = own(request, public_id)
    facts = [*plan_facts(found.plan), (_("报名状态"), shown_state(found))]
    if found.reason and (found.batch is None or found.batch.state == "answered"):
        facts.append((_("审核意见"), found.reason))
    files = []
    if hasattr(found, "place"):
        facts += [(_("准考证号"), found.place.ticket_number), (_("考场与座位"), f"{found.place.room.name} {found.place.seat:02d}")]
        files = [(_("准考证 PDF"), reverse("candidate_ticket", args=(found.public_id,)))]
    panels = act_panels(request, CARRY, found)
    if panels.done:
        return redirect(request.path)
    facts += [(_("沿用成绩"), f"{m.get_subject_display()} {score_text(m.score)}（{m.details['plan']}）")
              for m in found.scores.filter(status="carried", entry=1)]  # fmt: skip
    return thing_page(request, target_of(found.plan), facts, panels, files=files,
                      crumb=(_("我的报名"), reverse("candidate_registrations")), sections=[session_section(found.plan)])


def makeup_months() -> int:
    return setting_on("makeup_months", localdate())


def may_carry(user: Any, found: Registration) -> bool:
    open_still = found.state in ("submitted", "accepted", "draft") and not hasattr(found.plan, "release")
    return open_still and bool(passes_to_carry(found, localdate(), makeup_months()))


def carry_form(found: Registration) -> type[forms.Form]:
    passes = passes_to_carry(found, localdate(), makeup_months())
    choices = [(subject, f"{Subject(subject).label} {score_text(score.score)}（{score.registration.plan.plan_number}）")
               for subject, score in passes.items() if score.score is not None]  # fmt: skip

    class CarryForm(forms.Form):
        subject = forms.ChoiceField(label=_("前次合格的科目"), choices=choices)

    return CarryForm


def run_carry(user: Any, at: Any, found: Registration, given: dict[str, Any]) -> Any:
    carry_pass(actor=user, at=at, registration=found, subject=given["subject"])
    return now_in("已沿用前次合格成绩，本次只考其余科目。")


CARRY = (Act("carry", _("补考：沿用前次合格科目"), run_carry, may_carry, carry_form,
             _("沿用后该科不再考试，成绩以前次为准。")),)  # fmt: skip


def own(request: HttpRequest, public_id: str) -> Registration:
    mine = own_registrations(request.user).select_related("batch", "plan__body", "plan__standard", "place__room")
    return get_object_or_404(mine, public_id=public_id)


@audience(CANDIDATE)
def ticket(request: HttpRequest, public_id: str) -> HttpResponseBase:
    found = own(request, public_id)
    printed = tickets_of(found.plan, authority=authority_of(found.plan.region_code), only=found)
    if not printed:
        raise Refused("no_places_yet", "尚未编排考场，没有准考证。", hint="编排后即可在此下载。")
    return pdf_response(ticket_pdf(printed[0], watermark=watermark()), f"准考证-{printed[0].ticket_number}.pdf")


class OpenPlansTable(Table):
    name = "open-plans"
    title = _("可报名的考核")
    columns = (
        Column("target", _("职业（项目）"), target_of, sort="occupation_name",
               link=lambda p: reverse("candidate_register", args=(p.public_id,))),
        Column("body", _("考核机构"), "body__name", sort="body__name"),
        Column("kind", _("评价类别"), "get_kind_display", sort="kind"),
        Column("closes_on", _("报名截止"), "registration_closes_on", sort="registration_closes_on"),
    )  # fmt: skip
    search = ("occupation_name", "body__name", "plan_number")
    exports = ()
    empty = _("现在没有开放报名的考核")


@audience(CANDIDATE)
def open_plans(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, OpenPlansTable(plans_open_on(localdate())))


class RegisterForm(forms.Form):
    condition = forms.CharField(label=_("申报条件"), max_length=200, required=False, help_text=_("如“从事本职业满 2 年”"))
    dispatched_to = forms.CharField(label=_("用工单位（劳务派遣人员填写）"), max_length=120, required=False)
    studies_at = forms.CharField(label=_("就读学校（在校学生填写）"), max_length=120, required=False)
    consents = forms.BooleanField(label=_("本人自愿参加考核，所填属实"), required=False)


def run_register(user: Any, at: Any, plan: ExamPlan, given: dict[str, Any]) -> Any:
    submit_registration(actor=user, at=at, plan=plan, **given)
    return now_in("已报名，由考核机构汇总后提交审核。")


REGISTER = (Act("register", _("报名"), run_register, form=RegisterForm),)


@audience(CANDIDATE)
def register(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(plans_open_on(localdate()).select_related("standard"), public_id=public_id)
    panels = act_panels(request, REGISTER, found)
    if panels.done:
        return redirect("candidate_registrations")
    return thing_page(request, target_of(found), plan_facts(found), panels,
                      crumb=(_("可报名的考核"), reverse("candidate_open_plans")),
                      sections=[session_section(found), room_section(found)])  # fmt: skip


class ReviewForm(forms.Form):
    registration = forms.CharField(widget=forms.HiddenInput)
    subject = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("申请理由"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


@audience(CANDIDATE)
def results(request: HttpRequest) -> HttpResponse:
    refused, status = None, 200
    if request.method == "POST":
        form, status = ReviewForm(request.POST), 422
        if form.is_valid():
            given = form.cleaned_data
            row = get_object_or_404(own_registrations(request.user), public_id=as_uuid(given["registration"]))
            try:
                review = ask_score_review(actor=request.user, at=timezone.now(), registration=row, subject=given["subject"],
                                          reason=given["reason"])  # fmt: skip
                messages.success(request, now_in("已申请复核，%(due)s 前答复。") % {"due": review.due_on})
                return redirect("candidate_results")
            except NotPermitted:
                raise
            except Refused as no:
                refused, status = no, status_of(no)
    today = localdate()
    shown = [(r, outcome_badge(o), scores_shown(r, marks), publication_words(r.plan.release, today),
              r.plan.release.objections_until is None or today <= r.plan.release.objections_until)
             for r, o, marks in own_results(request.user)]  # fmt: skip
    return render(request, "hall/candidate/pages/results.html", {
        "title": _("我的成绩"), "results": shown, "refused": refused}, status=status)  # fmt: skip


def as_uuid(text: str) -> Any:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def scores_shown(registration: Registration, marks: list[Any]) -> list[dict[str, Any]]:
    asked = {review.subject: review for review in registration.score_reviews.all()}
    return [{"label": m.get_subject_display(), "subject": m.subject, "score": score_words(m), "corrected": m.reason,
             "review": asked.get(m.subject)} for m in sorted(marks, key=lambda m: Subject.values.index(m.subject))]  # fmt: skip


def certificate_badge(certificate: Certificate) -> Any:
    return status_badge("revoked", _("已作废")) if certificate.revoked_on else status_badge("valid", _("有效"))


class CertificatesTable(Table):
    name = "certificates"
    title = _("我的证书")
    columns = (
        Column("certificate_number", _("证书编号"), sort="certificate_number",
               link=lambda c: reverse("candidate_certificate", args=(c.public_id,))),
        Column("target", _("职业（项目）"), target_of, sort="occupation_name"),
        Column("issuer_name", _("发证机构"), sort="issuer_name"),
        Column("issued_on", _("发证日期"), sort="issued_on"),
        Column("state", _("状态"), show=certificate_badge),
    )  # fmt: skip
    exports = ()
    empty = _("您还没有证书")


@audience(CANDIDATE)
def certificates(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, CertificatesTable(certificates_visible_to(request.user)))


@audience(CANDIDATE)
def certificate(request: HttpRequest, public_id: str) -> HttpResponseBase:
    found = get_object_or_404(certificates_visible_to(request.user), public_id=public_id)
    return file_response(found.document, f"{found.certificate_number}.pdf", inline=True)


@audience(CANDIDATE)
def home(request: HttpRequest) -> HttpResponse:
    """What the candidate has: what comes next first."""
    mine = own_registrations(request.user).select_related("batch", "plan__body", "place").prefetch_related("plan__sessions")
    rows = [(r.plan.plan_number, target_of(r.plan), moment_words(first_of(r)), shown_state(r),
             r.place.ticket_number if hasattr(r, "place") else "—") for r in mine[:5]]  # fmt: skip
    heads = (_("计划"), _("职业（项目）"), _("开考时间"), _("状态"), _("准考证号"))
    tiles = [
        {"label": _("可报名的考核"), "value": plans_open_on(localdate()).count(), "url": reverse("candidate_open_plans")},
        {"label": _("我的报名"), "value": mine.count(), "url": reverse("candidate_registrations")},
        {"label": _("已公布的成绩"), "value": mine.filter(plan__release__state="published").count(),
         "url": reverse("candidate_results")},
        {"label": _("我的证书"), "value": certificates_visible_to(request.user).count(), "url": reverse("candidate_certificates")},
    ]  # fmt: skip
    return render(request, "hall/candidate/pages/home.html", {
        "title": _("我的办事"), "tiles": tiles, "section": Section(_("近期考核"), heads, rows, _("您还没有报名"))})  # fmt: skip


def first_of(registration: Registration) -> Any:
    return min((s.starts_at for s in registration.plan.sessions.all()), default=None)
