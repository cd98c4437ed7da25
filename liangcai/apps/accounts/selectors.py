"""Reads of accounts."""

from __future__ import annotations

from django.db.models import QuerySet

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User


def accounts_visible_to(user: User) -> QuerySet[User]:
    """The system administrator sees every account, others none."""
    return User.objects.order_by("username") if user.role == Role.SYSTEM_ADMIN else User.objects.none()
