"""Every row that lies sealed under the bank key, and the name it is bound to: what a change of the key must reseal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

# where a row is not bound to its own public id
BOUND: dict[str, Callable[[Any], str]] = {
    "item_bank.ItemVersion": lambda row: str(row.item.public_id),
    "item_bank.ItemReview": lambda row: f"{row.item.public_id}/{row.version}/{row.step}/{row.reviewer_id}",
}
CHUNK = 500


@dataclass(frozen=True, slots=True)
class SealedField:
    """A column `sealed_…` of a model; `bound(row)` is the name its content is bound to."""

    model: type[models.Model]
    name: str
    bound: Callable[[Any], str]

    def count(self) -> int:
        return self._rows().count()

    def chunks(self) -> Iterator[list[Any]]:
        keys = list(self._rows().order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), CHUNK):
            yield list(self._rows().filter(pk__in=keys[start:start + CHUNK]))

    def _rows(self) -> models.QuerySet:
        rows = self.model._default_manager.filter(**{f"{self.name}__isnull": False})
        return rows.select_related("item") if self.model._meta.label in BOUND else rows


def sealed_fields() -> list[SealedField]:
    """By convention every column that holds ciphertext under the bank key is called `sealed_…`."""
    return [SealedField(model, field.name, BOUND.get(model._meta.label, lambda row: str(row.public_id)))
            for model in apps.get_models() for field in model._meta.concrete_fields
            if isinstance(field, models.BinaryField) and field.name.startswith("sealed_")]  # fmt: skip
