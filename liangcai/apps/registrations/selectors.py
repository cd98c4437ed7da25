"""Reads of registrations: a body its own, a centre its jurisdiction, a candidate oneself."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.registrations.enums import Verdict
from liangcai.apps.registrations.models import Batch, EvidenceFile, Registration


def number_of(rows: QuerySet, parent: str) -> Coalesce:
    """How many rows a parent has, asked for each row shown instead of grouping the whole table."""
    counted = rows.order_by().values(parent).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def batches_visible_to(user: User) -> QuerySet[Batch]:
    """With `people` and `refused`; by the time left. A centre sees a batch once it is handed in."""
    people = Registration.objects.filter(batch=OuterRef("pk"))
    batches = Batch.objects.select_related("plan__body").annotate(
        people=number_of(people, "batch"), refused=number_of(people.filter(state="rejected"), "batch")
    )
    if user.role == Role.BODY:
        return batches.filter(plan__body__memberships__user=user)
    if user.is_centre:
        return batches.filter(plan__region_code__startswith=user.region_prefix).exclude(state="draft")
    return batches.none()


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


def registrations_concerning(user: User) -> QuerySet[Registration]:
    """Those whose photo and evidence the user may open: a candidate one's own, a body and a centre what they see."""
    return own_registrations(user) if user.role == Role.CANDIDATE else registrations_visible_to(user)


def people_of(batch: Batch) -> QuerySet[Registration]:
    """A batch person by person, with the number of `files` of evidence."""
    return batch.registrations.select_related("candidate").annotate(
        files=number_of(EvidenceFile.objects.filter(registration=OuterRef("pk")), "registration")
    ).order_by("pk")


def numbered_people(user: User, batch: Batch) -> QuerySet[Registration]:
    """A batch as `user` has been told of it, with each person's `line` in it, whatever is filtered later."""
    before = Registration.objects.filter(batch=OuterRef("batch"), pk__lte=OuterRef("pk"))
    return registrations_visible_to(user).filter(batch=batch).annotate(line=number_of(before, "batch")).order_by("pk")


def review_counts(batch: Batch) -> dict[str, int]:
    """How a batch under review stands: by what the rules say, and by what reviewers noted. One query."""
    waiting = Q(state="submitted")
    said = {key: Count("pk", filter=waiting & Q(said=key))
            for key in ("eligible", "needs_evidence", "not_eligible")}  # fmt: skip
    noted = {key: Count("pk", filter=waiting & Q(verdict=key)) for key in Verdict.values}
    open_doubts = Count("pk", filter=waiting & Q(verdict="") & ~Q(said="eligible"))
    return batch.registrations.aggregate(people=Count("pk"), open_doubts=open_doubts, **said, **noted)
