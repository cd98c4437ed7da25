"""Reads of examination plans, limited to what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Min, Q, QuerySet

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.exams.models import ExamPlan, ExamSession
from liangcai.apps.exams.states import STILL_TO_COME
from liangcai.apps.organizations.models import Filing
from liangcai.apps.resources.models import Standard


def plans_resting_on(standards: Sequence[Standard]) -> QuerySet[ExamPlan]:
    """Plans not yet held that rest on these standards, or on a bank built to one of them."""
    resting = Q(standard__in=standards) | Q(bank__standard__in=standards)
    return ExamPlan.objects.filter(resting, state__in=("open", "closed")).select_related("body", "standard", "bank")


def split_by_examination(
    standards: Sequence[Standard], at: datetime
) -> tuple[tuple[ExamPlan, ...], tuple[ExamPlan, ...]]:
    """The plans resting on these standards: those whose examination is still to come at `at`, and those begun."""
    plans = list(plans_resting_on(standards).annotate(begins_at=Min("sessions__starts_at")).order_by("pk"))
    begun = {p.pk for p in plans if p.begins_at is not None and p.begins_at <= at}
    return tuple(p for p in plans if p.pk not in begun), tuple(p for p in plans if p.pk in begun)


def plans_resting_on_filing(filing: Filing) -> QuerySet[ExamPlan]:
    """Plans not yet held that were made on this filing, the earliest first; `begins_at` is their first session."""
    plans = ExamPlan.objects.filter(filing=filing, state__in=STILL_TO_COME)
    return plans.annotate(begins_at=Min("sessions__starts_at")).order_by("begins_at", "pk")


def plans_visible_to(user: User) -> QuerySet[ExamPlan]:
    """A body sees its own, a centre its jurisdiction, others none."""
    plans = ExamPlan.objects.select_related("body", "standard")
    if user.role == Role.BODY:
        return plans.filter(body__memberships__user=user)
    return plans.filter(region_code__startswith=user.region_prefix) if user.is_centre else plans.none()


def sessions_between(user: User, first: datetime, last: datetime) -> QuerySet[ExamSession]:
    """Sessions the user may see that start in the span (`last` excluded), with all that may clash; seven queries."""
    standing = plans_visible_to(user).exclude(state="withdrawn")
    return (
        ExamSession.objects.filter(plan__in=standing, starts_at__gte=first, starts_at__lt=last)
        .select_related("plan__body", "plan__panel")
        .prefetch_related("plan__rooms__duties__card", "plan__panel__members__card")
        .order_by("starts_at", "pk")
    )


def first_session(plan: ExamPlan) -> datetime | None:
    return min((s.starts_at for s in plan.sessions.all()), default=None)
