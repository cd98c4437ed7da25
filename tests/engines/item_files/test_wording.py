"""What the wording checks find, each with a neighbour that they leave alone."""

from dataclasses import replace

import pytest

from liangcai.engines.item_files import CHECKS, ParsedItem, check_item
from liangcai.engines.item_files.wording import TRADITIONAL

GOOD = ParsedItem("1", "single_choice", "接地保护的作用是（　）。", ("防止触电", "节约电能", "提高转速"), "A")


def found(stem, **changes):
    return {finding.code for finding in check_item(replace(GOOD, stem=stem, **changes))}


@pytest.mark.parametrize(
    ("code", "stem", "spared"),
    [
        ("negation_not_emphasised", "下列说法不正确的是（　）。", "下列说法正确的是（　）。"),
        ("negation_not_emphasised", "下列做法错误的是（　）。", "下列做法【错误】的是（　）。"),
        ("negation_not_emphasised", "不属于接地装置的有（　）。", "“不”属于接地装置的有（　）。"),
        ("no_place_for_the_answer", "接地保护的作用在于", "接地保护的作用是什么"),
        ("no_place_for_the_answer", "接地保护的作用。", "接地保护的作用：____。"),
        ("mixed_width", "接地,保护的作用是（　）。", "额定值为 1,000 V 的接地保护作用是（　）。"),
        ("mixed_width", "电压为２２０伏时作用是（　）。", "电压为220伏时作用是（　）。"),
        ("traditional_characters", "電機的作用是（　）。", "电机的作用是（　）。"),
        ("personal_number", "持证人 320102199003074518 的等级是（　）。", "编号 32010219900307451 的等级是（　）。"),
        ("personal_number", "拨打 13800138000 后应（　）。", "容量 138001380001 的作用是（　）。"),
        ("names_a_company", "某某机械有限公司的接地作用是（　）。", "某公司的接地作用是（　）。"),
        ("dated_wording", "目前常用的接地方式是（　）。", "常用的接地方式是（　）。"),
    ],
)
def test_each_fault_of_wording_is_found_and_its_neighbour_spared(code, stem, spared):
    assert code in found(stem)
    assert code not in found(spared)


def test_a_personal_number_is_found_in_options_and_explanation_too():
    assert "personal_number" in found(GOOD.stem, options=("13800138000", "节约电能", "提高转速"))
    assert "personal_number" in found(GOOD.stem, explanation="见 13800138000")


def test_true_or_false_needs_no_place_for_the_answer():
    assert found("接地保护可以防止触电。", type="true_false", options=(), answer="对") == set()


def test_no_character_of_the_national_set_of_simplified_chinese_counts_as_traditional():
    def simplified(letter):
        try:
            return bool(letter.encode("gb2312"))
        except UnicodeEncodeError:
            return False

    assert [letter for letter in TRADITIONAL if simplified(letter)] == []


def test_every_finding_that_a_check_can_make_has_a_name_and_a_reason():
    import re
    from pathlib import Path

    import liangcai.engines.item_files as engine

    folder = Path(engine.__file__).parent
    text = (folder / "checks.py").read_text("utf-8") + (folder / "wording.py").read_text("utf-8")
    codes = set(re.findall(r'\(\s*"([a-z_]{6,})",\s', text)) | set(re.findall(r', "([a-z]+_[a-z_]+)",', text))
    assert len(codes) > 30 and codes <= set(CHECKS)
    assert all(check.name and check.why for check in CHECKS.values())
