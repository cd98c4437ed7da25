"""`liangcai bank readiness` on a vault of its own, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

MAKE = """
import sys
from pathlib import Path
from liangcai.cli.site_setup import migrate, prepare_folder, start_django
data = Path(sys.argv[1])
prepare_folder("vault", data); start_django("vault", data); migrate()
from liangcai.apps.item_bank.models import Bank
for name in sys.argv[2:]:
    Bank.objects.create(occupation_name=name, level="四级")
"""


def run(*arguments):
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)


def readiness(data, *arguments):
    return run("-m", "liangcai.cli.main", "bank", "readiness", *arguments, "--data", str(data), "--json")


@pytest.fixture
def vault(tmp_path):
    assert run("-c", MAKE, str(tmp_path), "织布工").returncode == 0
    return tmp_path


def test_an_empty_bank_is_a_lawful_no_with_every_area_named(vault):
    done = readiness(vault)
    report = json.loads(done.stdout)
    assert done.returncode == 1 and report["bank"] == "织布工四级" and report["state"] == "todo"
    assert len(report["lines"]) == 8 and json.loads(done.stderr)["code"] == "bank_not_ready"


def test_an_unknown_bank_and_a_folder_without_a_vault_are_bad_input(vault, tmp_path_factory):
    unknown = readiness(vault, "车工四级")
    assert unknown.returncode == 2 and "织布工四级" in json.loads(unknown.stderr)["hint"]
    nowhere = readiness(tmp_path_factory.mktemp("empty"))
    assert nowhere.returncode == 2 and json.loads(nowhere.stderr)["code"] == "data_folder"
