"""Reads of examination plans, limited to what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Min, Q, QuerySet

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.exams.models import ExamPlan
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


def plans_visible_to(user: User) -> QuerySet[ExamPlan]:
    """A body sees its own, a centre its jurisdiction, others none."""
    plans = ExamPlan.objects.select_related("body", "standard")
    if user.role == Role.BODY:
        return plans.filter(body__memberships__user=user)
    return plans.filter(region_code__startswith=user.region_prefix) if user.is_centre else plans.none()


def first_session(plan: ExamPlan) -> datetime | None:
    return min((s.starts_at for s in plan.sessions.all()), default=None)
