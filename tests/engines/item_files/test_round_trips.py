import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcai.engines.item_files import (
    TYPES,
    ParsedItem,
    read_excel,
    read_qti,
    read_word,
    write_excel,
    write_qti,
    write_word,
)

from .samples import bank, without_names

FORMATS = {"excel": (write_excel, read_excel), "word": (write_word, read_word), "qti": (write_qti, read_qti)}


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_written_is_read_back_equal_and_without_a_problem(name):
    write, read = FORMATS[name]
    report = read(write(bank()))
    assert without_names(report.items) == without_names(bank())
    assert report.all_problems == ()


words = (
    st.text(alphabet="电机接地保护的作用与检查=<&>\"'xyzΩ%，。；?", min_size=1, max_size=30).map(str.strip).filter(bool)
)


@st.composite
def items(draw):
    kind = draw(st.sampled_from(sorted(TYPES)))
    options: tuple[str, ...] = ()
    answer = draw(words)
    if kind in ("single_choice", "multiple_choice"):
        options = tuple(draw(st.lists(words, min_size=2, max_size=8)))
        letters = "ABCDEFGH"[: len(options)]
        most = 1 if kind == "single_choice" else len(letters)
        answer = "".join(sorted(draw(st.sets(st.sampled_from(letters), min_size=1, max_size=most))))
    elif kind == "true_false":
        answer = draw(st.sampled_from("对错"))
    return ParsedItem(
        number="", type=kind, stem=draw(words), options=options, answer=answer,
        explanation=draw(st.one_of(st.just(""), words)), scope=draw(st.sampled_from(["", "A-B-C"])),
        point=draw(st.sampled_from(["", "A-B-C-001"])), importance=draw(st.sampled_from(["", "X", "Z"])),
        difficulty=draw(st.one_of(st.none(), st.integers(1, 999).map(lambda n: n / 1000))),
    )  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(items(), min_size=1, max_size=4))
def test_any_items_survive_every_format(drawn):
    from dataclasses import replace

    drawn = [replace(item, number=str(n)) for n, item in enumerate(drawn, 1)]
    for write, read in FORMATS.values():
        assert list(read(write(drawn)).items) == drawn


def test_the_same_items_give_the_same_package():
    assert write_qti(bank()) == write_qti(bank())


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_file_of_items_is_read_with_a_word_about_it(name):
    write, read = FORMATS[name]
    report = read(write(()))
    assert report.items == () and "没有找到" in report.problems[0].words
