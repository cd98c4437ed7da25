"""What lies encrypted in the vault is resealed when its key changes: no column is forgotten."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from liangcai.apps.papers.sealed_rows import BOUND, sealed_fields

VAULT = ("custody", "item_bank", "papers", "item_quality")
READABLE = {"papers.AssemblyRun.bank_table"}  # numbers and places of items, without a word of theirs


def binary_columns() -> set[str]:
    return {f"{model._meta.label}.{field.name}" for name in VAULT for model in apps.get_app_config(name).get_models()
            for field in model._meta.concrete_fields if isinstance(field, models.BinaryField)}  # fmt: skip


def test_every_binary_column_of_the_vault_is_resealed_or_known_to_be_readable():
    found = {f"{field.model._meta.label}.{field.name}" for field in sealed_fields()}
    assert found == binary_columns() - READABLE
    assert {"item_bank.Item.sealed_content", "item_bank.ItemVersion.sealed_content", "item_bank.ItemReview.sealed_opinion",
            "item_quality.ResponseSet.sealed_responses"} <= found  # fmt: skip


def test_a_row_without_a_public_id_of_its_own_says_what_it_is_bound_to():
    for field in sealed_fields():
        own = "public_id" in {f.name for f in field.model._meta.concrete_fields}
        assert own != (field.model._meta.label in BOUND), field.model._meta.label
