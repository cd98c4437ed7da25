"""A body's batches of registrations, its results and certificates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.models import User
from liangcai.apps.certificates.actions.issue_certificates import issue_certificates
from liangcai.apps.certificates.models import Certificate
from liangcai.apps.certificates.selectors import certificates_visible_to
from liangcai.apps.organizations.enums import FilingKind
from liangcai.apps.registrations.actions.import_photos import import_photos
from liangcai.apps.registrations.actions.link_account import link_account
from liangcai.apps.registrations.actions.submit_batch import submit_batch
from liangcai.apps.registrations.actions.withdraw_registration import withdraw_registration
from liangcai.apps.registrations.models import Batch, Registration
from liangcai.apps.registrations.selectors import batches_visible_to, numbered_people, registrations_visible_to
from liangcai.apps.registrations.states import BATCH, REGISTRATION
from liangcai.apps.results.selectors import releases_visible_to, result_lines
from liangcai.apps.results.states import RELEASE
from liangcai.kernel.refusals import BadInput
from liangcai.web.hall.act_panels import Act, act_panels
from liangcai.web.hall.batch_archive import ARCHIVE, archive_file, archive_of
from liangcai.web.hall.eligibility_words import (
    DECISIONS,
    claim_facts,
    decision_cell,
    decision_facts,
    evidence_section,
    photo_shown,
    reason_section,
)
from liangcai.web.hall.evidence_form import EvidenceForm, run_evidence
from liangcai.web.hall.exam_words import (
    badge,
    batch_badge,
    batch_clock,
    moment_words,
    plan_facts,
    release_badge,
    target_of,
    thing_page,
)
from liangcai.web.hall.list_files import watermark
from liangcai.web.hall.result_sections import publication_words, result_section
from liangcai.web.hall.rosters import roster_response
from liangcai.web.shared.access import ORGANIZATION, audience
from liangcai.web.shared.action_words import events_of
from liangcai.web.shared.downloads import file_response
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page
from liangcai.web.shared.templatetags.components import status_badge
from liangcai.web.shared.waiting import waiting_for


def told_badge(row: Any) -> Any:
    """As far as the body has been told: a decision shows once the batch is answered."""
    return badge(REGISTRATION, row.told_state)


class BatchesTable(Table):
    name = "batches"
    title = _("报名")
    columns = (
        Column("plan", _("计划"), lambda b: b.plan.plan_number, sort="plan__plan_number",
               link=lambda b: reverse("organization_batch", args=(b.public_id,))),
        Column("number", _("批次"), sort="number", numeric=True),
        Column("target", _("职业（项目）"), lambda b: target_of(b.plan), sort="plan__occupation_name"),
        Column("people", _("人数"), sort="people", numeric=True),
        Column("state", _("状态"), lambda b: BATCH.labels[b.state], sort="state", show=batch_badge),
        Column("due_on", _("审核期限"), sort="due_on", show=batch_clock),
    )  # fmt: skip
    search = ("plan__plan_number", "plan__occupation_name")
    filters = (ChoiceFilter("state", _("状态"), [(s, w) for s, w in BATCH.labels.items()]),)
    empty = _("还没有报名；请在“考核计划”中选择计划后导入")


@audience(ORGANIZATION)
def batches(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, BatchesTable(batches_visible_to(request.user)), "hall/organization/pages/registrations.html")


def run_submit(user: Any, at: Any, batch: Batch, given: Any) -> Any:
    found = submit_batch(actor=user, at=at, batch=batch)
    return now_in("已提交，审核期限 %(due)s。") % {"due": found.due_on}


class PhotosForm(forms.Form):
    archive = forms.FileField(label=_("照片压缩包（.zip）"),
                              help_text=_("每张照片以证件号码或名单序号命名，如 12.jpg；JPEG 或 PNG，竖版证件照"))  # fmt: skip


SUBMIT = Act("submit", _("提交审核"), run_submit, lambda u, b: b.state == "draft",
             warning=_("提交后不能再改；审核期为 10 个工作日，结果一次性反馈。"))  # fmt: skip


class PeopleTable(Table):
    name = "people"
    title = _("人员")
    page_size = 50
    columns = (
        Column("line", _("序号"), numeric=True),
        Column("name", _("姓名"), "candidate__name", sort="candidate__name",
               link=lambda r: reverse("organization_registration", args=(r.public_id,))),
        Column("last4", _("证件末四位"), "candidate__identity_last4"),
        Column("employer", _("所在单位"), "candidate__employer", sort="candidate__employer"),
        Column("said", _("规则判定与所缺"), lambda r: str(DECISIONS.get(r.said, "")), show=decision_cell),
        Column("photo", _("照片"), lambda r: bool(r.candidate.photo)),
        Column("state", _("状态"), lambda r: REGISTRATION.labels[r.told_state], show=told_badge),
        Column("reason", _("审核意见"), "told_reason"),
    )  # fmt: skip
    search = ("candidate__name", "candidate__employer", "candidate__identity_last4")
    filters = (
        ChoiceFilter("said", _("规则判定"), list(DECISIONS.items()), field="said"),
        ChoiceFilter("state", _("状态"), list(REGISTRATION.labels.items()), field="told_state"),
        ChoiceFilter("photo", _("照片"), (("no", _("未上传")),), apply=lambda rows, _value: rows.filter(candidate__photo="")),
    )  # fmt: skip
    order = ("pk",)


@audience(ORGANIZATION)
def batch(request: HttpRequest, public_id: str) -> HttpResponseBase:
    found = get_object_or_404(batches_visible_to(request.user), public_id=public_id)
    faults: list[dict[str, Any]] = []

    def run_photos(user: Any, at: Any, batch: Batch, given: dict[str, Any]) -> Any:
        count, refused = import_photos(actor=user, at=at, batch=batch, archive=given["archive"].read())
        faults.extend(refused)
        return now_in("已采用 %(n)d 张照片，未采用 %(no)d 张。") % {"n": count, "no": len(refused)}

    photos = Act("photos", _("上传照片压缩包"), run_photos, lambda u, b: b.state in ("draft", "submitted"), PhotosForm)
    panels = act_panels(request, (SUBMIT, photos), found)
    if panels.done and not faults:
        return redirect(request.path)
    facts = [(_("计划"), str(found.plan)), (_("状态"), batch_badge(found)), (_("提交时间"), moment_words(found.submitted_at)),
             (_("审核期限"), batch_clock(found))]  # fmt: skip
    answered = [(words, reverse("organization_roster", args=(found.public_id, kind)))
                for kind, words in (("pdf", _("花名册 PDF")), ("xlsx", _("花名册 Excel"))) if found.fed_back_at]  # fmt: skip
    people = numbered_people(request.user, found)
    response = table_page(request, PeopleTable(people), "hall/pages/batch.html", {
        "title": now_in("第 %(n)d 批报名") % {"n": found.number}, "facts": facts, "panels": panels, "faults": faults,
        "files": answered, "history": events_of(found),
        "breadcrumbs": [(_("报名"), reverse("organization_registrations"))],
    })  # fmt: skip
    if panels.status != 200:
        response.status_code = panels.status
    return response


@audience(ORGANIZATION)
def roster(request: HttpRequest, public_id: str, kind: str) -> HttpResponseBase:
    return roster_response(get_object_or_404(batches_visible_to(request.user), public_id=public_id), kind)


class AccountForm(forms.Form):
    username = forms.CharField(label=_("考生账号"), max_length=150, help_text=_("核对本人身份证件后填写"))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200)


def run_link(user: Any, at: Any, row: Registration, given: dict[str, Any]) -> Any:
    account = User.objects.filter(username=given["username"]).first()
    if account is None:
        raise BadInput("unknown_account", now_in("没有该账号。"), where="username")
    link_account(actor=user, at=at, candidate=row.candidate, user=account)
    return now_in("账号已关联，考生可登录查看。")


def run_withdraw(user: Any, at: Any, row: Registration, given: dict[str, Any]) -> Any:
    withdraw_registration(actor=user, at=at, registration=row, **given)
    return now_in("报名已撤回，座位已空出。")


PERSON_ACTS = (
    Act("evidence", _("补充证明材料"), run_evidence, lambda u, r: r.state in ("draft", "submitted"), EvidenceForm),
    Act("link", _("关联考生账号"), run_link, lambda u, r: r.candidate.user_id is None, AccountForm),
    Act("withdraw", _("撤回报名"), run_withdraw, lambda u, r: REGISTRATION.can(r.state, "withdraw"), ReasonForm),
)


@audience(ORGANIZATION)
def person(request: HttpRequest, public_id: str) -> HttpResponseBase:
    row = get_object_or_404(registrations_visible_to(request.user), public_id=public_id)
    panels = act_panels(request, PERSON_ACTS, row)
    if panels.done:
        return redirect(request.path)
    facts = [(_("照片"), photo_shown(row)), (_("计划"), str(row.plan)), (_("证件末四位"), row.candidate.identity_last4),
             (_("所在单位"), row.candidate.employer or "—"), (_("申报条件"), row.condition or "—"),
             (_("状态"), told_badge(row)), (_("审核意见"), row.told_reason or "—"), *decision_facts(row), *claim_facts(row)]  # fmt: skip
    back = (now_in("第 %(n)d 批报名") % {"n": row.batch.number}, reverse("organization_batch", args=(row.batch.public_id,)))
    return thing_page(request, row.candidate.name, facts, panels, crumb=back,
                      sections=[reason_section(row), evidence_section(row)])  # fmt: skip


class ReleasesTable(Table):
    name = "results"
    title = _("成绩")
    columns = (
        Column("plan", _("计划"), lambda r: r.plan.plan_number, sort="plan__plan_number",
               link=lambda r: reverse("organization_result", args=(r.public_id,))),
        Column("target", _("职业（项目）"), lambda r: target_of(r.plan), sort="plan__occupation_name"),
        Column("state", _("状态"), lambda r: RELEASE.labels[r.state], show=release_badge),
        Column("published_on", _("公布日期"), sort="published_on"),
    )  # fmt: skip
    search = ("plan__plan_number", "plan__occupation_name")
    empty = _("还没有公布的成绩")


@audience(ORGANIZATION)
def results(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, ReleasesTable(releases_visible_to(request.user)))


def run_issue(user: Any, at: Any, release: Any, given: Any) -> Any:
    made = issue_certificates(actor=user, at=at, plan=release.plan, issued_on=localdate(at), watermark=watermark())
    return now_in("已制发 %(n)d 张证书。") % {"n": len(made)}


RESULT_ACTS = (Act("issue", _("制发证书"), run_issue, lambda u, r: r.plan.kind != FilingKind.SPECIAL_ABILITY), ARCHIVE)


@audience(ORGANIZATION)
def result(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(releases_visible_to(request.user).select_related("plan__standard"), public_id=public_id)
    panels = act_panels(request, RESULT_ACTS, found)
    if panels.done:
        return redirect(request.path)
    facts = [*plan_facts(found.plan), (_("公布日期"), found.published_on), (_("公示截止"), publication_words(found, localdate()))]
    files = [(_("考核档案"), reverse("organization_archive", args=(found.public_id,)))] if archive_of(found) else []
    return thing_page(request, now_in("%(plan)s 成绩") % {"plan": found.plan.plan_number}, facts, panels, files=files,
                      crumb=(_("成绩"), reverse("organization_results")), sections=[result_section(result_lines(found.plan))])


@audience(ORGANIZATION)
def archive(request: HttpRequest, public_id: str) -> HttpResponseBase:
    return archive_file(get_object_or_404(releases_visible_to(request.user), public_id=public_id))


def state_of(certificate: Certificate) -> Any:
    return status_badge("revoked", _("已作废")) if certificate.revoked_on else status_badge("valid", _("有效"))


class CertificatesTable(Table):
    name = "certificates"
    title = _("证书")
    columns = (
        Column("certificate_number", _("证书编号"), sort="certificate_number",
               link=lambda c: reverse("organization_certificate", args=(c.public_id,))),
        Column("holder_name", _("姓名"), sort="holder_name"),
        Column("target", _("职业（项目）"), target_of, sort="occupation_name"),
        Column("issued_on", _("发证日期"), sort="issued_on"),
        Column("state", _("状态"), lambda c: "已作废" if c.revoked_on else "有效", show=state_of),
    )  # fmt: skip
    search = ("certificate_number", "holder_name", "occupation_name")
    empty = _("还没有证书")


@audience(ORGANIZATION)
def certificates(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, CertificatesTable(certificates_visible_to(request.user)))


@audience(ORGANIZATION)
def certificate(request: HttpRequest, public_id: str) -> HttpResponseBase:
    found = get_object_or_404(certificates_visible_to(request.user), public_id=public_id)
    return file_response(found.document, f"{found.certificate_number}.pdf", inline=True)


waiting_for(ORGANIZATION, _("待提交的报名批次"), "organization_registrations", query="?state=draft",
            count=lambda user: batches_visible_to(user).filter(state="draft").count())  # fmt: skip
waiting_for(ORGANIZATION, _("审核中的报名批次"), "organization_registrations", query="?state=submitted",
            count=lambda user: batches_visible_to(user).filter(state="submitted").count())  # fmt: skip
