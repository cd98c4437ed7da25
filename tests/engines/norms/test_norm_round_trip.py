"""A norm goes into Word and comes back the same, whatever stands in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcai.engines.norms import Facts, Lines, graded_shape, normal, read_word, special_ability_shape, to_word

from . import samples

typed = st.text("职业技能检查准备1234567890.、（）()—- 合计一二三%/：:\n", max_size=14) | st.text(max_size=6)
percent = st.sampled_from(["", "5", "33.3", "100", "十", "—", "-1", "0"])


def values(section):
    if isinstance(section, Facts):
        return st.fixed_dictionaries({fact.label: typed for fact in section.facts})
    if isinstance(section, Lines):
        return st.lists(typed, max_size=4)
    cells = {column.key: percent if column.kind == "percent" else typed for column in section.columns}
    return st.lists(st.fixed_dictionaries(cells), max_size=4)


def contents(shape):
    return st.fixed_dictionaries({s.key: values(s) for s in shape.sections}).map(lambda given: normal(shape, given))


@pytest.mark.parametrize("made", [samples.graded, samples.special])
def test_a_complete_norm_comes_back_as_it_went_and_nothing_is_left_over(made):
    shape, content = made()
    reading = read_word(to_word(shape, content, "规范"), shape)
    assert (reading.content, reading.left, reading.cover) == (content, (), ("规范",))


@pytest.mark.parametrize("made", [samples.graded, samples.special])
def test_kind_and_levels_are_known_from_the_file_alone(made):
    shape, content = made()
    reading = read_word(to_word(shape, content, "规范"))
    assert (reading.shape, reading.content) == (shape, content)


@settings(max_examples=20, deadline=None)
@given(content=contents(graded_shape(["五级", "四级"])))
def test_any_graded_norm_survives_the_round_trip(content):
    shape = graded_shape(["五级", "四级"])
    reading = read_word(to_word(shape, content, "规范"), shape)
    assert (reading.content, reading.left) == (content, ())


@settings(max_examples=20, deadline=None)
@given(content=contents(special_ability_shape()))
def test_any_special_ability_norm_survives_the_round_trip(content):
    shape = special_ability_shape()
    reading = read_word(to_word(shape, content, "规范"), shape)
    assert (reading.content, reading.left) == (content, ())


@given(content=contents(graded_shape(["三级"])))
def test_the_normal_form_is_stable(content):
    assert normal(graded_shape(["三级"]), content) == content
