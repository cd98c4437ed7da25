"""Reads of inspections."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery

from liangcai.apps.catalogue.models import Region
from liangcai.apps.supervision.models import Inspection, Visit


def published_inspections(on: date) -> QuerySet[Inspection]:
    """Inspections made public by the day (S003 (二十五)), with `region_name` and `visit_count`."""
    place = Region.objects.filter(code=OuterRef("region_code")).values("name")[:1]
    found = Inspection.objects.filter(published_on__lte=on)
    return found.annotate(region_name=Subquery(place), visit_count=Count("visits"))


def published_visits(inspection: Inspection) -> QuerySet[Visit]:
    return inspection.visits.select_related("plan__body").prefetch_related("inspectors").order_by("pk")
