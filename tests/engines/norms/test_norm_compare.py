"""Two versions compared: either can be read out of the comparison, and unchanged rows are not shown as changed."""

from hypothesis import given
from hypothesis import strategies as st

from liangcai.engines.norms import compare, compare_section, normal_section, special_ability_shape

from . import samples

TASKS = special_ability_shape().section("tasks")
words = st.text("职业检查准备 12ab", max_size=8)
rows = st.lists(st.fixed_dictionaries({c.key: words for c in TASKS.columns}), max_size=6).map(
    lambda given: normal_section(TASKS, given)
)


def read_out(change, version, without):
    there = [row for row in change.rows if getattr(row, version) is not None]
    return [[cell.text(without) for cell in row.cells] for row in sorted(there, key=lambda row: getattr(row, version))]


@given(was=rows, now=rows)
def test_either_version_can_be_read_out_of_the_comparison(was, now):
    change = compare_section(TASKS, was, now)
    assert read_out(change, "old", "added") == [list(row.values()) for row in was]
    assert read_out(change, "new", "gone") == [list(row.values()) for row in now]


@given(was=rows)
def test_a_version_is_the_same_as_itself(was):
    assert not compare_section(TASKS, was, was).changed


def test_an_added_a_removed_and_a_changed_row_are_told_apart():
    shape, older = samples.special()
    newer = {**older, "tasks": [{"name": "选料", "skills": "能选", "knowledge": "皮革", "weight": "10"},
                                older["tasks"][0] | {"weight": "50"}]}  # fmt: skip
    change = next(c for c in compare(shape, older, newer) if c.section.key == "tasks")
    assert [row.kind for row in change.rows] == ["added", "changed", "gone"]
    assert change.rows[1].cells[3].pieces == (("gone", "60"), ("added", "50"))


def test_only_the_changed_words_are_marked():
    shape, older = samples.special()
    newer = {**older, "overview": older["overview"] | {"定义": "用手工和电动工具制作鞋的能力"}}
    change = compare(shape, older, newer)[0]
    assert [(r.label, r.kind) for r in change.rows] == [("名称", "same"), ("定义", "changed"), ("适用对象", "same")]
    assert [piece for piece in change.rows[1].cells[0].pieces if piece[0] != "same"] == [("added", "和电动")]


def test_a_sentence_written_anew_is_shown_whole_and_not_in_crumbs():
    shape, older = samples.special()
    newer = {**older, "overview": older["overview"] | {"定义": "能独立完成皮鞋的裁断、缝帮与绷楦"}}
    assert [kind for kind, _ in compare(shape, older, newer)[0].rows[1].cells[0].pieces] == ["gone", "added"]


@given(was=words, now=words)
def test_no_single_letter_is_left_between_two_changes(was, now):
    pieces = compare_section(TASKS, [{c.key: was for c in TASKS.columns}], [{c.key: now for c in TASKS.columns}]).rows[0].cells[0].pieces
    inner = pieces[1:-1]
    assert all(kind != "same" or len(text) > 1 for kind, text in inner)
