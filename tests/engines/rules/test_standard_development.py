"""The subjects `standard` and `development` against tests/policy_cases/{standard,development}.toml, bad facts, laws."""

from __future__ import annotations

import csv
import itertools
import tomllib
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcai.engines.rules import development, standard
from liangcai.engines.rules.load import load_policy
from liangcai.engines.rules.policy import Policy
from liangcai.engines.rules.shortage import ShortageList, load_shortage_list
from liangcai.kernel.refusals import BadInput

ROOT = Path(__file__).parents[3]
ON = date(2022, 6, 1)


@cache
def policy() -> Policy:
    return load_policy(ROOT / "policy")


@cache
def shortage() -> ShortageList:
    return load_shortage_list(ROOT / "reference")


def decide(subject: str, facts: dict[str, Any], on: date = ON) -> dict[str, Any]:
    engine = {"standard": standard.decide, "development": partial(development.decide, shortage=shortage())}[subject]
    return engine(facts, policy(), on)


def cases() -> list[dict[str, Any]]:
    files = (ROOT / "tests" / "policy_cases" / f"{name}.toml" for name in ("standard", "development"))
    return [case for file in files for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]]


def with_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: with_nulls(inner) for key, inner in value.items()}
    return None if value == "null" else value


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['rule']} {case['title']}")
def test_case(case):
    answer = decide(case["subject"], with_nulls(case["facts"]), case["on"])
    reason = next(reason for reason in answer["reasons"] if reason["rule"] == case["rule"])
    for key, expected in case["expect"].items():
        found = reason[key] if key in ("truth", "earliest_on") else answer[key]
        assert (key, found) == (key, None if expected == "unknown" else expected)


@pytest.mark.parametrize("subject", ["standard", "development"])
def test_every_rule_of_the_subject_has_a_case_true_false_and_unknown(subject):
    shown = {(case["rule"], case["expect"]["truth"]) for case in cases() if case["subject"] == subject}
    rules = [rule.id for rule in policy().rules if rule.when and rule.subject == subject]
    assert set(itertools.product(rules, (True, False, "unknown"))) == shown


@pytest.mark.parametrize(("subject", "facts", "where"), [
    ("standard", {"ocupation": "6-04-03-03"}, "ocupation"),
    ("standard", {"occupation": "6-04-3-03"}, "occupation"),
    ("standard", {"occupation": "9-04-03-03"}, "occupation"),
    ("standard", {"national_standard_on": "2022-02-30"}, "national_standard_on"),
    ("standard", {"national_standard_on": "2022-5-1"}, "national_standard_on"),
    ("standard", {"national_standard_on": 20220501}, "national_standard_on"),
    ("standard", {"own_students": "yes"}, "own_students"),
    ("standard", {"own_students": None}, "own_students"),
    ("standard", {"own_students": 1}, "own_students"),
    ("standard", {"user": {"id": "甲", "kind": "company"}}, "user.kind"),
    ("standard", {"user": None}, "user"),
    ("standard", {"user": {"id": ""}}, "user.id"),
    ("standard", {"bank": {"reviewed": "2022-01-01"}}, "bank.reviewed"),
    ("standard", {"bank": []}, "bank"),
    ("standard", {"enterprise_norm": {"filed_on": "yesterday"}}, "enterprise_norm.filed_on"),
    ("development", {"kind": "national"}, "kind"),
    ("development", {"action": "delete"}, "action"),
    ("development", {"national_standard": float("nan")}, "national_standard"),
    ("development", {"applicant": {"registered": True}}, "applicant.registered"),
    ("development", {"on_key_project_list_on": "2021-13-01"}, "on_key_project_list_on"),
])
def test_bad_facts_are_refused_by_the_name_of_the_key(subject, facts, where):
    with pytest.raises(BadInput) as refused:
        decide(subject, facts)
    assert refused.value.where == where


@pytest.mark.parametrize("subject", ["standard", "development"])
@pytest.mark.parametrize("facts", [None, [], "facts", 3])
def test_facts_that_are_no_object_are_refused(subject, facts):
    with pytest.raises(BadInput):
        decide(subject, facts)


def test_no_facts_at_all_leave_everything_open_and_name_what_is_missing():
    answer = decide("standard", {})
    assert (answer["applicable"], answer["evaluation_permitted"], answer["item_setting"]) == (None, None, None)
    assert answer["possible"] == ["national", "industry", "enterprise", "none"]
    assert {"occupation", "national_standard_on", "user.kind"} <= set(answer["missing"])
    assert decide("development", {})["may_apply"] is None


def test_without_a_shortage_list_priority_is_unknown():
    facts = {"kind": "item_bank", "occupation": "6-04-03-03"}
    assert development.decide(facts, policy(), ON)["priority"] is None


def test_a_rule_of_the_plan_decides_nothing_before_the_plan():
    facts = {"kind": "item_bank", "occupation": "6-04-03-03", "on_key_project_list_on": "2020-06-01"}
    answer = decide("development", facts, date(2020, 12, 31))
    assert not any(reason["rule"].startswith("000-") for reason in answer["reasons"])
    assert (answer["priority"], answer["deadline_on"]) == (False, None)


def test_the_reason_under_a_negation_prints_what_is_required_and_found():
    facts = {"kind": "industry_norm", "national_standard": True}
    reason = next(r for r in decide("development", facts)["reasons"] if r["rule"] == "002-026")
    standing = next(c for c in reason["conditions"] if c["name"] == "国家标准已颁布")
    assert (standing["required"], standing["actual"], standing["truth"]) == ("否", "是", False)
    assert reason["citation"] == {"document": "宿人社通〔2022〕48号", "article": "三(一)"}


def test_the_ten_key_projects_have_three_and_six_months_and_priority():
    with open(ROOT / "reference" / "key_projects_2021.csv", encoding="utf-8", newline="") as file:
        projects = list(csv.DictReader(file))
    kind = {"行业评价规范": "industry_norm", "评价题库": "item_bank"}
    answers = [decide("development", {"kind": kind[p["target"]], "occupation": p["occupation_code"],
                                      "national_standard": False, "in_national_plan": False,
                                      "on_key_project_list_on": "2021-08-31"}) for p in projects]
    assert [answer["deadline_on"] for answer in answers] == ["2021-11-30"] * 3 + ["2022-02-28"] * 7
    assert all(answer["priority"] for answer in answers)


def test_the_latest_shortage_list_counts(tmp_path):
    head = "code,needs_standard,needs_bank\n"
    (tmp_path / "shortage_2021.csv").write_text(head + "6-04-03-03,false,true\n", encoding="utf-8")
    (tmp_path / "shortage_2022.csv").write_text(head + "6-01-01-01,true,false\n", encoding="utf-8")
    assert load_shortage_list(tmp_path) == ShortageList(2022, frozenset({("6-01-01-01", "评价标准")}))


def test_a_missing_or_misheaded_shortage_list_is_refused(tmp_path):
    with pytest.raises(BadInput):
        load_shortage_list(tmp_path)
    (tmp_path / "shortage_2021.csv").write_text("code,name\n6-04-03-03,x\n", encoding="utf-8")
    with pytest.raises(BadInput):
        load_shortage_list(tmp_path)


DAYS = st.none() | st.dates(ON - timedelta(3), ON + timedelta(3)).map(date.isoformat)
STANDARD_FACTS = st.fixed_dictionaries({
    "occupation": st.sampled_from(["6-04-03-03", "2-02-10-01", "3-01-02-07"]), "newly_published": st.booleans(),
    "national_standard_on": DAYS, "industry_norm_on": DAYS,
    "enterprise_norm": st.none() | st.fixed_dictionaries(
        {"owner": st.sampled_from("AB"), "filed_on": DAYS, "published_on": DAYS}),
    "user": st.fixed_dictionaries(
        {"id": st.sampled_from("AB"), "kind": st.sampled_from(["employer", "third_party", "school"])}),
    "bank": st.none() | st.fixed_dictionaries({"reviewed_on": DAYS, "published_on": DAYS}),
    "own_students": st.booleans(),
})
SETTLED = ("applicable", "evaluation_permitted", "item_setting")


@settings(max_examples=150, deadline=None)
@given(STANDARD_FACTS)
def test_complete_facts_settle_exactly_one_standard(facts):
    answer = decide("standard", facts)
    assert answer["missing"] == []
    assert answer["possible"] == [answer["applicable"]]
    assert None not in [answer[key] for key in SETTLED]


@settings(max_examples=150, deadline=None)
@given(STANDARD_FACTS, st.data())
def test_what_is_settled_without_a_fact_stays_settled_with_it(facts, data):
    less = {key: value for key, value in facts.items() if data.draw(st.booleans(), label=key)}
    before, after = decide("standard", less), decide("standard", facts)
    assert all(before[key] in (None, after[key]) for key in SETTLED)
    assert set(before["lapsed"]) <= set(after["lapsed"])


@settings(max_examples=100, deadline=None)
@given(STANDARD_FACTS)
def test_a_national_standard_excludes_every_other(facts):
    answer = decide("standard", {**facts, "national_standard_on": ON.isoformat()})
    assert (answer["applicable"], answer["suspended"]) == ("national", [])
    assert ("industry" in answer["lapsed"]) == (facts["industry_norm_on"] is not None
                                                and facts["industry_norm_on"] <= ON.isoformat())


@settings(max_examples=100, deadline=None)
@given(STANDARD_FACTS)
def test_on_the_earliest_day_the_rule_holds_and_on_the_day_before_it_does_not(facts):
    for reason in decide("standard", facts)["reasons"]:
        if reason["earliest_on"]:
            day = date.fromisoformat(reason["earliest_on"])
            truths = [next(r["truth"] for r in decide("standard", facts, on)["reasons"] if r["rule"] == reason["rule"])
                      for on in (day - timedelta(1), day)]
            assert truths == [False, True]
