"""One batch under review: people paged and filtered, noted one by one or by the hundred, concluded and answered once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.enums import Role
from liangcai.apps.registrations.actions.accept_late import accept_late
from liangcai.apps.registrations.actions.feed_back import feed_back
from liangcai.apps.registrations.actions.note_verdicts import note_verdicts
from liangcai.apps.registrations.actions.review_batch import review_batch
from liangcai.apps.registrations.actions.withdraw_registration import withdraw_registration
from liangcai.apps.registrations.engine_io import feedback_of
from liangcai.apps.registrations.enums import Verdict
from liangcai.apps.registrations.models import Batch, Registration
from liangcai.apps.registrations.row_checks import LEGAL_WORKING_AGE
from liangcai.apps.registrations.selectors import batches_visible_to, people_of, review_counts
from liangcai.apps.registrations.states import REGISTRATION
from liangcai.engines.typesetting import review_feedback
from liangcai.kernel.identity_numbers import age_on
from liangcai.web.hall.act_panels import Act, act_panels
from liangcai.web.hall.eligibility_words import (
    DECISIONS,
    claim_facts,
    decision_cell,
    decision_facts,
    evidence_section,
    material_words,
    missing_words,
    photo_shown,
    reason_section,
)
from liangcai.web.hall.exam_words import (
    authority_of,
    batch_badge,
    batch_clock,
    batch_late,
    moment_words,
    registration_badge,
    target_of,
    thing_page,
)
from liangcai.web.hall.list_files import watermark
from liangcai.web.hall.rosters import require_answered, roster_response
from liangcai.web.shared.access import CENTRE, audience
from liangcai.web.shared.action_words import events_of
from liangcai.web.shared.downloads import pdf_response
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page
from liangcai.web.shared.templatetags.components import status_badge

REVIEWERS = (Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
UNDECIDED = "none"


def verdict_badge(row: Registration) -> Any:
    if row.state != "submitted":
        return registration_badge(row)
    tone = {Verdict.ACCEPT: "success", Verdict.REJECT: "danger"}.get(row.verdict, "")
    return status_badge(row.verdict, row.get_verdict_display(), tone) if row.verdict else status_badge("open", _("待审核"))


def verdict_words(row: Registration) -> str:
    return f"{row.get_verdict_display() or REGISTRATION.labels[row.state]} {row.reason}".strip()


def verdict_cell(row: Registration) -> Any:
    return format_html('{}<div class="soft">{}</div>', verdict_badge(row), row.reason) if row.reason else verdict_badge(row)


def decision_words(row: Registration) -> str:
    return f"{DECISIONS.get(row.said, '')} {missing_words(row)}".strip()


def age_shown(registration: Registration) -> Any:
    age = age_on(registration.candidate.born_on, localdate(registration.consent_at))
    return age if age >= LEGAL_WORKING_AGE else format_html('<strong class="field-error">{}</strong>', age)


def by_verdict(rows: QuerySet, value: str) -> QuerySet:
    return rows.filter(verdict="" if value == UNDECIDED else value)


class PeopleTable(Table):
    name = "people"
    title = _("人员")
    page_size = 50
    columns = (
        Column("pick", _("选"), lambda r: "", show=lambda r: format_html(
            '<input class="form-check-input" type="checkbox" name="pick" value="{}" form="form-note" aria-label="{}">',
            r.public_id, r.candidate.name)),
        Column("name", _("姓名"), "candidate__name", sort="candidate__name",
               link=lambda r: reverse("centre_registration", args=(r.public_id,))),
        Column("last4", _("证件末四位"), "candidate__identity_last4"),
        Column("age", _("年龄"), lambda r: age_on(r.candidate.born_on, localdate(r.consent_at)), show=age_shown,
               sort="candidate__born_on", numeric=True),
        Column("employer", _("所在单位"), "candidate__employer", sort="candidate__employer"),
        Column("said", _("规则判定与所缺"), decision_words, show=decision_cell),
        Column("files", _("材料"), material_words, sort="files"),
        Column("verdict", _("结论与意见"), verdict_words, show=verdict_cell),
    )  # fmt: skip
    search = ("candidate__name", "candidate__employer", "condition", "candidate__identity_last4")
    order = ("pk",)

    def __init__(self, batch: Batch) -> None:
        super().__init__(people_of(batch))
        self.filters = (
            ChoiceFilter("said", _("规则判定"), list(DECISIONS.items()), field="said"),
            ChoiceFilter("verdict", _("结论"), [(UNDECIDED, _("未记结论")), *Verdict.choices], apply=by_verdict),
            ChoiceFilter("route", _("符合的条款"), lambda: distinct(batch, "route"), field="route"),
            ChoiceFilter("employer", _("所在单位"), lambda: distinct(batch, "candidate__employer"),
                         field="candidate__employer"),
            ChoiceFilter("photo", _("照片"), (("no", _("未上传")),), apply=lambda rows, _v: rows.filter(candidate__photo="")),
        )  # type: ignore[misc]  # fmt: skip


def distinct(batch: Batch, field: str) -> list[tuple[str, str]]:
    found = batch.registrations.order_by(field).values_list(field, flat=True).distinct()[:300]
    return [(value, value) for value in found if value]


class NoteForm(forms.Form):
    scope = forms.ChoiceField(label=_("范围"), choices=(("picked", _("勾选的人员")), ("all", _("当前筛选出的全部人员"))),
                              widget=forms.RadioSelect, initial="picked")  # fmt: skip
    verdict = forms.ChoiceField(label=_("结论"), choices=(*Verdict.choices, ("", _("撤销结论"))), required=False,
                                initial=Verdict.ACCEPT.value)  # fmt: skip
    reason = forms.CharField(label=_("理由或认定依据"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}),
                             help_text=_("不通过必填；待补证的人员通过也必填，写明核对了什么材料。"))  # fmt: skip


class ConcludeForm(forms.Form):
    seen = forms.BooleanField(label=_("已核对；未记“拟不通过”的人员全部通过"))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200)


def note_act(request: HttpRequest, table: Table) -> Act:
    """Notes for those picked, or for everybody whom the filters of the address leave."""

    def run(user: Any, at: Any, batch: Batch, given: dict[str, Any]) -> Any:
        rows: Sequence[Registration] = list(table.rows_chosen.select_related(None).only("pk", "public_id"))
        if given["scope"] == "picked":
            picked = set(request.POST.getlist("pick"))
            rows = [row for row in rows if str(row.public_id) in picked]
        count = note_verdicts(actor=user, at=at, batch=batch, registrations=rows, verdict=given["verdict"],
                              reason=given["reason"])  # fmt: skip
        return now_in("已为 %(n)d 人记下结论；整批审核完成时生效。") % {"n": count}

    return Act("note", _("记审核结论"), run, lambda u, b: u.role in REVIEWERS and b.state == "submitted", NoteForm)


def run_review(user: Any, at: Any, batch: Batch, given: dict[str, Any]) -> Any:
    review_batch(actor=user, at=at, batch=batch)
    refused = batch.registrations.filter(state="rejected").count()
    return now_in("审核完成：不通过 %(no)d 人，其余通过。请一次性反馈。") % {"no": refused}


def run_feed_back(user: Any, at: Any, batch: Batch, given: Any) -> Any:
    feed_back(actor=user, at=at, batch=batch)
    return now_in("已一次性反馈，花名册可供机构查看。")


CONCLUDE = Act("review", _("整批审核完成"), run_review, lambda u, b: u.role in REVIEWERS and b.state == "submitted", ConcludeForm)
ANSWER = Act("feed_back", _("一次性反馈"), run_feed_back, lambda u, b: u.role in REVIEWERS and b.state == "reviewed",
             warning=_("同一批次只反馈一次，不得二次反馈。"))  # fmt: skip


def batch_of(request: HttpRequest, public_id: str) -> Batch:
    return get_object_or_404(batches_visible_to(request.user), public_id=public_id)  # type: ignore[arg-type]


@audience(CENTRE)
def batch(request: HttpRequest, public_id: str) -> HttpResponseBase:
    found = batch_of(request, public_id)
    table = PeopleTable(found).bind(request)
    panels = act_panels(request, (note_act(request, table), CONCLUDE, ANSWER), found)
    if panels.done:
        return redirect(request.get_full_path())
    response = table_page(request, table, "hall/pages/batch.html", {
        "title": f"{found.plan.plan_number} / {found.number}", "facts": batch_facts(found), "panels": panels,
        "tiles": tiles_of(request, found) if found.state == "submitted" else [], "files": files_of(found),
        "notice": _("已逾期。逾期不等于同意，仍须作出决定。") if batch_late(found, localdate()) else "",
        "history": events_of(found), "breadcrumbs": [(_("报名审核"), reverse("centre_batches"))],
    })  # fmt: skip
    if panels.status != 200:
        response.status_code = panels.status
    return response


def batch_facts(found: Batch) -> list[tuple[Any, Any]]:
    return [(_("机构"), found.plan.body.name), (_("职业（项目）"), target_of(found.plan)), (_("状态"), batch_badge(found)),
            (_("提交时间"), moment_words(found.submitted_at)), (_("审核期限"), batch_clock(found))]  # fmt: skip


def tiles_of(request: HttpRequest, found: Batch) -> list[dict[str, Any]]:
    counts = review_counts(found)
    shown = (("people", _("人数"), "?", ""), ("eligible", DECISIONS["eligible"], "?said=eligible", "success"),
             ("needs_evidence", DECISIONS["needs_evidence"], "?said=needs_evidence", "warning"),
             ("not_eligible", DECISIONS["not_eligible"], "?said=not_eligible", "danger"),
             ("accept", Verdict.ACCEPT.label, "?verdict=accept", "success"),
             ("reject", Verdict.REJECT.label, "?verdict=reject", "danger"))  # fmt: skip
    return [{"label": label, "value": counts[key], "url": request.path + query, "tone": tone if counts[key] else ""}
            for key, label, query, tone in shown]  # fmt: skip


def files_of(found: Batch) -> list[tuple[Any, str]]:
    if found.state != "answered":
        return []
    return [(_("花名册 PDF"), reverse("centre_roster", args=(found.public_id, "pdf"))),
            (_("花名册 Excel"), reverse("centre_roster", args=(found.public_id, "xlsx"))),
            (_("反馈书 PDF"), reverse("centre_feedback", args=(found.public_id,)))]  # fmt: skip


@audience(CENTRE)
def roster(request: HttpRequest, public_id: str, kind: str) -> HttpResponseBase:
    return roster_response(batch_of(request, public_id), kind)


@audience(CENTRE)
def feedback(request: HttpRequest, public_id: str) -> HttpResponseBase:
    found = batch_of(request, public_id)
    require_answered(found)
    answer = feedback_of(found, reviewer=authority_of(found.plan.region_code))
    return pdf_response(review_feedback.render(answer, watermark=watermark()), f"审核反馈-{answer.batch_number}.pdf")


class VerdictForm(forms.Form):
    verdict = NoteForm.base_fields["verdict"]
    reason = NoteForm.base_fields["reason"]


def run_note_one(user: Any, at: Any, row: Registration, given: dict[str, Any]) -> Any:
    note_verdicts(actor=user, at=at, batch=row.batch, registrations=[row], **given)
    return now_in("已记下结论；整批审核完成时生效。")


def run_late(user: Any, at: Any, row: Registration, given: dict[str, Any]) -> Any:
    accept_late(actor=user, at=at, registration=row, **given)
    return now_in("已补录；考场已编排的，已安排空位，请重印有变化的资料。")


def run_withdraw(user: Any, at: Any, row: Registration, given: dict[str, Any]) -> Any:
    withdraw_registration(actor=user, at=at, registration=row, **given)
    return now_in("报名已撤回，座位已空出。")


PERSON_ACTS = (
    Act("note", _("记审核结论"), run_note_one,
        lambda u, r: u.role in REVIEWERS and r.state == "submitted" and r.batch.state == "submitted", VerdictForm),
    Act("late", _("补录（原审核有误）"), run_late,
        lambda u, r: u.role in REVIEWERS and r.state == "rejected" and r.batch.state == "answered", ReasonForm),
    Act("withdraw", _("撤回报名"), run_withdraw,
        lambda u, r: u.role in REVIEWERS and REGISTRATION.can(r.state, "withdraw"), ReasonForm),
)  # fmt: skip


@audience(CENTRE)
def person(request: HttpRequest, public_id: str) -> HttpResponseBase:
    visible = Registration.objects.filter(batch__in=batches_visible_to(request.user))  # type: ignore[arg-type]
    row = get_object_or_404(visible.select_related("plan__body", "batch", "candidate"), public_id=public_id)
    panels = act_panels(request, PERSON_ACTS, row)
    if panels.done:
        return redirect(next_open(row) if request.POST["act"] == "note" else request.path)
    facts = [(_("照片"), photo_shown(row)), (_("职业（项目）"), target_of(row.plan)), (_("年龄"), age_shown(row)),
             (_("证件末四位"), row.candidate.identity_last4), (_("所在单位"), row.candidate.employer or "—"),
             (_("申报条件"), row.condition or "—"), (_("结论"), verdict_badge(row)), (_("审核意见"), row.reason or "—"),
             *decision_facts(row), *claim_facts(row)]  # fmt: skip
    return thing_page(request, row.candidate.name, facts, panels, thing=row,
                      crumb=(f"{row.plan.plan_number} / {row.batch.number}", reverse("centre_batch", args=(row.batch.public_id,))),
                      sections=[reason_section(row), evidence_section(row)])  # fmt: skip


def next_open(row: Registration) -> str:
    """The next of the batch whom the rules left open and nobody has noted; the batch where there is none."""
    doubts = row.batch.registrations.filter(state="submitted", verdict="").exclude(said="eligible")
    following = doubts.filter(pk__gt=row.pk).order_by("pk").first() or doubts.order_by("pk").first()
    return reverse("centre_registration", args=(following.public_id,)) if following else reverse("centre_batch", args=(row.batch.public_id,))
