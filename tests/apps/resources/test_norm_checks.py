"""What a machine can say of a norm before experts read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcai.apps.resources.norm_checks import checks_of, naming_faults, refuse_items
from liangcai.kernel.refusals import BadInput

from . import factories as f


def results(kind, content, levels=f.LEVELS) -> dict[str, str]:
    return {c.name: c.result for c in checks_of(kind, content, levels)}


@pytest.mark.parametrize(("kind", "annex"), [("industry_norm", 2), ("enterprise_norm", 2), ("item_bank", 3),
                                             ("special_ability", 4)])  # fmt: skip
def test_the_check_of_a_missing_annex_is_never_passed(kind, annex):
    assert results(kind, {})[f"质量要求（附件{annex}）"] == "annex_missing"


@given(parts=st.lists(st.integers(0, 100), min_size=1, max_size=8))
def test_weights_pass_exactly_when_they_total_100(parts):
    table = {str(i): part for i, part in enumerate(parts)}
    content = f.norm_content() | {"weights": {"theory": {"五级": table}, "skill": {"五级": {"操作": 100}}}}
    assert (results("industry_norm", content, ["五级"])["五级理论知识权重"] == "passed") == (sum(parts) == 100)


def test_decimal_weights_are_added_without_rounding_noise():
    content = f.norm_content() | {"weights": {"theory": {"五级": {"甲": 33.3, "乙": 33.3, "丙": 33.4}}}}
    assert results("industry_norm", content, ["五级"])["五级理论知识权重"] == "passed"


@pytest.mark.parametrize("table", [{}, {"甲": -1, "乙": 101}, {"甲": "100"}, {"甲": True}, [100]])
def test_weights_that_are_no_numbers_fail(table):
    content = f.norm_content() | {"weights": {"theory": {"五级": table}}}
    assert results("industry_norm", content, ["五级"])["五级理论知识权重"] == "failed"


def test_every_level_is_checked():
    found = results("industry_norm", f.norm_content(["五级"]), ["五级", "四级"])
    assert (found["五级操作技能权重"], found["四级操作技能权重"]) == ("passed", "failed")


@pytest.mark.parametrize("section", ["overview", "basic", "work", "weights"])
def test_a_missing_section_fails(section):
    assert results("industry_norm", f.norm_content() | {section: {}})["章节"] == "failed"


@pytest.mark.parametrize("content", [{"weights": 3}, {"weights": {"theory": [1]}}, {"weights": {"theory": {"五级": 7}}}, {"technical_rules": "甲"}, {"work": 5}])
def test_content_of_any_shape_gets_an_answer(content):
    assert "failed" in results("industry_norm", content).values()


@pytest.mark.parametrize(("name", "good"), [("手工制作", True), ("制作工", False), ("检验员", False), ("设计师", False),
                                            ("施工作业", True), ("", False), ("长" * 31, False), ("长" * 30, True)])  # fmt: skip
def test_a_special_ability_is_named_for_what_is_done(name, good):
    assert (naming_faults(name) == []) is good


@pytest.mark.parametrize("value", [{"stem": "题"}, "字" * 301, [{"a": 1}], ["x"] * 51, 1.5])
def test_what_looks_like_items_is_refused(value):
    with pytest.raises(BadInput):
        refuse_items({"content": value})


@pytest.mark.parametrize("value", [1200, "ab" * 32, "字" * 300, ["五级", "四级"], None])
def test_facts_about_a_bank_are_taken(value):
    refuse_items({"content": value})
