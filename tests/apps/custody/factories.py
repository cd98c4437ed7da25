"""Named situations of the vault's custody. All names are generated for tests and hold no real person."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from liangcai.apps.accounts.models import User
from liangcai.apps.custody.actions.make_bank_key import make_bank_key
from liangcai.apps.custody.actions.name_custodian import name_custodian

AT = datetime(2021, 10, 21, 1, tzinfo=UTC)
PLEDGED = date(2021, 10, 1)
_number = count(1)


def account(role: str, name: str = "") -> User:
    number = next(_number)
    return User.objects.create(username=f"vault-user{number}", role=role, display_name=name or f"演示人员{number:03d}")


def custodian(pledged_on: date = PLEDGED, ended_on: date | None = None) -> User:
    user = account("custodian")
    name_custodian(actor="system", at=AT, user=user, post="题库管理岗（演示）", pledged_on=pledged_on,
                   pledge_ended_on=ended_on)  # fmt: skip
    return user


def two_custodians_and_their_shares() -> tuple[User, User, list[str], bytes]:
    """Both custodians, the three printed shares, and the key they make."""
    one, two = custodian(), custodian()
    split = make_bank_key(actor=one, at=AT)
    return one, two, list(split.groups[0].shares), split.key
