"""Variants: every key points at the same right options, sections keep their places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcai.engines.assembly import Question, shuffled
from liangcai.kernel.refusals import BadInput


def question(number, section, count, right):
    if section == "true_false":
        return Question(f"DEMO{number}", section, (), "对")
    options = tuple(f"{number}号选项{option}" for option in range(count))
    return Question(f"DEMO{number}", section, options, "".join("ABCDEF"[option] for option in sorted(right)))


questions = st.lists(
    st.tuples(
        st.sampled_from(["single_choice", "multiple_choice", "true_false"]),
        st.integers(2, 6),
        st.sets(st.integers(0, 1), min_size=1),
    ),
    min_size=1,
    max_size=12,
).map(lambda rows: [question(number, *row) for number, row in enumerate(rows)])


@given(questions, st.integers(0, 10_000))
def test_every_variant_asks_the_same_and_its_key_names_the_same_right_options(asked, seed):
    for variant in shuffled(asked, 4, seed):
        assert sorted(q.item_id for q in variant.questions) == sorted(q.item_id for q in asked)
        for placed in variant.questions:
            origin = asked[placed.origin - 1]
            assert origin.item_id == placed.item_id and origin.section == asked[placed.position - 1].section
            assert sorted(placed.options) == sorted(origin.options)
            if origin.options:
                right = {origin.options["ABCDEF".index(letter)] for letter in origin.answer}
                assert {placed.options["ABCDEF".index(letter)] for letter in placed.answer} == right
            else:
                assert placed.answer == origin.answer


@given(questions, st.integers(0, 10_000))
def test_the_same_seed_gives_the_same_variants_and_the_first_keeps_the_order(asked, seed):
    variants = shuffled(asked, 3, seed)
    assert variants == shuffled(asked, 3, seed)
    assert [q.origin for q in variants[0].questions] == list(range(1, len(asked) + 1))


def test_options_that_speak_of_others_stay_in_place():
    still = Question("DEMO1", "s", ("铜", "铁", "铝", "以上都对"), "D")
    assert all(v.questions[0].options == still.options for v in shuffled([still], 6, 1))
    moving = Question("DEMO2", "s", ("铜", "铁", "铝", "锌"), "D")
    assert any(v.questions[0].options != moving.options for v in shuffled([moving], 6, 1))


@pytest.mark.parametrize(
    "question", [Question("DEMO1", "s", ("甲", "乙"), "C"), Question("DEMO1", "s", ("甲", "乙"), "")]
)
def test_an_answer_that_is_no_option_is_bad_input(question):
    with pytest.raises(BadInput):
        shuffled([question], 2, 0)


@pytest.mark.parametrize("variants", [0, 27])
def test_a_number_of_variants_without_letters_is_bad_input(variants):
    with pytest.raises(BadInput):
        shuffled([], variants, 0)
