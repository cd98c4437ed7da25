"""Reads of registrations: a body its own, a centre its jurisdiction, a candidate oneself."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.registrations.models import Batch, Registration


def batches_visible_to(user: User) -> QuerySet[Batch]:
    """With `people` and `refused`; by the time left. A centre sees a batch once it is handed in."""
    batches = Batch.objects.select_related("plan__body").annotate(
        people=_count_of(Registration.objects.all()), refused=_count_of(Registration.objects.filter(state="rejected"))
    )
    if user.role == Role.BODY:
        return batches.filter(plan__body__memberships__user=user)
    if user.is_centre:
        return batches.filter(plan__region_code__startswith=user.region_prefix).exclude(state="draft")
    return batches.none()


def _count_of(registrations: QuerySet[Registration]) -> Coalesce:
    """Counted for the batches shown only: a join would group every registration before the first page is cut."""
    own = registrations.filter(batch=OuterRef("pk")).order_by().values("batch").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(own), 0)


def batches_overdue(user: User, on: date) -> QuerySet[Batch]:
    return batches_visible_to(user).filter(state__in=("submitted", "reviewed"), due_on__lt=on)


def registrations_visible_to(user: User) -> QuerySet[Registration]:
    """A body its own, a centre what was handed in within its jurisdiction, by what `user` has been told:
    `told_state` and `told_reason` keep a decision from the body until its batch is answered (004-022)."""
    rows = Registration.objects.select_related("plan__body", "batch", "candidate")
    if user.role == Role.BODY:
        untold = When(~Q(batch__state="answered"), state__in=("accepted", "rejected"), then=Value("submitted"))
        return rows.filter(plan__body__memberships__user=user).annotate(
            told_state=Case(untold, default=F("state"), output_field=CharField()),
            told_reason=Case(When(batch__state="answered", then=F("reason")), default=Value(""), output_field=CharField()),
        )  # fmt: skip
    if user.is_centre:
        within = rows.filter(plan__region_code__startswith=user.region_prefix).exclude(batch__state="draft")
        return within.annotate(told_state=F("state"), told_reason=F("reason"))
    return rows.none()


def own_registrations(user: User) -> QuerySet[Registration]:
    return Registration.objects.filter(candidate__user=user).select_related("plan__body", "place__room", "candidate")


def plans_open_on(on: date) -> QuerySet[ExamPlan]:
    return ExamPlan.objects.filter(state="open", registration_closes_on__gte=on).select_related("body")
