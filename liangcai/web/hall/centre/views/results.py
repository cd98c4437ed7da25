"""Results and certificates at the centre: a second person checks; who passed is certified."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.enums import Role
from liangcai.apps.catalogue.selectors import cities
from liangcai.apps.certificates.actions.correct_score import correct_score
from liangcai.apps.certificates.actions.issue_blank_stock import issue_blank_stock
from liangcai.apps.certificates.actions.issue_certificates import issue_certificates
from liangcai.apps.certificates.actions.publish_status_list import publish_status_list
from liangcai.apps.certificates.actions.revoke_certificate import revoke_certificate
from liangcai.apps.certificates.models import Certificate
from liangcai.apps.certificates.selectors import blanks_left, certificates_visible_to
from liangcai.apps.exams.enums import Subject
from liangcai.apps.organizations.enums import FilingKind
from liangcai.apps.results.actions.answer_score_review import answer_score_review
from liangcai.apps.results.actions.check_results import check_results
from liangcai.apps.results.actions.publish_results import publish_results
from liangcai.apps.results.actions.report_results import report_results
from liangcai.apps.results.models import Release, ScoreReview
from liangcai.apps.results.selectors import releases_visible_to, result_lines, reviews_overdue, reviews_visible_to
from liangcai.apps.results.states import RELEASE
from liangcai.kernel.refusals import BadInput
from liangcai.web.hall.act_panels import Act, DayInput, act_panels
from liangcai.web.hall.batch_archive import ARCHIVE, archive_file, archive_of
from liangcai.web.hall.exam_words import (
    Section,
    list_page,
    moment_words,
    plan_facts,
    release_badge,
    target_of,
    thing_page,
)
from liangcai.web.hall.list_files import watermark
from liangcai.web.hall.result_sections import publication_words, result_section, review_section
from liangcai.web.shared.access import CENTRE, audience
from liangcai.web.shared.downloads import file_response
from liangcai.web.shared.tables import ChoiceFilter, Column, Table
from liangcai.web.shared.templatetags.components import status_badge
from liangcai.web.shared.waiting import waiting_for

RELEASERS = (Role.CITY_CENTRE, Role.PROVINCE_CENTRE)


def with_reviews(releases: QuerySet[Release], value: str) -> QuerySet[Release]:
    asked = ScoreReview.objects.filter(state="asked", registration__plan=OuterRef("plan"))
    return releases.filter(Exists(asked.filter(due_on__lt=localdate()) if value == "late" else asked))


class ReleasesTable(Table):
    name = "results"
    title = _("成绩")
    columns = (
        Column("plan", _("计划"), lambda r: r.plan.plan_number, sort="plan__plan_number",
               link=lambda r: reverse("centre_result", args=(r.public_id,))),
        Column("body", _("机构"), "plan__body__name", sort="plan__body__name"),
        Column("target", _("职业（项目）"), lambda r: target_of(r.plan), sort="plan__occupation_name"),
        Column("state", _("状态"), lambda r: RELEASE.labels[r.state], sort="state", show=release_badge),
        Column("published_on", _("公布日期"), sort="published_on"),
    )  # fmt: skip
    search = ("plan__plan_number", "plan__body__name", "plan__occupation_name")
    filters = (
        ChoiceFilter("state", _("状态"), [(s, w) for s, w in RELEASE.labels.items()]),
        ChoiceFilter("reviews", _("成绩复核"), [("asked", _("待答复")), ("late", _("已逾期"))], apply=with_reviews),
    )
    empty = _("还没有接收的成绩")


class PeriodForm(forms.Form):
    from_on = forms.DateField(label=_("期间起"), widget=DayInput())
    to_on = forms.DateField(label=_("期间止"), widget=DayInput())


def run_report(user: Any, at: Any, thing: Any, given: dict[str, Any]) -> Any:
    made = report_results(actor=user, at=at, **given)
    return now_in("已向省中心上报 %(n)d 个计划的结果。") % {"n": len(made.rows)}


LIST_ACTS = (Act("report", _("向省中心上报考核发证结果"), run_report, lambda u, x: u.role == Role.CITY_CENTRE, PeriodForm),)


@audience(CENTRE)
def results(request: HttpRequest) -> HttpResponseBase:
    panels = act_panels(request, LIST_ACTS, None)
    if panels.done:
        return redirect(request.path)
    table = ReleasesTable(releases_visible_to(request.user))
    return list_page(request, table, panels)


class CorrectionForm(forms.Form):
    ticket_number = forms.CharField(label=_("准考证号"), max_length=20)
    subject = forms.ChoiceField(label=_("科目"), choices=Subject.choices)
    score = forms.DecimalField(label=_("更正后成绩"), min_value=0, max_value=100, max_digits=5, decimal_places=2)
    reason = forms.CharField(label=_("更正原因"), max_length=200)


def answer_form(release: Release) -> type[forms.Form]:
    asked = ScoreReview.objects.filter(registration__plan=release.plan, state="asked").select_related("registration__candidate")

    class AnswerForm(forms.Form):
        review = forms.ModelChoiceField(asked, label=_("复核申请"))
        answer = forms.CharField(label=_("复核结论"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            self.fields["review"].label_from_instance = lambda r: (
                f"{r.registration.candidate.name} {r.get_subject_display()}（{r.due_on} 前答复）：{r.reason[:40]}")

    return AnswerForm


def run_check(user: Any, at: Any, release: Release, given: Any) -> Any:
    check_results(actor=user, at=at, release=release)
    return now_in("已核对，可以公布。")


def run_publish(user: Any, at: Any, release: Release, given: Any) -> Any:
    publish_results(actor=user, at=at, release=release, published_on=localdate(at))
    return now_in("成绩已公布。")


def run_issue(user: Any, at: Any, release: Release, given: Any) -> Any:
    made = issue_certificates(actor=user, at=at, plan=release.plan, issued_on=localdate(at), watermark=watermark())
    return now_in("已制发 %(n)d 张证书，编号连续。") % {"n": len(made)}


def run_correct(user: Any, at: Any, release: Release, given: dict[str, Any]) -> Any:
    row = release.plan.registrations.filter(place__ticket_number=given["ticket_number"]).first()
    if row is None:
        raise BadInput("unknown_ticket", f"本计划没有准考证号 {given['ticket_number']}。", where="ticket_number")
    correct_score(actor=user, at=at, registration=row, subject=given["subject"], score=Decimal(given["score"]),
                  reason=given["reason"], watermark=watermark())  # fmt: skip
    return now_in("成绩已更正，原记录保留；所依证书已作废，仍合格的另行制发。") if row.certificates.exists() else now_in("成绩已更正，原记录保留。")


def run_answer(user: Any, at: Any, release: Release, given: dict[str, Any]) -> Any:
    answer_score_review(actor=user, at=at, review=given["review"], answer=given["answer"])
    return now_in("已答复。")


def has_questions(release: Release) -> bool:
    return ScoreReview.objects.filter(registration__plan=release.plan, state="asked").exists()


ACTS = (
    Act("check", _("核对成绩"), run_check, lambda u, r: u.role in RELEASERS and r.state == "entered",
        warning=_("须由录入人以外的第二人核对。")),
    Act("publish", _("公布成绩"), run_publish, lambda u, r: u.role in RELEASERS and r.state == "checked"),
    Act("issue", _("制发专项职业能力证书"), run_issue,
        lambda u, r: u.role == Role.CITY_CENTRE and r.state == "published" and r.plan.kind == FilingKind.SPECIAL_ABILITY),
    Act("answer", _("答复成绩复核"), run_answer, lambda u, r: u.role in RELEASERS and has_questions(r), answer_form),
    ARCHIVE,
    Act("correct", _("更正成绩"), run_correct, lambda u, r: u.role in RELEASERS and r.state == "published", CorrectionForm),
)  # fmt: skip


@audience(CENTRE)
def result(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(releases_visible_to(request.user).select_related("plan__standard"), public_id=public_id)
    panels = act_panels(request, ACTS, found)
    if panels.done:
        return redirect(request.path)
    facts = [*plan_facts(found.plan), (_("成绩状态"), release_badge(found)), (_("录入人"), found.entered_by.display_name),
             (_("核对人"), found.checked_by.display_name if found.checked_by else ""), (_("公布日期"), found.published_on),
             (_("公示截止"), publication_words(found, localdate())),
             (_("成绩包摘要"), format_html("<code>{}</code>", found.package_sha256) if found.package_sha256 else "")]  # fmt: skip
    files = [(_("考核档案"), reverse("centre_archive", args=(found.public_id,)))] if archive_of(found) else []
    return thing_page(request, now_in("%(plan)s 成绩") % {"plan": found.plan.plan_number}, facts, panels, thing=found, files=files,
                      crumb=(_("成绩"), reverse("centre_results")), sections=[result_section(result_lines(found.plan)), *entry_sections(found),
                                review_section(reviews_of(found))])  # fmt: skip


@audience(CENTRE)
def archive(request: HttpRequest, public_id: str) -> HttpResponseBase:
    return archive_file(get_object_or_404(releases_visible_to(request.user), public_id=public_id))


def reviews_of(release: Release) -> Any:
    return ScoreReview.objects.filter(registration__plan=release.plan).select_related("registration__candidate").order_by("due_on", "pk")


def entry_sections(release: Release) -> list[Section]:
    """Who entered, and how the cells in which two entries differed were settled."""
    sheets = list(release.plan.score_sheets.select_related("entered_by"))
    if not sheets:
        return []
    labels = {1: _("第一遍"), 2: _("第二遍"), 3: _("差异处理")}
    people = [(labels[s.turn], s.entered_by.display_name, moment_words(s.entered_at)) for s in sheets]
    settled = [(*key.split(":")[:1], Subject(key.split(":")[1]).label, how["first"], how["second"], how["settled"], how["reason"])
               for s in sheets for key, how in s.reasons.items()]  # fmt: skip
    heads = (_("准考证号"), _("科目"), _("第一遍"), _("第二遍"), _("核对原件后"), _("依据与原因"))
    return [Section(_("双人录入"), (_("录入"), _("姓名"), _("时间")), people), Section(_("录入差异的处理"), heads, settled, _("两遍录入一致"))]


# Certificates


def certificate_badge(certificate: Certificate) -> Any:
    return status_badge("revoked", _("已作废")) if certificate.revoked_on else status_badge("valid", _("有效"))


class CertificatesTable(Table):
    name = "certificates"
    title = _("证书")
    columns = (
        Column("certificate_number", _("证书编号"), sort="certificate_number",
               link=lambda c: reverse("centre_certificate", args=(c.public_id,))),
        Column("holder_name", _("姓名"), sort="holder_name"),
        Column("target", _("职业（项目）"), target_of, sort="occupation_name"),
        Column("issuer_name", _("发证机构"), sort="issuer_name"),
        Column("issued_on", _("发证日期"), sort="issued_on"),
        Column("state", _("状态"), lambda c: "已作废" if c.revoked_on else "有效", show=certificate_badge),
    )  # fmt: skip
    search = ("certificate_number__exact", "holder_name__exact")
    search_label = _("完整的证书编号或姓名")
    filters = (
        ChoiceFilter("kind", _("证书类别"), FilingKind.choices),
        ChoiceFilter("revoked", _("状态"), [("no", _("有效")), ("yes", _("已作废"))],
                     apply=lambda found, value: found.filter(revoked_on__isnull=value == "no")),
    )  # fmt: skip
    empty = _("还没有证书")


class BlanksForm(forms.Form):
    region_code = forms.ChoiceField(label=_("设区市"), choices=lambda: [(f"{code}00", name) for code, name in cities()])
    count = forms.IntegerField(label=_("配发数量"), min_value=1, max_value=1_000_000)


def run_blanks(user: Any, at: Any, thing: Any, given: dict[str, Any]) -> Any:
    stock = issue_blank_stock(actor=user, at=at, **given)
    return now_in("已配发，累计 %(n)d 张。") % {"n": stock.received}


def run_status(user: Any, at: Any, thing: Any, given: Any) -> Any:
    publish_status_list(actor=user, at=at)
    return now_in("作废名单已签名公布。")


CERTIFICATE_ACTS = (
    Act("blanks", _("配发空白证书"), run_blanks, lambda u, x: u.role == Role.PROVINCE_CENTRE, BlanksForm),
    Act("status", _("签名公布作废名单"), run_status, lambda u, x: u.role == Role.PROVINCE_CENTRE),
)


@audience(CENTRE)
def certificates(request: HttpRequest) -> HttpResponseBase:
    panels = act_panels(request, CERTIFICATE_ACTS, None)
    if panels.done:
        return redirect(request.path)
    table = CertificatesTable(certificates_visible_to(request.user))
    left = now_in("空白专项证书结存 %(n)d 张") % {"n": blanks_left(request.user.region_code)}
    city = request.user.role == Role.CITY_CENTRE
    return list_page(request, table, panels, subtitle=left if city else "")


class RevocationForm(forms.Form):
    reason = forms.CharField(label=_("作废原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


def run_revoke(user: Any, at: Any, certificate: Certificate, given: dict[str, Any]) -> Any:
    revoke_certificate(actor=user, at=at, certificate=certificate, reason=given["reason"], revoked_on=localdate(at))
    return now_in("证书已作废，编号不再使用。")


REVOCATION = (Act("revoke", _("作废证书"), run_revoke, lambda u, c: u.role in RELEASERS and not c.revoked_on, RevocationForm,
                  _("作废后公开查询即显示已作废，不能恢复。")),)  # fmt: skip


@audience(CENTRE)
def certificate(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(certificates_visible_to(request.user), public_id=public_id)
    panels = act_panels(request, REVOCATION, found)
    if panels.done:
        return redirect(request.path)
    facts = [(_("姓名"), found.holder_name), (_("职业（项目）"), target_of(found)), (_("类别"), found.get_kind_display()),
             (_("发证机构"), found.issuer_name), (_("发证日期"), found.issued_on), (_("状态"), certificate_badge(found))]  # fmt: skip
    if found.revoked_on:
        facts += [(_("作废日期"), found.revoked_on), (_("作废原因"), found.revoked_reason)]
    return thing_page(request, found.certificate_number, facts, panels, thing=found,
                      crumb=(_("证书"), reverse("centre_certificates")),
                      files=[("PDF", reverse("centre_certificate_file", args=(found.public_id,)))])  # fmt: skip


@audience(CENTRE)
def certificate_file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    found = get_object_or_404(certificates_visible_to(request.user), public_id=public_id)
    return file_response(found.document, f"{found.certificate_number}.pdf", inline=True)


waiting_for(RELEASERS, _("待核对的成绩"), "centre_results", query="?state=entered",
            count=lambda user: releases_visible_to(user).filter(state="entered").count())  # fmt: skip
waiting_for(RELEASERS, _("待公布的成绩"), "centre_results", query="?state=checked",
            count=lambda user: releases_visible_to(user).filter(state="checked").count())  # fmt: skip
waiting_for(RELEASERS, _("待答复的成绩复核"), "centre_results", query="?reviews=asked",
            count=lambda user: reviews_visible_to(user).filter(state="asked").count(),
            urgent=lambda user: reviews_overdue(user, localdate()).count())  # fmt: skip
