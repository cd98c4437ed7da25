"""Access declarations. Login is required by default; each view declares its audience, and a test
fails on one that doesn't."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.permissions import require_role

View = Callable[..., HttpResponseBase]

PUBLIC: frozenset[str] = frozenset()
ANYONE_SIGNED_IN = frozenset(Role.values)
CANDIDATE = frozenset({Role.CANDIDATE})
ORGANIZATION = frozenset({Role.BODY})
CENTRE = frozenset({Role.PROVINCE_CENTRE, Role.CITY_CENTRE, Role.COUNTY_CENTRE})
EXPERT = frozenset({Role.EXPERT})
SUPERVISOR = frozenset({Role.SUPERVISOR})
CUSTODIAN = frozenset({Role.CUSTODIAN})
ITEM_WRITER = frozenset({Role.ITEM_WRITER})
ITEM_REVIEWER = frozenset({Role.ITEM_REVIEWER})
PROCTOR = frozenset({Role.INVIGILATOR})
EXAMINER = frozenset({Role.ASSESSOR})
ADMINISTRATOR = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


def audience(roles: frozenset[str]) -> Callable[[View], View]:
    """`@audience(PUBLIC)` needs no login; any other set of roles is checked before the view runs."""

    def declare(view: View) -> View:
        @functools.wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if roles:
                require_role(request.user, *sorted(roles))  # type: ignore[arg-type]
            return view(request, *args, **kwargs)

        run.audience = roles  # type: ignore[attr-defined]
        return run if roles else login_not_required(run)

    return declare
