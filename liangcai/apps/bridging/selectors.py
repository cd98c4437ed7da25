"""Reads of applications, limited to what the actor may see."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.bridging.enums import Authority
from liangcai.apps.bridging.models import Application, ReviewNotice
from liangcai.kernel.refusals import Refused


def applications_visible_to(user: User) -> QuerySet[Application]:
    """One's own; those one's organisation checks; those of a centre's jurisdiction; others none."""
    found = Application.objects.select_related("candidate", "body")
    if user.role == Role.CANDIDATE:
        return found.filter(candidate=user)
    if user.role == Role.BODY:
        return found.filter(body__memberships__user=user)
    return found.filter(region_code__startswith=user.region_prefix) if user.is_centre else found.none()


def applications_to_decide(user: User) -> QuerySet[Application]:
    """Those that wait for a decision of this centre: the authority that the rules name."""
    found = applications_visible_to(user).filter(state="checked")
    return found.filter(authority=Authority.PROVINCE if user.role == Role.PROVINCE_CENTRE else Authority.CITY_OR_COUNTY)


def application_for(user: User, public_id: Any) -> Application:
    found = applications_visible_to(user).filter(public_id=public_id).first()
    if found is None:
        raise Refused("no_such_application", "没有这件申请，或不在您的办理范围内。")
    return found


def review_notices() -> QuerySet[ReviewNotice]:
    return ReviewNotice.objects.all()
