"""Telling people, inside the action that they are told of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.notices.models import Notice


def write_notices(
    *, at: datetime, to: Iterable[User], subject: str, text: str, key: str, page: str = "", page_key: object = "",
) -> None:  # fmt: skip
    """One notice for every user, in the caller's transaction; one that is there already (same `key`, same user)
    stays as it is. Written in batches: a thousand users cost a dozen statements at most, not a thousand."""
    Notice.objects.bulk_create(
        (Notice(user=user, email=user.email, subject=" ".join(subject.split())[:120], text=text, page=page,
                page_key=str(page_key), key=f"{key}:{user.pk}", written_at=at, due_at=at) for user in to),
        ignore_conflicts=True, batch_size=500,
    )  # fmt: skip
