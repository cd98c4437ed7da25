"""`liangcai archive verify` offline: whole, changed, or no archive at all."""

from __future__ import annotations

import json
from datetime import date

import pytest

from liangcai.engines.sealing.archive import make_archive
from liangcai.engines.sealing.keys import generate_signing_key, public_of, write_key_set
from tests.cli.conftest import run

KEY = generate_signing_key("hall-1", "ES256")


@pytest.fixture
def kept(tmp_path):
    (tmp_path / "KEYS.json").write_bytes(write_key_set([public_of(KEY, "演示", date(2021, 1, 1))]))
    file = tmp_path / "档案.zip"
    file.write_bytes(make_archive({"01-计划.json": b"{}"}, {"plan_number": "P1", "missing": []}, KEY))
    return file


def test_a_whole_archive_is_verified_with_the_keys_beside_it(kept):
    outcome = run("archive", "verify", kept, "--json")
    assert outcome.returncode == 0, outcome.stderr
    assert json.loads(outcome.stdout)["about"]["plan_number"] == "P1"
    assert "1 个文件齐全" in run("archive", "verify", kept).stdout


def test_a_changed_archive_is_refused_by_name(kept):
    data = kept.read_bytes()
    kept.write_bytes(data.replace(b"01-", b"02-"))
    outcome = run("archive", "verify", kept, "--json")
    assert (outcome.returncode, json.loads(outcome.stderr)["code"]) == (1, "file_missing")


def test_what_is_no_archive_is_bad_input(tmp_path, kept):
    kept.write_bytes(b"no zip")
    outcome = run("archive", "verify", kept, "--json")
    assert (outcome.returncode, json.loads(outcome.stderr)["code"]) == (2, "not_an_archive")
    assert run("archive", "verify", tmp_path / "nowhere.zip").returncode == 2
