"""What is generated is fresh, and the tables are what the models say."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("script", ["generate_map", "generate_commands"])
def test_what_is_generated_of_the_code_is_fresh(script):
    run = subprocess.run([sys.executable, f"scripts/{script}.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.django_db
def test_every_model_has_its_migration():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_foreign_keys_only_point_down():
    order = [
        "supervision", "certificates", "results", "registrations", "exams", "bridging", "resources", "organizations",
        "marking", "sittings", "item_quality", "papers", "item_bank", "custody", "catalogue", "notices", "accounts", "audit", "station",
    ]  # fmt: skip
    rank = {label: n for n, label in enumerate(order)}
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models() if model._meta.app_label in rank
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        and rank.get(field.related_model._meta.app_label, 99) < rank[model._meta.app_label]
    ]  # fmt: skip
    assert upward == []
