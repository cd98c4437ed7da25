"""Registrations under review: the queue by the time left."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.enums import Role
from liangcai.apps.registrations.selectors import batches_overdue, batches_visible_to
from liangcai.apps.registrations.states import BATCH
from liangcai.web.hall.exam_words import batch_badge, batch_clock, target_of
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


def late_batches(user: Any) -> int:
    return batches_overdue(user, localdate()).count()


waiting_for(REVIEWERS, _("待审核的报名批次"), "centre_batches", query="?state=submitted", urgent=late_batches,
            count=lambda user: batches_visible_to(user).filter(state="submitted").count())  # fmt: skip
waiting_for(REVIEWERS, _("待反馈的报名批次"), "centre_batches", query="?state=reviewed",
            count=lambda user: batches_visible_to(user).filter(state="reviewed").count())  # fmt: skip
