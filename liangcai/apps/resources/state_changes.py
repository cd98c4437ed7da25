"""States of resources change through here, so that the catalogue can be shown as it stood on any day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from liangcai.apps.resources.enums import ResourceState
from liangcai.apps.resources.models import ItemBankRecord, Standard, StateChange
from liangcai.apps.resources.states import GONE


def set_state(
    resources: Iterable[Standard | ItemBankRecord], state: str, *, on: date, cause: str, **also: Any
) -> list[str]:  # fmt: skip
    """Puts resources of one kind into the state from the day on, with the cause in words; `also` are other fields
    that change with it. Bulk, however many. Returns their public ids."""
    resources = list(resources)
    if not resources:
        return []
    type(resources[0]).objects.filter(pk__in=[r.pk for r in resources]).update(state=state, **also)
    field = "standard" if isinstance(resources[0], Standard) else "bank"
    StateChange.objects.bulk_create(
        StateChange(**{field: r}, state=state, since_on=on, cause=cause[:200]) for r in resources
    )
    return [str(r.public_id) for r in resources]


def in_force_on(resources: QuerySet, on: date) -> QuerySet:
    """Narrows standards or banks to what was published by the day and had not ended; `state_then` is its state on
    that day. What lapses on a day no longer applies on it (002-016)."""
    is_standard = resources.model is Standard
    changes = StateChange.objects.filter(since_on__lte=on, **{"standard" if is_standard else "bank": OuterRef("pk")})
    latest = changes.order_by("-since_on", "-pk").values("state")[:1]
    then = Coalesce(Subquery(latest), Value(ResourceState.IN_FORCE), output_field=CharField())
    ended = Q(valid_to__lte=on) if is_standard else Q()  # a standard's own last day holds where no change was noted
    return resources.filter(~ended, published_on__lte=on).annotate(state_then=then).exclude(state_then__in=GONE)
