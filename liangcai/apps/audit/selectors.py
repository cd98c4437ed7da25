from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.db import models
from django.db.models import QuerySet

from liangcai.apps.audit.models import Entry
from liangcai.apps.audit.record import subject_of


def export_lines() -> Iterator[dict[str, Any]]:
    """The whole chain in order, one mapping an entry, as `liangcai ledger verify` reads it."""
    for entry in Entry.objects.order_by("sequence").iterator(chunk_size=2000):
        yield {
            "sequence": entry.sequence,
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": entry.actor,
            "action": entry.action,
            "subject": entry.subject,
            "facts": entry.facts,
            "previous": entry.previous,
            "hash": entry.hash,
        }


def history_of(thing: models.Model) -> QuerySet[Entry]:
    """What was done to one thing, newest first."""
    return Entry.objects.filter(subject=subject_of(thing)).order_by("-sequence")


def entries() -> QuerySet[Entry]:
    """The whole log, newest first, for those who audit."""
    return Entry.objects.order_by("-sequence")


def actions_logged() -> list[str]:
    """The names of the actions that occur in the log."""
    return list(Entry.objects.order_by("action").values_list("action", flat=True).distinct())
