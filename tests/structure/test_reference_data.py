"""The official lists under reference/ hold exactly what the annexes hold (tests/fixtures/tables.json: the parsed
annexes as printed), corrected only where aliases.csv says so."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "reference"
ANNEXES = json.loads((ROOT / "tests" / "fixtures" / "tables.json").read_text(encoding="utf-8"))
CODE = re.compile(r"[1-8](-\d\d){0,3}")
OWN_LISTS = ("aliases", "cities", "counties", "direction_groups", "directions", "enumerations", "key_projects_2021",
             "occupations", "shortage_2021", "special_ability_projects")


def rows(name: str) -> list[dict[str, str]]:
    with open(REFERENCE / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def corrections(kind: str) -> dict[str, str]:
    return {row["printed"]: row["corrected"] for row in rows("aliases") if row["kind"] == kind}


@pytest.mark.parametrize("name", OWN_LISTS)
def test_every_row_names_its_source(name):
    assert all(row["source"] for row in rows(name))


def test_directions_are_the_22_rows_of_the_annex():
    assert [(int(r["no"]), r["industry"]) for r in rows("directions")] == [
        (d["no"], d["industry"]) for d in ANNEXES["directions"]]


def test_direction_groups_are_the_printed_lists_one_row_each():
    assert [(int(r["direction_no"]), r["printed_name"]) for r in rows("direction_groups")] == [
        (d["no"], name) for d in ANNEXES["directions"] for name in d["occ"]]


def test_direction_groups_differ_from_print_only_by_a_listed_correction():
    fixed = corrections("occupation_name")
    assert all(r["name"] == fixed.get(r["printed_name"], r["printed_name"]) for r in rows("direction_groups"))


def test_shortage_rows_equal_the_annex():
    assert [(int(r["no"]), r["code"], r["printed_name"], needs(r)) for r in rows("shortage_2021")] == [
        (s["no"], s["code"], s["name"], s["needs"]) for s in ANNEXES["shortage"]]


def needs(row: dict[str, str]) -> list[str]:
    kinds = {"needs_standard": "评价标准", "needs_bank": "评价题库"}
    return [kind for column, kind in kinds.items() if row[column] == "true"]


def test_20_shortage_rows_need_a_standard_and_all_60_a_bank():
    table = rows("shortage_2021")
    assert sum(r["needs_standard"] == "true" for r in table) == 20
    assert sum(r["needs_bank"] == "true" for r in table) == len(table) == 60


def test_shortage_codes_are_one_of_class_3_38_of_class_4_and_21_of_class_6():
    assert Counter(r["code"][0] for r in rows("shortage_2021")) == {"3": 1, "4": 38, "6": 21}


def test_every_shortage_occupation_may_be_evaluated():
    """X-14: all 60 pass 002-003 by their class."""
    assert all(r["code"][0] in "3456" for r in rows("shortage_2021"))


def test_the_green_mark_is_split_from_exactly_three_names():
    marked = [r for r in rows("shortage_2021") if r["green"] == "true"]
    assert len(marked) == 3
    assert all(r["printed_name"] == r["name"] + "L" for r in marked)
    assert all(r["printed_name"] == r["name"] for r in rows("shortage_2021") if r not in marked)


def test_key_projects_equal_the_annex():
    assert [(int(r["no"]), r["project"], r["unit"]) for r in rows("key_projects_2021")] == [
        (p["no"], p["project"], p["unit"]) for p in ANNEXES["projects"]]


def test_key_projects_are_three_norms_and_seven_banks_with_their_levels():
    table = rows("key_projects_2021")
    assert [r["target"] for r in table] == ["行业评价规范"] * 3 + ["评价题库"] * 7
    assert Counter(r["levels"] for r in table) == {"": 3, "五级、四级、三级": 4, "四级、三级": 3}
    assert all(r["project"].startswith(r["occupation_name"]) and r["levels"] in r["project"] for r in table)


def test_every_key_project_stands_in_the_shortage_list():
    short = {(r["code"], r["name"]): needs(r) for r in rows("shortage_2021")}
    kind = {"行业评价规范": "评价标准", "评价题库": "评价题库"}
    for r in rows("key_projects_2021"):
        assert kind[r["target"]] in short[r["occupation_code"], r["occupation_name"]]


def test_special_ability_projects_equal_the_annex():
    assert [(int(r["no"]), r["name"], r["filing"]) for r in rows("special_ability_projects")] == [
        (s["no"], s["name"], s["note"]) for s in ANNEXES["special"]]


def test_special_ability_projects_are_84_without_gap_55_known_and_29_new():
    table = rows("special_ability_projects")
    assert [int(r["no"]) for r in table] == list(range(1, 85))
    assert Counter(r["filing"] for r in table) == {"部、省原有备案": 55, "新增备案": 29}
    assert len({r["normalised_name"] for r in table}) == 84


def test_project_names_are_normalised_in_width_and_space_and_by_the_listed_corrections():
    fixed = corrections("project_name")
    for r in rows("special_ability_projects"):
        plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", fixed.get(r["name"], r["name"])))
        assert r["normalised_name"] == plain


def test_every_code_of_the_annexes_is_an_occupation_under_its_corrected_name_and_code():
    held = {r["code"]: r["name"] for r in rows("occupations") if r["code"]}
    fixed = corrections("occupation_name")
    printed = [(code, name) for m in ANNEXES["mapping"] for code, _, name in m["prefixes"]]
    printed += [(code, name) for m in ANNEXES["mapping"] for code, name in m["codes"]]
    printed += [(s["code"], s["name"]) for s in ANNEXES["shortage"]]
    assert {code: fixed.get(name, name) for code, name in printed}.items() <= held.items()


def test_the_two_wrong_occupation_codes_stand_under_the_right_code_with_an_alias():
    held = {r["name"]: r["code"] for r in rows("occupations")}
    assert (held["讲解员"], held["健康管理师"]) == ("4-13-01-03", "4-14-02-02")
    assert corrections("occupation_code") == {
        "讲解员(4-12-01-03)": "讲解员(4-13-01-03)", "健康管理师(4-14-02-01)": "健康管理师(4-14-02-02)"}


def test_every_direction_group_is_an_occupation_row():
    assert {r["name"] for r in rows("direction_groups")} <= {r["name"] for r in rows("occupations")}


def test_occupation_codes_are_well_formed_unique_and_of_the_kind_their_length_says():
    codes = [r["code"] for r in rows("occupations") if r["code"]]
    assert len(codes) == len(set(codes))
    kinds = {1: "major", 2: "middle", 3: "group", 4: "occupation"}
    for r in rows("occupations"):
        if r["code"]:
            assert CODE.fullmatch(r["code"])
            assert r["kind"] == kinds[len(r["code"].split("-"))]


def test_every_printed_form_has_one_correction_and_a_defect():
    table = rows("aliases")
    assert len({(r["printed"], r["kind"]) for r in table}) == len(table)
    assert all(re.fullmatch(r"F\d\d", r["defect"]) and r["printed"] != r["corrected"] for r in table)


def test_jiangsu_has_13_cities_and_95_county_level_divisions_with_nested_codes():
    cities = [r for r in rows("cities") if r["kind"] == "city"]
    counties = rows("counties")
    assert len(cities) == 13
    assert Counter(r["kind"] for r in counties) == {"district": 55, "county_city": 21, "county": 19}
    assert len({r["code"] for r in counties}) == 95
    assert all(r["code"].startswith(r["parent"][:4]) for r in counties)
    assert {r["parent"] for r in counties} == {r["code"] for r in cities}


def test_enumerations_number_their_values_without_gap():
    by_name: dict[str, list[int]] = {}
    for r in rows("enumerations"):
        by_name.setdefault(r["name"], []).append(int(r["order"]))
    assert all(orders == list(range(1, len(orders) + 1)) for orders in by_name.values())
