"""Reads of examination plans, limited to what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.resources.models import Standard


def plans_resting_on(standards: Sequence[Standard]) -> QuerySet[ExamPlan]:
    """Plans not yet held that rest on these standards, or on a bank built to one of them."""
    resting = Q(standard__in=standards) | Q(bank__standard__in=standards)
    return ExamPlan.objects.filter(resting, state__in=("open", "closed")).select_related("body", "standard", "bank")
