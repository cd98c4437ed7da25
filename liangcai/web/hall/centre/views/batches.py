"""Registrations under review: the queue by the time left, one batch decided at once, one answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.enums import Role
from liangcai.apps.registrations.actions.feed_back import feed_back
from liangcai.apps.registrations.actions.review_batch import review_batch
from liangcai.apps.registrations.models import Batch
from liangcai.apps.registrations.row_checks import LEGAL_WORKING_AGE
from liangcai.apps.registrations.selectors import batches_overdue, batches_visible_to
from liangcai.apps.registrations.states import BATCH
from liangcai.kernel.identity_numbers import age_on
from liangcai.web.hall.act_panels import Act, act_panels
from liangcai.web.hall.exam_words import (
    Section,
    batch_badge,
    batch_clock,
    batch_late,
    moment_words,
    registration_badge,
    target_of,
    thing_page,
)
from liangcai.web.shared.access import CENTRE, audience
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page
from liangcai.web.shared.waiting import waiting_for

REVIEWERS = (Role.CITY_CENTRE, Role.PROVINCE_CENTRE)


class BatchesTable(Table):
    name = "batches"
    title = _("报名审核")
    columns = (
        Column("plan", _("计划与批次"), lambda b: f"{b.plan.plan_number} / {b.number}", sort=("plan__plan_number", "number"),
               link=lambda b: reverse("centre_batch", args=(b.public_id,))),
        Column("body", _("机构"), "plan__body__name", sort="plan__body__name"),
        Column("target", _("职业（项目）"), lambda b: target_of(b.plan), sort="plan__occupation_name"),
        Column("people", _("人数"), numeric=True),
        Column("state", _("状态"), lambda b: BATCH.labels[b.state], sort="state", show=batch_badge),
        Column("due_on", _("审核期限"), sort="due_on", show=batch_clock),
    )  # fmt: skip
    search = ("plan__plan_number", "plan__body__name", "plan__occupation_name")
    filters = (
        ChoiceFilter("state", _("状态"), [(s, w) for s, w in BATCH.labels.items() if s != "draft"]),
        ChoiceFilter("late", _("时限"), [("yes", _("已逾期"))],
                     apply=lambda found, value: found.filter(state__in=("submitted", "reviewed"), due_on__lt=localdate())),
    )  # fmt: skip
    empty = _("没有待审核的报名")


@audience(CENTRE)
def batches(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, BatchesTable(batches_visible_to(request.user)))


class ReviewForm(forms.Form):
    """Whom to refuse, by line number and reason; everybody else is accepted."""

    refusals = forms.CharField(label=_("不通过人员"), required=False, widget=forms.Textarea(attrs={"rows": 5}),
                               help_text=_("每行一组：序号 理由。序号可写多个或一段，如“3 照片不清”“5,8-10 工作年限不足”。其余人员审核通过。"))  # fmt: skip
    seen = forms.BooleanField(label=_("已逐人核对名单"))

    def __init__(self, *given: Any, count: int = 0, **more: Any) -> None:
        super().__init__(*given, **more)
        self.count = count

    def clean_refusals(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for line in filter(str.strip, self.cleaned_data["refusals"].splitlines()):
            numbers, _space, reason = line.strip().partition(" ")
            if not reason.strip():
                raise forms.ValidationError(now_in("“%(line)s”没有写理由。") % {"line": line.strip()})
            for number in spread(numbers):
                if not 1 <= number <= self.count:
                    raise forms.ValidationError(now_in("没有序号 %(n)d。") % {"n": number})
                found[number] = reason.strip()
        return found


def spread(numbers: str) -> list[int]:
    """3 or 5,8-10: line numbers as typed."""
    found: list[int] = []
    for part in numbers.replace("，", ",").split(","):
        first, dash, last = part.partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()) or len(part) > 11:
            raise forms.ValidationError(now_in("“%(part)s”不是序号。") % {"part": part[:20]})
        found += range(int(first), min(int(last or first), int(first) + 5000) + 1)
    return found


def review_form(batch: Batch) -> Any:
    return lambda *given, **more: ReviewForm(*given, count=len(rows_of(batch)), **more)


def rows_of(batch: Batch) -> list[Any]:
    if not hasattr(batch, "rows_in_order"):
        batch.rows_in_order = list(batch.registrations.select_related("candidate"))  # type: ignore[attr-defined]
    return batch.rows_in_order  # type: ignore[attr-defined]


def run_review(user: Any, at: Any, batch: Batch, given: dict[str, Any]) -> Any:
    rows = rows_of(batch)
    refusals = {str(rows[n - 1].public_id): reason for n, reason in given["refusals"].items()}
    review_batch(actor=user, at=at, batch=batch, refusals=refusals)
    return now_in("审核完成：通过 %(yes)d 人，不通过 %(no)d 人。请一次性反馈。") % {
        "yes": len(rows) - len(refusals), "no": len(refusals)}  # fmt: skip


def run_feed_back(user: Any, at: Any, batch: Batch, given: Any) -> Any:
    feed_back(actor=user, at=at, batch=batch)
    return now_in("已一次性反馈，花名册可供机构查看。")


ACTS = (
    Act("review", _("作出审核决定"), run_review, lambda u, b: u.role in REVIEWERS and b.state == "submitted", review_form),
    Act("feed_back", _("一次性反馈"), run_feed_back, lambda u, b: u.role in REVIEWERS and b.state == "reviewed",
        warning=_("同一批次只反馈一次，不得二次反馈。")),
)


@audience(CENTRE)
def batch(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(batches_visible_to(request.user), public_id=public_id)
    panels = act_panels(request, ACTS, found)
    if panels.done:
        return redirect(request.path)
    facts = [(_("机构"), found.plan.body.name), (_("职业（项目）"), target_of(found.plan)), (_("状态"), batch_badge(found)),
             (_("提交时间"), moment_words(found.submitted_at)), (_("审核期限"), batch_clock(found)),
             (_("人数"), len(rows_of(found)))]  # fmt: skip
    late = _("已逾期。逾期不等于同意，仍须作出决定。") if batch_late(found, localdate()) else ""
    return thing_page(request, f"{found.plan.plan_number} / {found.number}", facts, panels, thing=found, notice=late,
                      crumb=(_("报名审核"), reverse("centre_batches")), sections=[people_section(found)])  # fmt: skip


def people_section(batch: Batch) -> Section:
    rows = [
        (n, r.candidate.name, f"…{r.candidate.identity_last4}", age_shown(r), r.candidate.employer or "—", r.condition or "—",
         registration_badge(r), r.reason or "—") for n, r in enumerate(rows_of(batch), start=1)
    ]  # fmt: skip
    heads = (_("序号"), _("姓名"), _("证件末四位"), _("年龄"), _("所在单位"), _("申报条件"), _("状态"), _("审核意见"))
    return Section(_("人员"), heads, rows)


def age_shown(registration: Any) -> Any:
    age = age_on(registration.candidate.born_on, localdate(registration.consent_at))
    return age if age >= LEGAL_WORKING_AGE else format_html('<strong class="field-error">{}</strong>', age)


def late_batches(user: Any) -> int:
    return batches_overdue(user, localdate()).count()


waiting_for(REVIEWERS, _("待审核的报名批次"), "centre_batches", query="?state=submitted", urgent=late_batches,
            count=lambda user: batches_visible_to(user).filter(state="submitted").count())  # fmt: skip
waiting_for(REVIEWERS, _("待反馈的报名批次"), "centre_batches", query="?state=reviewed",
            count=lambda user: batches_visible_to(user).filter(state="reviewed").count())  # fmt: skip
