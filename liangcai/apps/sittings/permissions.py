"""Who runs a sitting: the invigilator (主考) of the place."""

from __future__ import annotations

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role


def require_proctor(actor: User) -> None:
    require_role(actor, Role.INVIGILATOR)


def require_assessor(actor: User) -> None:
    require_role(actor, Role.ASSESSOR)
