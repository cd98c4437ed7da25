"""Reads of bodies, filings and staff, limited to what the actor may see."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.catalogue.models import Region
from liangcai.apps.organizations.models import Body, BodyList, Filing, FilingScope, StaffCard


def body_of(user: User) -> Body | None:
    """The body that the account works for."""
    membership = getattr(user, "membership", None)
    return membership.body if membership else None


def workers_of(body: Body) -> QuerySet[User]:
    """The accounts that work for the body and may sign in."""
    return User.objects.filter(membership__body=body, is_active=True)


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


def filings_expiring(filings: QuerySet[Filing], on: date, within_days: int) -> QuerySet[Filing]:
    """Those in force on the day that end within so many days, without a successor on its way."""
    return filings.filter(state="confirmed", valid_from__lte=on, valid_to__gte=on,
                          valid_to__lte=on + timedelta(days=within_days), successors=None)  # fmt: skip


def published_filings(on: date) -> QuerySet[Filing]:
    """Confirmed filings that hold on the day."""
    return Filing.objects.filter(state="confirmed", valid_from__lte=on, valid_to__gte=on)


def published_bodies(on: date) -> QuerySet[Body]:
    """The directory: bodies with a filing that holds on the day, with the name of their place (`region_name`)."""
    place = Region.objects.filter(code=OuterRef("region_code")).values("name")[:1]
    filed = published_filings(on).filter(body=OuterRef("pk"))
    return Body.objects.filter(Exists(filed)).annotate(region_name=Subquery(place))


def published_scopes(body: Body, on: date) -> QuerySet[FilingScope]:
    """What the body may evaluate on the day."""
    scopes = FilingScope.objects.filter(filing__in=published_filings(on).filter(body=body))
    return scopes.select_related("filing").order_by("occupation_code", "occupation_name", "level")


def filings_valid_in(region_prefix: str, on: date) -> QuerySet[Filing]:
    """Confirmed filings of a jurisdiction that hold on the day, with body and scopes."""
    return (
        published_filings(on).filter(region_code__startswith=region_prefix).select_related("body")
        .prefetch_related("scopes").order_by("body__name", "id")
    )  # fmt: skip


def body_lists() -> QuerySet[BodyList]:
    """Every published version of every directory, newest first, with the name of its place (`region_name`)."""
    place = Region.objects.filter(code=OuterRef("region_code")).values("name")[:1]
    return BodyList.objects.annotate(region_name=Subquery(place)).order_by("-published_on", "region_code", "-version")


def lists_holding_on(lists: QuerySet[BodyList], day: date) -> QuerySet[BodyList]:
    """Of each directory the version that held on the day."""
    later = BodyList.objects.filter(region_code=OuterRef("region_code"), published_on__lte=day,
                                    version__gt=OuterRef("version"))  # fmt: skip
    return lists.filter(published_on__lte=day).exclude(Exists(later))
