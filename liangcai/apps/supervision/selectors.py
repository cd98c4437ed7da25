"""Reads of inspections, complaints and duties."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from liangcai.apps.accounts.models import User
from liangcai.apps.catalogue.models import Region
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.supervision.models import Complaint, Duty, Inspection, Visit


def published_inspections(on: date) -> QuerySet[Inspection]:
    """Inspections made public by the day (S003 (二十五)), with `region_name` and `visit_count`."""
    place = Region.objects.filter(code=OuterRef("region_code")).values("name")[:1]
    found = Inspection.objects.filter(published_on__lte=on)
    return found.annotate(region_name=Subquery(place), visit_count=Count("visits"))


def published_visits(inspection: Inspection) -> QuerySet[Visit]:
    return inspection.visits.select_related("plan__body").prefetch_related("inspectors").order_by("pk")


def inspections_visible_to(user: User) -> QuerySet[Inspection]:
    """A centre's own and those of the levels below it."""
    still_open = Count("visits", filter=Q(visits__found_at=None))
    found = Inspection.objects.annotate(visit_count=Count("visits"), open_count=still_open)
    return found.filter(region_code__startswith=user.region_prefix) if user.is_centre else found.none()


def complaints_visible_to(user: User) -> QuerySet[Complaint]:
    """Those of a centre's jurisdiction."""
    return Complaint.objects.filter(region_code__startswith=user.region_prefix) if user.is_centre else Complaint.objects.none()


def published_complaints() -> QuerySet[Complaint]:
    """Closed complaints, whose outcome anyone may read (003-064), with `region_name`. What was written stays inside."""
    place = Region.objects.filter(code=OuterRef("region_code")).values("name")[:1]
    return Complaint.objects.exclude(closed_on=None).annotate(region_name=Subquery(place)).order_by("-closed_on", "-pk")


def own_visits(user: User) -> QuerySet[Visit]:
    """Visits that the signed-in supervisor was drawn for."""
    drawn = Visit.objects.filter(inspectors__user=user)
    return drawn.select_related("inspection", "plan__body").order_by("found_at", "-pk")


def duties_visible_to(user: User) -> QuerySet[Duty]:
    return Duty.objects.filter(region_code__startswith=user.region_prefix) if user.is_centre else Duty.objects.none()


def unsupervised_plans(user: User) -> QuerySet[ExamPlan]:
    """Batches still to be held to which nobody has been sent: the city covers every one (004-041)."""
    plans = ExamPlan.objects.filter(state__in=("open", "closed"), supervisors__isnull=True)
    return plans.filter(region_code__startswith=user.region_prefix) if user.is_centre else plans.none()
