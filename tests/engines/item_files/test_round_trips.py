import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcai.engines.item_files import (
    SUPPLY_KINDS,
    TYPES,
    Criterion,
    Grid,
    ParsedItem,
    SubItem,
    Supply,
    Task,
    read_excel,
    read_qti,
    read_word,
    write_excel,
    write_qti,
    write_word,
)
from liangcai.engines.item_files.text import Run, bare, in_one_spelling, marked_up

from .samples import bank, without_names

FORMATS = {"excel": (write_excel, read_excel), "word": (write_word, read_word), "qti": (write_qti, read_qti)}


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_written_is_read_back_equal_and_without_a_problem(name):
    write, read = FORMATS[name]
    report = read(write(bank()))
    assert without_names(report.items) == without_names(bank())
    assert report.all_problems == ()


plain = (
    st.text(alphabet="电机接地保护的作用与检查=<&>\"'xyzΩ%，。；?", min_size=1, max_size=30).map(str.strip).filter(bool)
)
lines = st.one_of(plain, st.sampled_from(["1. 先停车", "A. 再接经", "答案：略", "（2）案例", "二、判断题", "D001. x", "小题1：y"]))
styled = st.lists(st.builds(Run, plain, st.booleans(), st.sampled_from(["", "上", "下"])), min_size=1, max_size=3).map(marked_up)
words = st.lists(st.one_of(lines, styled), min_size=1, max_size=3).map("\n".join)  # whatever a text may look like


@st.composite
def questions(draw, kinds):
    kind = draw(st.sampled_from(kinds))
    options: tuple[str, ...] = ()
    answer = draw(words)
    if kind in ("single_choice", "multiple_choice"):
        options = tuple(draw(st.lists(words, min_size=2, max_size=8)))
        letters = "ABCDEFGH"[: len(options)]
        most = 1 if kind == "single_choice" else len(letters)
        answer = "".join(sorted(draw(st.sets(st.sampled_from(letters), min_size=1, max_size=most))))
    elif kind == "true_false":
        answer = draw(st.sampled_from("对错"))
    return kind, draw(words), options, answer, draw(st.one_of(st.just(""), words))


score = st.integers(1, 200).map(lambda n: n / 2)
sub_items = st.builds(lambda q, points: SubItem(*q, points), questions(sorted(set(TYPES) - {"case", "practical"})),
                      st.one_of(st.none(), st.integers(1, 40).map(lambda n: n / 2)))  # fmt: skip
tasks = st.builds(
    Task, st.one_of(st.none(), st.integers(1, 600)),
    st.lists(st.builds(Supply, st.sampled_from(SUPPLY_KINDS), plain, plain, plain, plain, plain), max_size=2).map(tuple),
    st.one_of(st.just(""), plain), st.lists(st.builds(Criterion, plain, plain, score), max_size=3).map(tuple),
    st.lists(plain, max_size=2).map(tuple),
)  # fmt: skip
cells = st.one_of(st.just(""), plain, styled, st.just("甲 | 乙\\丙\n丁"))
grids = st.lists(st.lists(cells, min_size=2, max_size=2).map(tuple).filter(any), min_size=1, max_size=3).map(tuple).map(Grid)


@st.composite
def items(draw):
    kind, stem, options, answer, explanation = draw(questions(sorted(TYPES)))
    tables = tuple(draw(st.lists(grids, max_size=2, unique=True)))
    task = draw(tasks) if kind == "practical" else None
    return ParsedItem(
        number="", type=kind, stem="".join([stem, *(f"〔表{n}〕" for n in range(1, len(tables) + 1))]), options=options,
        answer=answer, explanation=explanation, scope=draw(st.sampled_from(["", "A-B-C"])),
        point=draw(st.sampled_from(["", "A-B-C-001"])), importance=draw(st.sampled_from(["", "X", "Z"])),
        difficulty=draw(st.one_of(st.none(), st.integers(1, 999).map(lambda n: n / 1000))), tables=tables,
        sub_items=tuple(draw(st.lists(sub_items, max_size=3))) if kind == "case" else (),
        task=task if task != Task() else None,
    )  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(items(), min_size=1, max_size=4))
def test_any_items_survive_every_format(drawn):
    from dataclasses import replace

    drawn = [replace(item, number=f"D-{n}") for n, item in enumerate(drawn, 1)]
    for write, read in FORMATS.values():
        assert list(read(write(drawn)).items) == drawn


def test_the_same_items_give_the_same_package():
    assert write_qti(bank()) == write_qti(bank())


@given(st.lists(st.builds(Run, st.text("甲x〔〕:上粗1 \n", max_size=6), st.booleans(), st.sampled_from(["", "上", "下"])), max_size=4))
def test_marking_up_loses_no_letter_and_has_one_spelling(parts):
    text = marked_up(parts)
    if "〔" not in "".join(run.text for run in parts):  # typed brackets may be marks themselves
        assert bare(text) == "".join(run.text for run in parts)
        assert in_one_spelling(text) == text


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_file_of_items_is_read_with_a_word_about_it(name):
    write, read = FORMATS[name]
    report = read(write(()))
    assert report.items == () and "没有找到" in report.problems[0].words
