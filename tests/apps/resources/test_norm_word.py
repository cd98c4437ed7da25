"""A norm goes into Word and comes back the same; strangers' files come back with words."""

import io
import zipfile

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcai.apps.resources.norm_checks import checks_of
from liangcai.apps.resources.norm_text import compared_lines, content_lines
from liangcai.apps.resources.norm_word import (
    content_from_word,
    content_to_word,
    empty_word,
    special_from_word,
    special_to_word,
)
from liangcai.kernel.refusals import BadInput

from . import factories as f

words = st.text("职业技能检查准备操作一二三", min_size=1, max_size=8)
percent = st.integers(0, 100)


def full_content() -> dict:
    task = {"content": "检查设备", "skills": ["能检查一", "能检查二"], "knowledge": ["设备知识"]}
    return f.norm_content() | {"work": {level: [{"function": "准备", "tasks": [task, task]}] for level in f.LEVELS}}


def test_a_norm_comes_back_as_it_went():
    content = full_content()
    assert content_from_word(content_to_word("演示工", f.LEVELS, content), f.LEVELS) == content


@settings(max_examples=15, deadline=None)
@given(functions=st.lists(st.tuples(words, words, st.lists(words, max_size=3)), max_size=4, unique_by=lambda t: t[0]),
       weights=st.dictionaries(words, percent, min_size=1, max_size=4))  # fmt: skip
def test_any_content_survives_the_round_trip(functions, weights):
    content = full_content() | {
        "work": {"五级": [{"function": name, "tasks": [{"content": what, "skills": skills, "knowledge": []}]}
                        for name, what, skills in functions]},
        "weights": {"theory": {"五级": weights}, "skill": {"五级": weights}},
    }  # fmt: skip
    assert content_from_word(content_to_word("演示工", ["五级"], content), ["五级"]) == content


def test_a_special_ability_norm_comes_back_as_it_went():
    content = {"name": "手工制作", "definition": "演示", "scope": "", "conditions": "", "assessment": "作业",
               "modules": [{"name": "制作", "skills": ["能制作"], "knowledge": [], "weight": 62.5}],
               "technical_rules": [{"name": "演示规程", "number": "1"}]}  # fmt: skip
    assert special_from_word(special_to_word(content)) == content


@pytest.mark.parametrize("kind", ["industry_norm", "special_ability"])
def test_the_empty_template_is_read_and_fails_its_checks(kind):
    data = empty_word(kind, "演示", f.LEVELS)
    content = special_from_word(data) if kind == "special_ability" else content_from_word(data, f.LEVELS)
    assert "failed" in {c.result for c in checks_of(kind, content, f.LEVELS)}


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x03\x04broken", zipped(a=b"x"), zipped(word__document=b"<a"),
                                  content_to_word("甲", ["五级"], {})[:3000]])  # fmt: skip
def test_what_is_no_word_file_is_refused_with_words(data):
    with pytest.raises(BadInput):
        content_from_word(data, f.LEVELS)


def test_a_word_file_of_another_shape_is_refused_with_words():
    out = io.BytesIO()
    file = Document()
    file.add_paragraph("一封信")
    file.save(out)
    with pytest.raises(BadInput) as no:
        content_from_word(out.getvalue(), f.LEVELS)
    assert no.value.code == "no_sections"


def test_a_weight_that_is_no_number_is_named():
    content = full_content()
    content["weights"]["theory"]["五级"] = {"职业道德": "十"}
    with pytest.raises(BadInput) as no:
        content_from_word(content_to_word("甲", f.LEVELS, content), f.LEVELS)
    assert (no.value.code, no.value.where) == ("bad_weight", "职业道德")


def test_two_versions_are_compared_line_by_line():
    changes = {(c.kind, c.text) for c in compared_lines({"name": "甲", "definition": "同"},
                                                        {"name": "乙", "definition": "同"})}  # fmt: skip
    assert changes == {("gone", "名称：甲"), ("added", "名称：乙"), ("same", "定义：同")}


@given(was=st.dictionaries(words, words, max_size=6), now=st.dictionaries(words, words, max_size=6))
def test_either_version_can_be_read_out_of_the_comparison(was, now):
    changes = compared_lines(was, now)
    assert [c.text for c in changes if c.kind != "added"] == content_lines(was)
    assert [c.text for c in changes if c.kind != "gone"] == content_lines(now)
