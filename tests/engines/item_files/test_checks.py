from dataclasses import replace

import pytest

from liangcai.engines.item_files import ParsedItem, check_coverage, check_item, check_items

from .samples import bank, formula, picture

GOOD = ParsedItem("1", "single_choice", "接地保护的作用是（　）。", ("防止触电", "节约电能", "提高转速"), "A")


def found(item):
    return {finding.code for finding in check_item(item)}


def test_good_items_have_no_finding():
    assert found(GOOD) == set()
    assert check_items(bank()[:7]) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"answer": ""}, "missing_answer"),
        ({"answer": "D"}, "answer_not_among_options"),
        ({"answer": "甲"}, "answer_not_among_options"),
        ({"answer": "AB"}, "two_correct_answers"),
        ({"answer": "AA"}, "repeated_letter"),
        ({"type": "multiple_choice"}, "one_correct_answer"),
        ({"type": "multiple_choice", "answer": "ABC"}, "every_option_correct"),
        ({"type": "true_false", "options": (), "answer": "A"}, "answer_not_true_or_false"),
        ({"type": "short_answer"}, "options_not_expected"),
        ({"options": ("防止触电", "节约电能")}, "few_options"),
        ({"options": ("防止触电", "", "提高转速")}, "empty_option"),
        ({"options": ("防止触电", "节约电能", "节约 电能。")}, "duplicate_options"),
        ({"options": ("防止触电", "节约电能", "以上都是")}, "all_of_the_above"),
        ({"options": ("防止触电", "节约电能", "以上都不对")}, "none_of_the_above"),
        ({"stem": "如图所示，接地保护的作用是（　）。"}, "missing_picture"),
        ({"stem": "看〔图1〕，接地保护的作用是（　）。"}, "missing_picture"),
        ({"stem": "由〔式1〕可知接地保护的作用是（　）。"}, "missing_picture"),
        ({"pictures": (picture(),)}, "unplaced_picture"),
        ({"stem": ""}, "missing_stem"),
        ({"stem": "接地是"}, "short_stem"),
        ({"stem": "下列没有说法是不正确的是（　）。"}, "double_negation"),
        ({"stem": "接地保护的的作用是（　）。"}, "doubled_words"),
        ({"stem": "接地保护的作用是（　。"}, "unpaired_brackets"),
        ({"stem": "接地\ufffd护的作用是（　）。"}, "garbled"),
        ({"type": "true_false", "options": (), "answer": "对", "stem": "接地保护一定能防止触电。"}, "absolute_words"),
        ({"type": "fill_blank", "options": (), "answer": "36", "stem": "安全电压的上限是多少伏。"}, "no_blank"),
    ],
)
def test_each_fault_is_found(changes, code):
    assert code in found(replace(GOOD, **changes))


def test_a_right_option_is_a_giveaway_only_when_far_longer_than_every_other():
    others = ("四个字的", "四个字啊")
    assert "length_giveaway" in found(replace(GOOD, options=("甲" * 12, *others)))
    assert "length_giveaway" not in found(replace(GOOD, options=("甲" * 11, *others)))
    assert "length_giveaway" not in found(replace(GOOD, options=("甲" * 12, "乙" * 12, "四个字的")))
    assert "length_giveaway" not in found(replace(GOOD, options=("甲" * 12, *others), answer="B"))


def test_options_that_differ_by_their_pictures_are_not_duplicates():
    two = (picture(1), picture(2))
    item = replace(
        GOOD,
        stem="哪个图是电阻（　）。",
        options=("〔图1〕", "〔图2〕", "〔式1〕"),
        pictures=two,
        formulas=(formula(),),
    )
    assert found(item) == set()


def test_a_number_used_twice_is_found():
    assert [finding.code for finding in check_items([GOOD, GOOD])] == ["repeated_number"]


POINTS = {"A-A-A-001": "X", "A-A-A-002": "Y"}


def on(point, number="1", **more):
    return replace(GOOD, number=number, point=point, **more)


def coverage(items, **more):
    return [(finding.item, finding.code) for finding in check_coverage(items, POINTS, **more)]


def test_points_without_items_and_with_too_few_are_named():
    items = [on("A-A-A-001")] * 3
    assert coverage(items) == [("A-A-A-001", "point_with_few_items"), ("A-A-A-002", "point_without_items")]
    assert coverage([on("A-A-A-001")] * 4) == [("A-A-A-002", "point_without_items")]


def test_items_off_the_table_are_named():
    items = [on("", "1"), on("B-A-A-001", "2"), on("A-A-A-001", "3", importance="Z"), on("A-A-A-002", "4", scope="B")]
    assert coverage(items, least_items=1) == [
        ("1", "missing_point"), ("2", "unknown_point"), ("3", "importance_differs"), ("4", "scope_differs"),
    ]  # fmt: skip


def test_shares_are_checked_on_either_side_of_their_limits():
    items = [on("A-A-A-001")] * 4 + [on("A-A-A-002")]
    assert coverage(items, least_items=1, shares={"X": (0.8, 1.0)}) == []
    assert coverage(items, least_items=1, shares={"X": (0.81, 1.0)}) == [("X", "importance_share")]
    assert coverage(items, least_items=1, shares={"Y": (0.0, 0.2)}) == []
    assert coverage(items, least_items=1, shares={"Y": (0.0, 0.19)}) == [("Y", "importance_share")]
