"""Writing the log, and the frame every action runs in: one transaction, one entry."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db import models, transaction

from liangcai.apps.audit.models import Entry, Head
from liangcai.engines.ledger.chain import START, entry_hash

F = TypeVar("F", bound=Callable[..., Any])
_written: ContextVar[list[int] | None] = ContextVar("entries written by the running action", default=None)


def action(function: F) -> F:
    """Frame of a write use case: keyword-only `actor` and `at`, one transaction, and exactly one audit
    entry of its own when it is accepted; a refusal leaves nothing behind."""

    @functools.wraps(function)
    def run(**arguments: Any) -> Any:
        with transaction.atomic():
            count = [0]
            token = _written.set(count)
            try:
                result = function(**arguments)
            finally:
                _written.reset(token)
            if count[0] != 1:
                raise RuntimeError(f"{function.__module__} wrote {count[0]} audit entries; an action writes exactly one")
            return result

    run.is_action = True  # type: ignore[attr-defined]
    return run  # type: ignore[return-value]


def record(*, actor: Any, at: datetime, action: str, subject: models.Model | str, facts: Mapping[str, Any]) -> Entry:
    """Append one entry to the chain in the caller's transaction. `action` is the verb_thing of the action."""
    count = _written.get()
    if count is not None:
        count[0] += 1
    Head.objects.get_or_create(pk=1, defaults={"hash": START})
    head = Head.objects.select_for_update().get(pk=1)
    values = {
        "sequence": head.sequence + 1,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": actor if isinstance(actor, str) else actor.get_username(),
        "action": action,
        "subject": subject if isinstance(subject, str) else subject_of(subject),
        "facts": plain(facts),
    }
    digest = entry_hash(previous=head.hash, **values)
    entry = Entry.objects.create(previous=head.hash, hash=digest, **{**values, "at": at})
    Head.objects.filter(pk=1).update(sequence=entry.sequence, hash=digest)
    return entry


def subject_of(thing: models.Model) -> str:
    return f"{thing._meta.label}:{getattr(thing, 'public_id', thing.pk)}"


def plain(value: Any) -> Any:
    """Facts as canonical JSON can hold them: no floats, no model instances."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, models.Model):
        return subject_of(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | UUID | Decimal | float):
        return str(value)
    return value
