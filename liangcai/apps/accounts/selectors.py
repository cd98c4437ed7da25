"""Reads of accounts."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db.models import QuerySet

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import ApiToken, User


def accounts_visible_to(user: User) -> QuerySet[User]:
    """The system administrator sees every account, others none."""
    return User.objects.order_by("username") if user.role == Role.SYSTEM_ADMIN else User.objects.none()


def has_system_admin() -> bool:
    """Whether the site has begun: from then on its accounts are made by an administrator, not by the installation."""
    return User.objects.filter(role=Role.SYSTEM_ADMIN).exists()


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """An account's own tokens; the system administrator sees everybody's, to revoke them."""
    found = ApiToken.objects.select_related("user")
    return found if user.role == Role.SYSTEM_ADMIN else found.filter(user=user)


def token_of_secret(secret: str, on: date) -> ApiToken | None:
    """The token that the secret opens on the day: not expired, not revoked, its account not locked. One query."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    held = ApiToken.objects.filter(digest=digest, revoked_at=None, expires_on__gte=on, user__is_active=True)
    return held.select_related("user").first()
