"""Numpy, polars, SQL and the explanation come from one definition and never disagree."""

from __future__ import annotations

import random
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from liangcai.engines.rules import bulk_numpy, bulk_polars, sql
from liangcai.engines.rules.book import View
from liangcai.engines.rules.bulk_files import screen
from liangcai.engines.rules.bulk_numpy import UNKNOWN
from liangcai.engines.rules.career import career_view, decide, explainer
from liangcai.engines.rules.facts import COLUMNS
from liangcai.engines.rules.load import load_policy
from liangcai.engines.rules.policy import Policy

from .persons import ON, columns, person

ROOT = Path(__file__).parents[3]
PERSONS = 200_000


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(ROOT / "policy")


@pytest.fixture(scope="module")
def view(policy) -> View:
    return career_view(policy, ON)


def as_frame(arrays: dict[str, np.ndarray]) -> pl.DataFrame:
    """int8 with -128 → nullable columns."""
    kinds = {column.name: column.kind for column in COLUMNS}
    raw = pl.DataFrame(arrays)
    return raw.select(
        pl.when(pl.col(name) != UNKNOWN).then(pl.col(name).cast(pl.Boolean) if kinds[name] == "yes_no"
                                              else pl.col(name)).alias(name) for name in arrays)


def test_bulk_and_explanation_agree_on_200_000_persons_and_every_rule_is_hit_all_three_ways(policy, view):
    arrays = columns(PERSONS, np.random.default_rng(20211230))
    outcomes = bulk_numpy.decide(view, arrays)
    truths = bulk_numpy.rule_truths(view, arrays)
    frame = as_frame(arrays)
    by_polars = frame.lazy().with_columns(bulk_polars.rule_columns(view)).with_columns(
        bulk_polars.outcome_columns(view)).collect()
    for target, (sure, possible) in outcomes.items():
        assert (by_polars[target].to_numpy() == sure).all()
        assert (by_polars[f"{target}_possible"].to_numpy() == possible).all()
    for rule, truth in truths.items():
        assert set(np.unique(truth).tolist()) == {0, 1, UNKNOWN}, rule
        assert (by_polars[rule].cast(pl.Int8).fill_null(UNKNOWN).to_numpy() == truth).all(), rule

    explain = explainer(policy, ON)
    names = list(arrays)
    expected = {target: np.stack(pair, axis=1).tolist() for target, pair in outcomes.items()}
    disagreements = 0
    for number, row in enumerate(frame.iter_rows()):
        facts = dict(zip(names, row, strict=True))
        found = explain.outcomes(explain.findings(facts, every=False))
        disagreements += any(list(found[target]) != expected[target][number] for target in found)
    assert disagreements == 0


def test_the_rules_agree_one_by_one_with_their_explanation(policy, view):
    arrays = columns(2_000, np.random.default_rng(7))
    truths = bulk_numpy.rule_truths(view, arrays)
    explain = explainer(policy, ON)
    for number, row in enumerate(as_frame(arrays).iter_rows()):
        for finding in explain.findings(dict(zip(arrays, row, strict=True))):
            code = {True: 1, False: 0, None: UNKNOWN}[finding.truth]
            assert truths[finding.clause.rule.id][number] == code
            assert finding.leaves and all(truth is None for _, _, truth in finding.leaves) == (code == UNKNOWN)


def test_a_block_without_unknowns_gives_one_answer(view):
    arrays = {name: np.where(values == UNKNOWN, np.int8(1), values)
              for name, values in columns(50_000, np.random.default_rng(3)).items()}
    for sure, possible in bulk_numpy.decide(view, arrays).values():
        assert (sure == possible).all()


def test_the_sql_says_the_same(view):
    arrays = columns(3_000, np.random.default_rng(11))
    frame = as_frame(arrays)
    database = sqlite3.connect(":memory:")
    names = ", ".join(f'"{name}"' for name in frame.columns)
    database.execute(f"CREATE TABLE persons ({names})")
    database.executemany(f"INSERT INTO persons VALUES ({', '.join('?' * frame.width)})", frame.rows())
    cursor = database.execute(sql.query(view))
    head = [entry[0] for entry in cursor.description]
    rows = cursor.fetchall()
    for target, (sure, possible) in bulk_numpy.decide(view, arrays).items():
        for name, expected in ((target, sure), (f"{target}_possible", possible)):
            place = head.index(name)
            assert [row[place] for row in rows] == expected.tolist()


def structured(row: dict[str, Any]) -> dict[str, Any]:
    """The same person as facts of the contract."""
    facts: dict[str, Any] = {"work": {}}
    for key in ("province", "employer", "front_line", "technical_post", "occupation"):
        if row[key] is not None:
            facts["work"][key] = row[key]
    if row["place_kind"] is not None:
        facts["work"]["place_kind"] = None if row["place_kind"] == "无" else row["place_kind"]
    for key in ("access_qualified", "access_controlled", "basic_conditions_met", "fraud", "international_certificate"):
        if row[key] is not None:
            facts[key] = row[key]
    if row["skill_work_since"]:
        facts["skill_work"] = [{"from": str(row["skill_work_since"]),
                                "to": str(row["skill_work_until"]) if row["skill_work_until"] else None}]
    if row["skill_level"] is not None:
        facts["skills"] = certificates(row, row["skill_level"], "level", {
            "三级": "level_3_on", "二级": "level_2_on", "一级": "level_1_on", "特级技师": "special_on"},
            {"kind": "level"})
    if row["title"] is not None:
        said = {"series": row["title_series"]} if row["title_series"] else {}
        facts["titles"] = certificates(row, row["title"], "rank", {
            "助理级": "assistant_on", "中级": "intermediate_on", "副高级": "associate_on", "正高级": "senior_on"}, said)
    if row["honours"] is not None:
        facts["honours"] = [{"name": name} for name in row["honours"].split(";") if name != "无"]
    if row["appraisals_passed"] is not None:
        results = ["合格"] * row["appraisals_passed"] + ["不合格"] * (3 - row["appraisals_passed"])
        facts["appraisals"] = [{"year": 2021 - number, "result": result} for number, result in enumerate(results)]
    return facts


def certificates(row: dict[str, Any], highest: str, key: str, dates: dict[str, str], said: dict[str, Any]
                 ) -> list[dict[str, Any]]:
    held = [{key: word, **said, "obtained_on": str(row[column])} for word, column in dates.items() if row[column]]
    if highest != "无" and not any(entry[key] == highest for entry in held):
        held.append({key: highest, **said})
    return held


def test_the_file_and_the_single_decision_agree(policy, view, tmp_path):
    rng = random.Random(42)
    rows = [person(rng) for _ in range(600)]
    contests = ("worldskills", "worldskills_coach", "national_games", "national_games_coach", "champion_first",
                "rural_first", "national_place", "provincial_place", "other_prize")
    for row in rows:
        row.update(dict.fromkeys(contests))
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pl.DataFrame(rows, infer_schema_length=None).write_parquet(source)
    screen(source, target, view)
    decided = pl.read_parquet(target).rows(named=True)
    for row, found in zip(rows, decided, strict=True):
        facts = structured(row)
        answer = decide(facts, policy, ON)
        for name in ("title_review", "skill_evaluation"):
            assert answer[name]["highest"] == found[name], facts
            assert answer[name]["possible"] == found[f"{name}_possible"], facts
        direct = answer["direct_recognition"]
        assert direct["highest"] == found["direct_recognition"], facts
        assert found["series"] == "、".join(answer["series"])


def test_the_day_before_the_document_decides_nothing_from_it(policy):
    before = career_view(policy, date(2021, 12, 29))
    assert {clause.rule.source.document for clause in before.clauses} == {"S003"}
    assert {c.rule.source.document for c in career_view(policy, date(2021, 12, 30)).clauses} == {"S001", "S003"}


def test_on_the_earliest_day_the_rule_holds_and_the_day_before_it_does_not(policy):
    rng, seen = random.Random(5), 0
    for _ in range(300):
        row = person(rng)
        row["honours"], row["skill_work_until"] = "无", None
        facts = structured(row) | {"competitions": []}
        facts.pop("appraisals", None)
        for reason in decide(facts, policy, ON)["reasons"]:
            if reason["earliest_on"] is None:
                continue
            seen += 1
            due = date.fromisoformat(reason["earliest_on"])
            assert truth_on(facts, policy, due, reason["part"]) is not False
            assert truth_on(facts, policy, due - timedelta(days=1), reason["part"]) is False
    assert seen > 50


def truth_on(facts: dict[str, Any], policy: Policy, on: date, part: str) -> bool | None:
    return next(r["truth"] for r in decide(facts, policy, on)["reasons"] if r["part"] == part)


def test_what_is_settled_without_a_fact_stays_settled_with_it(policy):
    """Leaving a fact out never turns a sure outcome into another, nor a possible one into an impossible one."""
    rng = random.Random(9)
    for _ in range(150):
        facts = structured(person(rng))
        full = {r["part"]: r["truth"] for r in decide(facts, policy, ON)["reasons"]}
        for key in [key for key in facts if key not in ("fraud", "access_controlled", "skills")]:
            less = {name: value for name, value in facts.items() if name != key}
            for reason in decide(less, policy, ON)["reasons"]:
                assert reason["truth"] in (None, full[reason["part"]]), (key, reason["part"])
