import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcai.engines.omr import SheetLayout, layout_for
from liangcai.kernel.refusals import BadInput


@st.composite
def layouts(draw):
    questions, options = draw(st.integers(1, 200)), draw(st.integers(2, 6))
    true_false = draw(st.integers(0, questions))
    choice = questions - true_false
    multiple = draw(st.frozensets(st.integers(1, choice))) if choice else frozenset()
    return questions, options, true_false, multiple


@settings(max_examples=40, deadline=None)
@given(layouts())
def test_every_question_has_its_places_apart_from_each_other_and_from_the_markers(asked):
    questions, options, true_false, multiple = asked
    layout = layout_for(questions, options, true_false, multiple)
    assert layout.questions == list(range(1, questions + 1))
    for page in layout.pages:
        by_question: dict[int, list[str]] = {}
        for b in page.bubbles:
            by_question.setdefault(b.question, []).append(b.option)
            assert b.x - b.w / 2 >= 10 and b.x + b.w / 2 <= page.size[0] - 10
            for f in page.fiducials:
                gap = max(abs(b.x - f.x) - b.w / 2 - f.r, abs(b.y - f.y) - b.h / 2 - f.r)
                assert gap >= (10 if f.kind == "aruco" else 3)
        for question, its in by_question.items():
            assert "".join(its) == "ABCDEF"[: 2 if question > questions - true_false else options]
        rows = sorted((b.y, b.x) for b in page.bubbles)
        assert all(y2 > y or x2 - x >= 6.3 for (y, x), (y2, x2) in zip(rows, rows[1:], strict=False))


@settings(max_examples=25, deadline=None)
@given(layouts())
def test_the_layout_file_gives_the_same_layout_back(asked):
    layout = layout_for(*asked, title="答题卡")
    again = SheetLayout.from_json(layout.to_json())
    assert again == layout
    assert again.fingerprint == layout.fingerprint


def test_the_layout_file_has_the_agreed_shape():
    data = json.loads(layout_for(100, 4, 20).to_json())
    assert data["page"] == [210, 297]
    assert all({"x", "y", "r"} <= set(f) for f in data["fiducials"])
    first = data["bubbles"][0]
    assert (first["question"], first["option"]) == (1, "A")
    assert all(first[key] > 0 for key in ("x", "y", "r"))
    assert len(data["bubbles"]) == 80 * 4 + 20 * 2


def test_two_hundred_questions_take_two_pages_of_the_same_shape():
    data = json.loads(layout_for(200).to_json())
    (second,) = data["further_pages"]
    assert {"page", "fiducials", "bubbles"} <= set(second)
    assert {b["question"] for b in second["bubbles"]} == set(range(101, 201))


def test_the_title_is_no_part_of_the_geometry_but_lawful_several_marks_are():
    assert layout_for(10, title="甲").fingerprint == layout_for(10, title="乙").fingerprint
    assert layout_for(10, multiple={3}).fingerprint != layout_for(10).fingerprint


@pytest.mark.parametrize("asked", [(1, 2), (200, 6), (20, 4, 20), (20, 4, 10, {10})])
def test_the_bounds_themselves_are_allowed(asked):
    assert layout_for(*asked).pages


@pytest.mark.parametrize("asked", [(0, 4), (201, 4), (10, 1), (10, 7), (10, 4, 11), (10, 4, -1), (20, 4, 10, {11}),
                                   (20, 4, 0, {0})])
def test_beyond_the_bounds_is_bad_input(asked):
    with pytest.raises(BadInput):
        layout_for(*asked)


GOOD = json.loads(layout_for(5).to_json())


@pytest.mark.parametrize("text", [
    "", "[]", "null", "{}", "{not json", "[" * 5000,
    '{"page":[210,297],"fiducials":[],"bubbles":[]}',
    json.dumps({**GOOD, "version": 99}),
    json.dumps({**GOOD, "bubbles": []}),
    json.dumps({**GOOD, "fiducials": GOOD["fiducials"][1:]}),
    json.dumps({**GOOD, "bubbles": [{"question": 1}]}),
    json.dumps({**GOOD, "page": [210, float("nan")]}),
    json.dumps({**GOOD, "page": [210, "wide"]}),
    json.dumps({**GOOD, "further_pages": [GOOD]}),
    json.dumps({**GOOD, "bubbles": [{**GOOD["bubbles"][0], "x": 900}]}),
])
def test_a_file_that_is_not_our_layout_is_bad_input(text):
    with pytest.raises(BadInput):
        SheetLayout.from_json(text)
