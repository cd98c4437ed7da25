"""The condition language and the book: what it reads, what it refuses, what changes by date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from liangcai.engines.rules.book import view
from liangcai.engines.rules.explain import Explainer
from liangcai.engines.rules.language import Column
from liangcai.engines.rules.load import load_policy
from liangcai.engines.rules.policy import Condition, DatedValue, Policy, Rule, Source
from liangcai.kernel.refusals import BadInput

ROOT = Path(__file__).parents[3]
HERE = Source("S001", "一")
COLUMNS = (
    Column("在江苏", "in_jiangsu", "yes_no", "work", ""),
    Column("年限", "years", "number", "years", "", " 年", None, (0, 99)),
    Column("等级", "level", "scale", "skills", "", "", {"三级": 3, "二级": 4}, (0, 4)),
)
ON = date(2022, 1, 1)


def rule(when: str, **change) -> Rule:
    plain = Rule("001-019", "试", "executed", HERE, "江苏", "rules/x.toml",
                 subject="t", target="甲", outcome="可", when=when)
    return replace(plain, **change)


def policy(*rules: Rule, conditions=(), values=()) -> Policy:
    return Policy({}, tuple(rules), {c.name: c for c in conditions}, {v.name: v for v in values}, (), "sha256:0")


def truth(when: str, facts: dict, on: date = ON, **more) -> bool | None:
    book = view(policy(rule(when), **more), "t", on, COLUMNS, {})
    return Explainer(book).findings({"在江苏": None, "年限": None, "等级": None, **facts})[0].truth


@pytest.mark.parametrize(("when", "facts", "expected"), [
    ("在江苏", {"在江苏": True}, True),
    ("非 在江苏", {"在江苏": True}, False),
    ("非 在江苏", {}, None),
    ("年限 >= 2", {"年限": 2}, True),
    ("年限 ≥ 2", {"年限": 1}, False),
    ("等级 >= 三级", {"等级": 4}, True),
    ("等级 == 二级 且 年限 < 3", {"等级": 4, "年限": 3}, False),
    ("在江苏 且 年限 >= 2", {"年限": 1}, False),
    ("在江苏 且 年限 >= 2", {"年限": 2}, None),
    ("在江苏 或 年限 >= 2", {"年限": 2}, True),
    ("在江苏 或 年限 >= 2", {"年限": 1}, None),
    ("在江苏 且 （年限 >= 9 或 等级 >= 二级）", {"在江苏": True, "等级": 4}, True),
    ("在江苏 且 年限 >= 9 或 等级 >= 二级", {"在江苏": False, "等级": 4}, True),
])
def test_conditions_follow_kleene(when, facts, expected):
    assert truth(when, facts) is expected


@pytest.mark.parametrize("when", [
    "", "在江苏 且", "没有的名字", "年限", "在江苏 >= 2", "年限 >= 三级", "等级 >= 九级", "等级 >= 3",
    "1 <= 年限 <= 2",
    "年限 + 1 >= 2",
    "__import__('os')", "(lambda: 1)()", "[x for x in y]", "年限 >= -1", "年限 >= 1.5", "年限 in (1, 2)",
    "f'{年限}'", "在江苏." + "x", "(" * 3000 + "在江苏" + ")" * 3000, "(" * 300 + "在江苏" + ")" * 300,
])
def test_what_is_not_a_condition_is_refused_with_the_rule_named(when):
    book = policy(rule(when or " "))
    with pytest.raises(BadInput) as no:
        view(book, "t", ON, COLUMNS, {})
    assert "001-019" in no.value.where


def test_a_circle_of_conditions_is_refused():
    circle = [Condition("甲", "乙", HERE, "c.toml"), Condition("乙", "在江苏 且 甲", HERE, "c.toml")]
    with pytest.raises(BadInput, match="甲 → 乙"):
        view(policy(rule("甲", target="丙"), conditions=circle), "t", ON, COLUMNS, {})


def test_a_changed_value_applies_from_its_day():
    value = DatedValue("须满", "年", ((date(2021, 1, 1), 2, HERE), (date(2022, 7, 1), 3, HERE)), "v.toml")
    facts = {"年限": 2}
    assert truth("年限 >= 须满", facts, date(2022, 6, 30), values=[value]) is True
    assert truth("年限 >= 须满", facts, date(2022, 7, 1), values=[value]) is False


def test_a_rule_outside_its_dates_is_not_in_the_view():
    dated = policy(rule("在江苏", from_=date(2021, 12, 30), to=date(2022, 12, 31)))
    counts = [len(view(dated, "t", day, COLUMNS, {}).clauses)
              for day in (date(2021, 12, 29), date(2021, 12, 30), date(2022, 12, 31), date(2023, 1, 1))]
    assert counts == [0, 1, 1, 0]


def test_only_the_leaves_that_decide_are_kept():
    book = view(policy(rule("在江苏 且 年限 >= 2 且 等级 >= 三级")), "t", ON, COLUMNS, {})
    finding = Explainer(book).findings({"在江苏": True, "年限": 1, "等级": None})[0]
    assert [leaf.node.column.name for leaf, _, _ in finding.leaves] == ["年限"]


def test_the_version_does_not_depend_on_layout_but_on_content(tmp_path):
    folder = tmp_path / "policy"
    (folder / "values").mkdir(parents=True)
    text = '[[value]]\nname = "年"\n[[value.history]]\nvalue = 2\ncitation = {document = "S001", article = "一"}\n'
    file = folder / "values" / "v.toml"
    file.write_text(text, encoding="utf-8")
    first = load_policy(folder).version
    file.write_text("# 注\n\n" + text, encoding="utf-8")
    assert load_policy(folder).version == first
    file.write_text(text.replace("2", "3"), encoding="utf-8")
    assert load_policy(folder).version != first


@pytest.mark.parametrize("text", [
    "[[rule]]\nid = 'x'", "not toml", "rule = 3", "[[value]]\nname = '年'", "[[condition]]\nname = '甲'",
    "[[rule]]\nid='001-001'\ntitle='t'\nstatus='lost'\njurisdiction='江苏'\ncitation={document='S001', article='一'}",
    "[[rule]]\nid='001-001'\ntitle='t'\nstatus='duty'\njurisdiction='江苏'\nfrom='x'\n"
    "citation={document='S001', article='一'}",
])
def test_a_bad_policy_file_is_refused_with_its_name(tmp_path, text):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "bad.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as no:
        load_policy(tmp_path, tmp_path / "none.csv")
    assert "bad.toml" in no.value.where


def test_the_shipped_policy_can_be_read_on_any_day():
    loaded = load_policy(ROOT / "policy")
    assert len({item.id for item in loaded.rules}) == len(loaded.rules)
    assert loaded.version.startswith("sha256:")
