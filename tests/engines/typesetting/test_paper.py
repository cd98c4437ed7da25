import io
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image

from liangcai.engines.typesetting import answer_key, paper
from liangcai.engines.typesetting.paper import Grid, Paper, Part, Picture, Question, Script
from liangcai.kernel.refusals import BadInput


def single_choice(number):
    return Question((f"演示单选题干{number}（　　）。",), (("甲",), ("乙",), ("丙",), ("丁",)))


PAPER = Paper(
    organization="演示职业技能鉴定中心",
    title="织布工四级理论知识试卷",
    subtitle="A 卷",
    paper_code="V1-2021-A",
    minutes=90,
    full_score=100,
    pass_score=60,
    instructions=("用黑色签字笔作答。",),
    parts=(
        Part("单项选择题", "每题1分", tuple(map(single_choice, range(1, 41)))),
        Part("判断题", "每题1分", (Question(("演示判断题干。",)),), answer_brackets=True),
        Part("简答题", "每题10分", (Question(("演示简答题干。",), answer_lines=5),)),
    ),
)


def positions(pdf, page, letters):
    """Left and bottom of each given character on the page, in points, last occurrence each."""
    text = pypdfium2.PdfDocument(pdf)[page].get_textpage()
    found = {}
    for index in range(text.count_chars()):
        character = text.get_text_range(index, 1)
        if character in letters:
            found[character] = text.get_charbox(index)[:2]
    return found


def with_options(*options):
    question = Question(("演示。",), tuple((option,) for option in options))
    return replace(PAPER, parts=(Part("单项选择题", "", (question,)),))


def test_every_text_of_a_paper_can_be_read_back(read_back):
    assert not read_back(paper.render(PAPER)).misses(PAPER)


def test_questions_are_numbered_through_all_parts(read_back):
    words = read_back(paper.render(PAPER)).words
    assert "40．演示单选题干40" in words
    assert "41．（　　）演示判断题干".replace("　", "") in words
    assert "42．演示简答题干" in words


def test_each_page_says_its_number_and_how_many_there_are(read_back):
    pages = read_back(paper.render(PAPER)).pages
    assert len(pages) >= 3
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共{len(pages)}页" in page


def test_candidate_fields_stand_at_the_seal_line_of_the_first_page_only(read_back):
    pages = read_back(paper.render(PAPER)).pages
    assert all("准考证号" in page for page in pages[:1])
    assert not any("准考证号" in page for page in pages[1:])
    assert all(set("密封线") <= set(page) for page in pages)


def test_the_head_says_time_full_and_pass_score_without_needless_zeros(read_back):
    words = read_back(paper.render(replace(PAPER, full_score=100.0, pass_score=59.5))).words
    assert "考试时间90分钟；满分100分，59.5分及以上为合格" in words


def test_short_options_stand_on_one_line():
    found = positions(paper.render(with_options("甲", "乙", "丙", "丁")), 0, "甲乙丙丁")
    heights = [bottom for _, bottom in found.values()]
    assert max(heights) - min(heights) < 2


def test_options_of_middling_length_stand_two_a_line():
    found = positions(paper.render(with_options(*(mark + "演示选项文字" * 2 for mark in "甲乙丙丁"))), 0, "甲乙丙丁")
    assert abs(found["甲"][1] - found["乙"][1]) < 2 and abs(found["丙"][1] - found["丁"][1]) < 2
    assert found["甲"][1] - found["丙"][1] > 8


def test_long_options_have_a_line_each():
    found = positions(paper.render(with_options(*(mark + "演示选项文字" * 5 for mark in "甲乙丙丁"))), 0, "甲乙丙丁")
    heights = [found[mark][1] for mark in "甲乙丙丁"]
    assert all(above - below > 8 for above, below in zip(heights, heights[1:], strict=False))
    assert max(left for left, _ in found.values()) - min(left for left, _ in found.values()) < 2


def test_pictures_tables_and_raised_text_are_printed(read_back):
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "black").save(out, "PNG")
    stem = (
        "面密度的单位是 g/m",
        Script("2", True),
        "，如图：",
        Picture(out.getvalue(), 30),
        Grid((("原因", "占比"), ("强力不足", "40%"))),
    )
    pdf = paper.render(replace(PAPER, parts=(Part("简答题", "", (Question(stem),)),)))
    assert not read_back(pdf).lacks("面密度的单位是g/m", "强力不足", "40%")
    assert sum(entry.type == 3 for entry in pypdfium2.PdfDocument(pdf)[0].get_objects(max_depth=6)) == 1


@pytest.mark.parametrize("options, fits", [(10, True), (11, False)])
def test_ten_options_can_be_lettered_and_eleven_are_refused(options, fits):
    made = with_options(*(str(number) for number in range(options)))
    if fits:
        assert paper.render(made)
    else:
        with pytest.raises(BadInput, match="11 个选项"):
            paper.render(made)


@pytest.mark.parametrize("parts, fits", [(8, True), (9, False)])
def test_eight_parts_fit_the_score_boxes_and_nine_are_refused(parts, fits, read_back):
    made = replace(PAPER, parts=tuple(Part(f"演示{n}", "", (single_choice(n),)) for n in range(parts)))
    if fits:
        assert not read_back(paper.render(made)).outside()
    else:
        with pytest.raises(BadInput, match="9 个部分"):
            paper.render(made)


def test_markup_in_an_item_is_printed_as_it_stands(read_back):
    hostile = '#import "x" *粗* $x^2$ \\ [a] <b> // 注释'
    pdf = paper.render(replace(PAPER, parts=(Part("简答题", "", (Question((hostile,)),)),)))
    assert not read_back(pdf).lacks(hostile)


KEY = answer_key.AnswerKey(
    "织布工四级理论知识试卷",
    "V1-2021-A",
    (
        answer_key.KeyPart("单项选择题", tuple(answer_key.KeyEntry(n, "ABCD"[n % 4], 0.5) for n in range(1, 24))),
        answer_key.KeyPart("简答题", (answer_key.KeyEntry(24, "经纱强力不足；张力过大。", 10, "每点五分。"),)),
    ),
)


def test_a_key_holds_each_answer_its_points_and_marking(read_back):
    page = read_back(answer_key.render(KEY))
    assert not page.misses(KEY)
    assert not page.lacks("一、单项选择题（23 题，共 11.5 分）", "二、简答题（1 题，共 10 分）")


def test_short_answers_read_down_the_columns(read_back):
    assert "1B0.56C0.511D0.516A0.521B0.5" in read_back(answer_key.render(KEY)).words


def test_the_eleventh_part_of_a_key_is_not_lost(read_back):
    part = answer_key.KeyPart("演示", (answer_key.KeyEntry(1, "A", 1),))
    assert "十一、演示" in read_back(answer_key.render(replace(KEY, parts=(part,) * 11))).words
