"""`liangcai rules` over whole files: compared under a changed value or another folder, or decided."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from tests.engines.rules.test_comparison import ROOT, date, technician

from .conftest import run

DAY = ("--on", "2022-06-30")


@pytest.fixture
def persons(tmp_path) -> Path:
    rows = [technician("三年整", date(2019, 6, 30)), technician("两年整", date(2020, 6, 30))]
    pl.DataFrame(rows, infer_schema_length=None).write_csv(tmp_path / "人员.csv")
    return tmp_path / "人员.csv"


def test_a_changed_value_shows_who_gains_and_writes_them(persons, tmp_path):
    out = tmp_path / "变化.csv"
    done = run("rules", "compare", persons, "--value", "中级年限=2@2022-01-01", *DAY, "--json", "--out", out)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["rule"] == {"001-020": {"gain": 1}} and found["persons"] == {"gain": 1}
    assert found["on"] == "2022-06-30" and found["other_version"].startswith("proposed-sha256:")
    assert pl.read_csv(out)["person_id"].to_list() == ["两年整"]
    words = run("rules", "compare", persons, "--value", "中级年限=2@2022-01-01", *DAY).stdout
    assert "两年整" in words and "助理级 → 中级" in words


def test_another_folder_is_compared_and_the_same_folder_makes_no_difference(persons, tmp_path):
    other = tmp_path / "policy"
    shutil.copytree(ROOT / "policy", other)
    shutil.copytree(ROOT / "reference", tmp_path / "reference")
    assert "没有差异" in run("rules", "compare", persons, "--other", other, *DAY).stdout
    values = other / "values" / "career.toml"
    text = values.read_text(encoding="utf-8")
    start = text.index('name = "中级年限"')
    values.write_text(text[:start] + text[start:].replace("value = 3", "value = 2", 1), encoding="utf-8")
    found = json.loads(run("rules", "compare", persons, "--other", other, *DAY, "--json").stdout)
    assert found["rule"] == {"001-020": {"gain": 1}}


@pytest.mark.parametrize("words", [
    (), ("--value", "中级年限=2@2022-01-01", "--other", str(ROOT / "policy")), ("--value", "中级年限"),
    ("--value", "中级年限=两@2022-01-01"), ("--value", "中级年限=2@2022-02-30"), ("--value", "没有=2@2022-01-01"),
    ("--value", "年度评价题库数=2@2022-01-01"), ("--value", "中级年限=2@2022-07-01"),
    ("--value", "最低技能等级=九级@2022-01-01"),
])
def test_what_cannot_be_compared_is_refused_in_words(persons, words):
    done = run("rules", "compare", persons, *words, *DAY)
    assert done.returncode == 2 and "Traceback" not in done.stderr and done.stderr.strip()


def test_without_a_day_a_later_change_is_compared_on_its_first_day(persons):
    found = json.loads(run("rules", "compare", persons, "--value", "中级年限=2@2099-01-01", "--json").stdout)
    assert found["on"] == "2099-01-01"


def test_a_whole_file_is_decided_with_its_counts_as_one_document(persons, tmp_path):
    done = run("rules", "bulk", persons, tmp_path / "结果.parquet", *DAY, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"]["outcome"]["title_review"] == {"中级": 1, "助理级": 1}
