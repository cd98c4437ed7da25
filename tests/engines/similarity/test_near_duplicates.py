import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcai.engines.similarity import DUPLICATE, NEGATION_DIFFERS, NUMBERS_DIFFER, Index, near_duplicates
from liangcai.engines.similarity.grams import normalise
from liangcai.kernel.refusals import BadInput, Refused


def grams(stem: str) -> set[str]:
    text = normalise(stem)
    text += "\x00" * (3 - len(text)) if text else ""
    return {text[i : i + 3] for i in range(len(text) - 2)}


def brute_force(stems: list[str], threshold: float) -> set[tuple[int, int]]:
    sets = [grams(stem) for stem in stems]
    return {
        (i, j)
        for i in range(len(sets))
        for j in range(i + 1, len(sets))
        if sets[i] and sets[j] and len(sets[i] & sets[j]) >= threshold * len(sets[i] | sets[j]) - 1e-9
    }


banks = st.lists(st.text(alphabet="车钳铣1不a ，", max_size=14), max_size=25)
thresholds = st.sampled_from([0.2, 0.4, 0.5, 0.6, 0.75, 1.0])


@settings(max_examples=150, deadline=None)
@given(banks, thresholds)
def test_the_join_finds_exactly_what_comparing_every_pair_finds(stems, threshold):
    assert {(p.i, p.j) for p in near_duplicates(stems, threshold)} == brute_force(stems, threshold)


@settings(max_examples=100, deadline=None)
@given(banks, banks, thresholds)
def test_asking_an_index_finds_exactly_what_comparing_every_pair_finds(known, new, threshold):
    found = {(m.new, m.known) for m in Index.build(known, threshold).query(new)}
    every = brute_force(new + known, threshold)
    assert found == {(i, j - len(new)) for i, j in every if i < len(new) <= j}


def test_a_pair_at_the_threshold_is_found_and_one_just_above_it_is_not():
    # 3-grams: {abc, bcd, cde} and {abc, bcd, cdx}: 2 of 4
    assert [(p.i, p.j, p.jaccard) for p in near_duplicates(["abcde", "abcdx"], 0.5)] == [(0, 1, 0.5)]
    assert near_duplicates(["abcde", "abcdx"], 0.501) == []


def test_punctuation_width_and_case_do_not_make_another_item():
    (pair,) = near_duplicates(["下列关于ＰＬＣ的说法，正确的是（ ）。", "下列关于plc的说法,正确的是()"])
    assert (pair.jaccard, pair.ratio, pair.kind) == (1.0, 1.0, DUPLICATE)


def test_a_negated_stem_is_a_look_alike_not_a_duplicate():
    (pair,) = near_duplicates(["下列关于接地保护的说法正确的是", "下列关于接地保护的说法不正确的是"])
    assert pair.kind == NEGATION_DIFFERS


def test_another_negation_of_the_same_meaning_stays_a_duplicate():
    (pair,) = near_duplicates(["砂轮机工作电压不应超过额定电压的范围", "砂轮机工作电压不得超过额定电压的范围"])
    assert pair.kind == DUPLICATE


def test_stainless_steel_negates_nothing():
    (pair,) = near_duplicates(["焊接薄壁不锈钢管道时应选用的方法是", "焊接薄壁碳素钢管道时应选用的方法是"], 0.3)
    assert pair.kind == DUPLICATE


def test_other_numbers_make_a_look_alike():
    (pair,) = near_duplicates(["某电动机的额定功率为7.5kW，求额定电流", "某电动机的额定功率为15kW，求额定电流"])
    assert pair.kind == NUMBERS_DIFFER


def test_options_in_another_order_are_no_other_numbers():
    (pair,) = near_duplicates(["安全电压的上限为 A.12V B.24V C.36V", "安全电压的上限为 A.36V B.12V C.24V"], 0.3)
    assert pair.kind == DUPLICATE


def test_stems_without_a_character_are_like_nothing():
    assert near_duplicates(["", "？？", "（　）", "。"], 0.1) == []


def test_copies_are_all_paired():
    assert [(p.i, p.j) for p in near_duplicates(["断路器的作用", "熔断器", "断路器的作用", "断路器的作用。"])] == [
        (0, 2),
        (0, 3),
        (2, 3),
    ]


def test_a_bank_of_copies_is_refused_with_words():
    with pytest.raises(Refused, match="大部分试题是重复的"):
        near_duplicates(["断路器的作用"] * 2002)


def test_a_bank_of_two_hundred_copies_is_still_listed():
    assert len(near_duplicates(["断路器的作用"] * 200)) == 199 * 100


@pytest.mark.parametrize("threshold", [0, -0.1, 1.01])
def test_a_threshold_outside_its_range_is_bad_input(threshold):
    with pytest.raises(BadInput, match="阈值"):
        near_duplicates(["甲"], threshold)


def test_progress_ends_at_the_whole():
    heard: list[float] = []
    near_duplicates(["断路器的作用一", "断路器的作用二"], 0.3, heard.append)
    assert heard[-1] == 1.0


def test_an_empty_bank_has_no_pairs_and_answers_no_match():
    assert near_duplicates([]) == []
    assert Index.build([]).query(["断路器"]) == []
    assert Index.build(["断路器"]).query([]) == []
