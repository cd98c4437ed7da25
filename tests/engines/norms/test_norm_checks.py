"""Machine checks name section, row, value found and expected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcai.engines.norms import FAILED, INCOMPLETE, PASSED, check_norm, graded_shape, naming_faults, normal
from liangcai.kernel.refusals import BadInput

from . import samples


def findings(shape, content, section):
    return [f for f in check_norm(shape, content) if f.section == section]


@pytest.mark.parametrize("made", [samples.graded, samples.special])
def test_a_complete_norm_passes_every_check(made):
    assert {f.result for f in check_norm(*made())} == {PASSED}


@pytest.mark.parametrize(("weights", "result", "found"), [
    ((60, 40), PASSED, "2 行，各列合计均为 100。"), ((60, 39), FAILED, "合计 99"), ((60, 41), FAILED, "合计 101"),
    (("33.3", "66.7"), PASSED, "2 行，各列合计均为 100。"), (("60%", "40％"), PASSED, "2 行，各列合计均为 100。")])  # fmt: skip
def test_weights_pass_exactly_when_they_total_100(weights, result, found):
    only = findings(*samples.special(weights), "tasks")
    assert [(f.result, f.found) for f in only] == [(result, found)]


@given(st.lists(st.integers(0, 100), min_size=1, max_size=8))
def test_any_weights_pass_exactly_when_they_total_100(parts):
    shape = graded_shape(["五级"])
    content = normal(shape, {"weights_skill": [{"part": str(n), "level_5": part} for n, part in enumerate(parts)]})
    failed = [f for f in findings(shape, content, "weights_skill") if f.result == FAILED]
    assert (failed == []) == (sum(parts) == 100)


@pytest.mark.parametrize("typed", ["十", "-1", "101", "NaN", "Infinity", "1e999", "5,5"])
def test_a_weight_that_is_no_number_is_named_with_its_row_and_column(typed):
    bad = findings(*samples.special((60, typed)), "tasks")[0]
    assert (bad.row, bad.column, bad.result, bad.expected) == (2, "比重（%）", FAILED, "0 至 100 的数")
    assert typed in bad.words and "第 2 行" in bad.words


@pytest.mark.parametrize(("name", "good"), [("手工制作", True), ("制作工", False), ("检验员", False), ("设计师", False),
                                            ("施工作业", True), ("", False), ("长" * 31, False), ("长" * 30, True)])  # fmt: skip
def test_a_special_ability_is_named_for_what_is_done(name, good):
    assert (naming_faults(name) == []) is good
    assert ([f.result for f in findings(*samples.special(name=name), "overview")] == [PASSED]) is good or not name


@pytest.mark.parametrize(("text", "result"), [("每组 3 名", PASSED), ("不少于三人", PASSED), ("2 名", FAILED), ("两人", FAILED),
                                              ("由考评员组成", INCOMPLETE), ("组长 1 名，共 5 名", PASSED)])  # fmt: skip
def test_at_least_three_assessors(text, result):
    shape, content = samples.special()
    content["requirements"]["考评人员"] = text
    assert [(f.result, f.rule) for f in findings(shape, content, "requirements")] == [(result, "004-034" if result != PASSED else "")]


@pytest.mark.parametrize("section", ["overview", "ethics", "knowledge", "work_5", "work_4", "weights_theory", "technical_rules"])
def test_a_missing_section_fails(section):
    shape, content = samples.graded()
    del content[section]
    assert FAILED in {f.result for f in findings(shape, normal(shape, content), section)}


def test_a_missing_fact_is_incomplete_and_no_failure():
    shape, content = samples.graded()
    content["overview"]["培训教师"] = ""
    assert [(f.result, f.found) for f in findings(shape, content, "overview")] == [(INCOMPLETE, "未填：培训教师")]


def test_functions_and_weights_of_a_level_are_held_against_each_other():
    shape, content = samples.graded()
    content["weights_theory"][-1]["part"] = "质量检验"
    found = [f.found for f in findings(shape, content, "weights_theory") if f.column.startswith("五级")]
    assert found == ["职业功能“生产操作”没有权重", "“质量检验”不是该等级的职业功能"]


def test_a_part_named_twice_fails_with_both_rows():
    shape, content = samples.graded()
    content["technical_rules"] *= 2
    assert [f.row for f in findings(shape, content, "technical_rules")] == [1, 2]


@pytest.mark.parametrize("content", [3, [], None])
def test_what_is_no_content_is_refused(content):
    with pytest.raises(BadInput):
        normal(graded_shape(["五级"]), content)


@pytest.mark.parametrize("value", [3, "x", {"a": 1}, [1], [[1]], None])
def test_a_section_of_any_shape_gets_an_answer(value):
    shape = graded_shape(["五级"])
    content = normal(shape, {s.key: value for s in shape.sections})
    assert FAILED in {f.result for f in check_norm(shape, content)}


def test_too_many_rows_and_too_long_texts_are_refused_with_their_place():
    shape = graded_shape(["五级"])
    with pytest.raises(BadInput, match="301 行"):
        normal(shape, {"work_5": [{"content": "x"}] * 301})
    with pytest.raises(BadInput, match="第 1 行“技能要求”"):
        normal(shape, {"work_5": [{"skills": "字" * 4001}]})


@pytest.mark.parametrize("levels", [[], ["九级"], ["五级", "六级"]])
def test_unknown_levels_are_refused(levels):
    with pytest.raises(BadInput):
        graded_shape(levels)
