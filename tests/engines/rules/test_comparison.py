"""A proposed change shows exactly who gains and who loses, by target, rule and city."""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liangcai.engines.rules.bulk_files import batches, scan, typed, with_facts
from liangcai.engines.rules.career import career_view, explainer
from liangcai.engines.rules.comparison import Comparison, compare
from liangcai.engines.rules.facts import COLUMNS
from liangcai.engines.rules.load import load_policy
from liangcai.engines.rules.policy import Policy, Source
from liangcai.engines.rules.proposal import (
    Change,
    basis,
    changeable,
    proposed_file,
    refuse_unused,
    value_from_text,
    with_value,
)
from liangcai.kernel.refusals import BadInput, RowErrors

from .persons import ON, person

ROOT = Path(__file__).parents[3]
FROM = date(2022, 1, 1)
CITED = Source("S001", "二(二)1")
TECHNICIAN = {
    "city": "南通", "province": "32", "employer": "enterprise", "front_line": True, "technical_post": True,
    "occupation": "6-31-01-10", "place_kind": "无", "access_qualified": True, "access_controlled": False,
    "basic_conditions_met": True, "fraud": False, "skill_level": "二级", "level_3_on": date(2010, 1, 1),
    "skill_work_since": date(2005, 1, 1), "appraisals_passed": 3, "title": "无", "honours": "无",
    "worldskills": "无", "worldskills_coach": "无", "national_games": "无", "national_games_coach": "无",
    "champion_first": False, "rural_first": "无", "national_place": 99, "provincial_place": 99, "other_prize": False,
    "international_certificate": False,
}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(ROOT / "policy")


def technician(name: str, level_2_on: date | None, **changed: Any) -> dict[str, Any]:
    return {"person_id": name, **TECHNICIAN, "level_2_on": level_2_on, **changed}


def file_of(tmp_path: Path, rows: list[dict[str, Any]], name: str = "persons.parquet") -> Path:
    pl.DataFrame(rows, infer_schema_length=None).write_parquet(tmp_path / name)
    return tmp_path / name


def difference(source: Path, policy: Policy, proposed: Policy, **options: Any) -> Comparison:
    return compare(source, career_view(policy, ON), career_view(proposed, ON), **options)


def test_three_years_made_two_is_gained_by_exactly_those_with_two_to_three_years_and_nobody_loses(policy, tmp_path):
    rows = [
        technician("三年整", date(2019, 6, 30)), technician("差一天三年", date(2019, 7, 1)),
        technician("两年整", date(2020, 6, 30), city="宿迁"), technician("差一天两年", date(2020, 7, 1)),
    ]
    proposed = with_value(policy, "中级年限", FROM, 2, CITED)
    out = tmp_path / "changes.csv"
    found = difference(file_of(tmp_path, rows), policy, proposed, out=out)
    assert [row["person_id"] for row in found.examples] == ["差一天三年", "两年整"]
    assert found.target == {"title_review": {"gain": 2}}
    assert found.rule == {"001-020": {"gain": 2}}
    assert found.moves == {"title_review": {"助理级 → 中级": 2}}
    assert found.city == {"南通": {"gain": 1}, "宿迁": {"gain": 1}}
    assert found.persons == {"gain": 2} and not found.same
    written = pl.read_csv(out)
    assert written.rows(named=True) == found.examples
    assert {row["rules"] for row in found.examples} == {"001-020"}


def test_three_years_made_four_is_lost_by_those_between(policy, tmp_path):
    rows = [technician("三年整", date(2019, 6, 30)), technician("四年整", date(2018, 6, 30)),
            technician("差一天四年", date(2018, 7, 1)), technician("差一天三年", date(2019, 7, 1))]
    found = difference(file_of(tmp_path, rows), policy, with_value(policy, "中级年限", FROM, 4, CITED))
    assert [row["person_id"] for row in found.examples] == ["三年整", "差一天四年"]
    assert found.target == {"title_review": {"lose": 2}} and found.persons == {"lose": 2}


def test_who_lacks_a_fact_may_gain_but_does_not_gain(policy, tmp_path):
    rows = [technician("考核不知", date(2020, 1, 1), appraisals_passed=None)]
    found = difference(file_of(tmp_path, rows), policy, with_value(policy, "中级年限", FROM, 2, CITED))
    assert found.persons == {"may_gain": 1} and found.rule == {"001-020": {"may_gain": 1}}
    (row,) = found.examples
    assert (row["before_possible"], row["after_possible"]) == ("助理级", "中级")


def test_a_change_from_a_later_day_makes_no_difference_yet(policy, tmp_path):
    rows = [technician("两年整", date(2020, 6, 30))]
    later = with_value(policy, "中级年限", date(2022, 7, 1), 2, CITED)
    assert difference(file_of(tmp_path, rows), policy, later).same
    same_day = with_value(policy, "中级年限", ON, 2, CITED)
    assert difference(file_of(tmp_path, rows), policy, same_day).persons == {"gain": 1}


def test_identical_policies_give_no_difference(policy, tmp_path):
    rng = random.Random(5)
    source = file_of(tmp_path, [person(rng) for _ in range(500)])
    found = difference(source, policy, load_policy(ROOT / "policy"), out=tmp_path / "none.csv")
    assert found.same and found.decided == 500 and not found.examples and not found.city and not found.persons
    assert pl.read_csv(tmp_path / "none.csv").height == 0


def test_a_rule_that_the_other_policy_lacks_decides_nothing_there(policy, tmp_path):
    from dataclasses import replace

    fewer = replace(policy, rules=tuple(rule for rule in policy.rules if rule.id != "001-020"), version="fewer")
    source = file_of(tmp_path, [technician("三年整", date(2019, 6, 30))])
    assert difference(source, policy, fewer).rule == {"001-020": {"lose": 1}}
    assert difference(source, fewer, policy).rule == {"001-020": {"gain": 1}}


def truth_order(truth: bool | None) -> tuple[bool, bool]:
    return truth is True, truth is not False


def kind(before: tuple, after: tuple) -> str | None:
    """The same words, found the slow way."""
    for place, (up, down) in enumerate((("gain", "lose"), ("may_gain", "may_lose"))):
        if before[place] != after[place]:
            return up if after[place] > before[place] else down
    return None


def by_explanation(source: Path, before: Policy, after: Policy) -> tuple[dict, dict, list]:
    table = next(batches(source, scan(source), 10**6))
    read = typed(table.lazy(), source, ON).collect()
    names = [column.name for column in COLUMNS]
    rules: dict[str, Counter] = {}
    targets: dict[str, Counter] = {}
    changed = []
    for row in with_facts(read, before, ON).iter_rows(named=True):
        facts = {name: row[name] for name in names}
        sides = []
        for policy in (before, after):
            explain = explainer(policy, ON)
            findings = explain.findings(facts)
            sides.append(({f.clause.rule.id: truth_order(f.truth) for f in findings}, explain.outcomes(findings)))
        for held, old, new in ((rules, sides[0][0], sides[1][0]), (targets, sides[0][1], sides[1][1])):
            for name in old:
                found = kind(old[name], new[name])
                if found:
                    held.setdefault(name, Counter())[found] += 1
                    changed += [(row["person_id"], name, found)] if held is targets else []
    return rules, targets, changed


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), value=st.integers(0, 8),
       name=st.sampled_from(["中级年限", "助理年限", "副高年限", "持职称年限", "技能工作年限", "考核年数"]))
def test_gains_and_losses_are_the_difference_of_two_explanations(policy, tmp_path, seed, name, value):
    rng = random.Random(seed)
    source = file_of(tmp_path, [person(rng) for _ in range(120)])
    proposed = with_value(policy, name, FROM, value, CITED)
    rules, targets, changed = by_explanation(source, policy, proposed)
    found = difference(source, policy, proposed, examples=1000)
    assert found.rule == rules and found.target == targets
    assert [(row["person_id"], row["target"], row["change"]) for row in found.examples] == changed


def test_a_word_of_a_scale_can_be_changed_too(policy, tmp_path):
    rows = [technician("技师", date(2015, 1, 1))]
    higher = with_value(policy, "最低技能等级", FROM, "一级", CITED)
    assert difference(file_of(tmp_path, rows), policy, higher).persons["lose"] == 1


def test_the_proposed_policy_leaves_the_old_one_and_earlier_days_alone(policy):
    proposed = with_value(policy, "中级年限", FROM, 2, CITED)
    assert policy.values["中级年限"].at(FROM)[0] == 3
    assert proposed.values["中级年限"].at(FROM)[0] == 2
    assert proposed.values["中级年限"].at(date(2021, 12, 31))[0] == 3
    assert proposed.version.startswith("proposed-sha256:") and proposed.version != policy.version
    assert proposed.version != with_value(policy, "中级年限", FROM, 1, CITED).version


@pytest.mark.parametrize(("name", "day", "value", "code"), [
    ("中及年限", FROM, 2, "unknown_value"), ("中级年限", FROM, "二", "bad_value"),
    ("中级年限", FROM, True, "bad_value"), ("中级年限", FROM, 101, "bad_value"), ("中级年限", FROM, -1, "bad_value"),
    ("中级年限", date(2021, 12, 30), 2, "step_exists"), ("绿色通道免考核", FROM, 1, "bad_value"),
])
def test_an_unfit_change_is_refused(policy, name, day, value, code):
    with pytest.raises(BadInput) as refused:
        with_value(policy, name, day, value, CITED)
    assert refused.value.code == code


@pytest.mark.parametrize(("name", "text", "value"), [
    ("中级年限", " 2 ", 2), ("中级年限", "100", 100), ("绿色通道免考核", "是", True),
    ("绿色通道免考核", "False", False), ("最低技能等级", "二级", "二级")])
def test_a_value_is_read_as_its_kind(policy, name, text, value):
    assert value_from_text(policy, name, text) == value


@pytest.mark.parametrize(("name", "text"), [("中级年限", "两"), ("中级年限", "-1"), ("中级年限", "２"),
                                            ("绿色通道免考核", "也许"), ("最低技能等级", " ")])
def test_a_value_of_another_kind_is_refused(policy, name, text):
    with pytest.raises(BadInput):
        value_from_text(policy, name, text)


def test_a_value_that_no_career_rule_reads_cannot_be_compared(policy):
    refuse_unused(policy, "中级年限")
    with pytest.raises(BadInput, match="都不用"):
        refuse_unused(policy, "年度评价题库数")
    assert "中级年限" in [value.name for value in changeable(policy)]


def test_two_days_or_the_same_file_are_refused(policy, tmp_path):
    source = file_of(tmp_path, [technician("甲", date(2019, 6, 30))])
    with pytest.raises(BadInput, match="同一天"):
        compare(source, career_view(policy, ON), career_view(policy, date(2022, 7, 1)))
    with pytest.raises(BadInput, match="相同"):
        difference(source, policy, policy, out=source)


def test_bad_rows_stop_the_comparison_unless_the_good_ones_are_accepted(policy, tmp_path):
    rows = [technician("好", date(2020, 6, 30)), technician("坏", date(2020, 6, 30), skill_level="九级")]
    source, out = file_of(tmp_path, rows), tmp_path / "changes.csv"
    proposed = with_value(policy, "中级年限", FROM, 2, CITED)
    with pytest.raises(RowErrors, match="九级"):
        difference(source, policy, proposed, out=out)
    assert not out.exists()
    found = difference(source, policy, proposed, out=out, accept_valid=True)
    assert (found.rows, found.decided, found.refused_rows) == (2, 1, 1) and found.persons == {"gain": 1}


def test_text_that_a_spreadsheet_would_run_is_written_as_text(policy, tmp_path):
    source = file_of(tmp_path, [technician("=1+1", date(2020, 6, 30), city=None)])
    proposed = with_value(policy, "中级年限", FROM, 2, CITED)
    found = difference(source, policy, proposed, out=tmp_path / "changes.csv")
    assert pl.read_csv(tmp_path / "changes.csv")["person_id"].to_list() == ["'=1+1"]
    assert found.examples[0]["person_id"] == "=1+1" and found.city == {"未填": {"gain": 1}}


def test_the_proposed_file_differs_by_one_step_and_reads_as_the_proposed_policy(policy):
    text = (ROOT / "policy" / "values" / "career.toml").read_text(encoding="utf-8")
    for name, value in (("中级年限", 2), ("绿色通道免考核", True), ("最低技能等级", "二级")):
        changed = proposed_file(text, Change(name, FROM, value, Source("S001", '二(二)1 "改"')))
        assert [line for line in text.splitlines() if line] == [
            line for line in without_step(changed) if line]
        old, new = (tomllib.loads(part)["value"] for part in (text, changed))
        (entry,) = [entry for entry in new if entry["name"] == name]
        step = entry["history"].pop()
        assert (step["from"], step["value"], step["citation"]["article"]) == (FROM, value, '二(二)1 "改"')
        assert new == old


def without_step(text: str) -> list[str]:
    lines = text.splitlines()
    at = lines.index(f"from = {FROM}")
    return lines[: at - 1] + lines[at + 3:]


def test_a_file_without_the_value_is_no_place_for_the_step():
    with pytest.raises(BadInput):
        proposed_file('[[value]]\nname = "别的"\n', Change("中级年限", FROM, 2, CITED))


def test_a_condition_is_written_out_down_to_what_it_rests_on(policy):
    found = basis(policy, [policy.rule("001-020")])
    assert {"技能范围", "近三年合格", "满中级年限", "工作范围", "企事业在职"} <= {c.name for c in found.conditions}
    assert {"中级年限", "考核年数", "最低技能等级"} <= {value.name for value in found.values}
    assert "助理年限" not in {value.name for value in found.values}
