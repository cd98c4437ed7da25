"""What a machine can say of a draft before experts read it (a norm's own checks: tests/engines/norms)."""

import pytest

from liangcai.apps.resources.bank_facts import compared_lines
from liangcai.apps.resources.norm_checks import checks_of, refuse_items
from liangcai.kernel.refusals import BadInput

from . import factories as f


def results(kind, content, levels=f.LEVELS) -> dict[str, str]:
    return {c.name: c.result for c in checks_of(kind, content, levels)}


@pytest.mark.parametrize(("kind", "annex"), [("industry_norm", 2), ("enterprise_norm", 2), ("item_bank", 3),
                                             ("special_ability", 4)])  # fmt: skip
def test_the_check_of_a_missing_annex_is_never_passed(kind, annex):
    assert results(kind, {})[f"质量要求（附件{annex}）"] == "annex_missing"


def test_drafts_from_before_the_editor_are_checked_as_before():
    """Nested levels and numbers, as they were handed in."""
    assert "failed" not in results("industry_norm", f.norm_content()).values()
    assert "failed" not in results("special_ability", f.special_content("手工制鞋")).values()
    found = {(c.name, c.result): c.found for c in checks_of("industry_norm", f.norm_content(theory_total=99), f.LEVELS)}
    assert found["理论知识权重表", "failed"] == "五级/初级工（%）：合计 99；应为：100；四级/中级工（%）：合计 99；应为：100"


def test_every_level_is_checked():
    found = {(c.name, c.result): c.found for c in checks_of("industry_norm", f.norm_content(["五级"]), ["五级", "四级"])}
    assert found["技能要求权重表", "failed"] == "四级/中级工（%）：合计 0；应为：100"
    assert found["工作要求（四级/中级工）", "failed"].startswith("本节没有内容")


@pytest.mark.parametrize("content", [{"weights": 3}, {"weights": {"theory": [1]}}, {"weights": {"theory": {"五级": 7}}},
                                     {"technical_rules": "甲"}, {"work": 5}, {"name": "甲", "modules": [3]}])  # fmt: skip
def test_content_of_any_shape_gets_an_answer(content):
    assert "failed" in results("industry_norm", content).values()
    assert "failed" in results("special_ability", content).values()


def test_what_changed_between_the_facts_of_a_bank_is_told_line_by_line():
    changes = {(c.kind, c.text) for c in compared_lines({"item_count": 3, "summary": "同"}, {"item_count": 4, "summary": "同"})}
    assert changes == {("gone", "题量：3"), ("added", "题量：4"), ("same", "内容概况：同")}


@pytest.mark.parametrize("value", [{"stem": "题"}, "字" * 301, [{"a": 1}], ["x"] * 51, 1.5])
def test_what_looks_like_items_is_refused(value):
    with pytest.raises(BadInput):
        refuse_items({"content": value})


@pytest.mark.parametrize("value", [1200, "ab" * 32, "字" * 300, ["五级", "四级"], None])
def test_facts_about_a_bank_are_taken(value):
    refuse_items({"content": value})
