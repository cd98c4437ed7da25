"""Reads of bodies, filings and staff, limited to what the actor may see."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.organizations.models import Body, Filing, FilingScope, StaffCard


def body_of(user: User) -> Body | None:
    """The body that the account works for."""
    membership = getattr(user, "membership", None)
    return membership.body if membership else None


def filings_visible_to(user: User) -> QuerySet[Filing]:
    """A body sees its own; a centre what lies in its jurisdiction; others nothing."""
    filings = Filing.objects.select_related("body")
    if user.role == Role.BODY:
        return filings.filter(body__memberships__user=user)
    if user.is_centre:
        return filings.filter(region_code__startswith=user.region_prefix).exclude(state="draft")
    return filings.none()


def staff_visible_to(user: User) -> QuerySet[StaffCard]:
    if user.is_centre:
        return StaffCard.objects.filter(region_code__startswith=user.region_prefix)
    return StaffCard.objects.none()


def filing_covering(body: Body, *, on: date, kind: str, occupation_name: str, level: str) -> FilingScope | None:
    """The scope of a confirmed filing of the body that covers the occupation (project) and level on the day."""
    return (
        FilingScope.objects.filter(
            filing__body=body, filing__kind=kind, filing__state="confirmed", filing__valid_from__lte=on,
            filing__valid_to__gte=on, occupation_name=occupation_name, level=level,
        )
        .select_related("filing")
        .first()
    )  # fmt: skip
