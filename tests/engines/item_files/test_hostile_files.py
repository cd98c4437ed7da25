import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcai.engines.item_files import read_excel, read_qti, read_scope_table, read_word, write_excel, write_qti
from liangcai.engines.item_files import write_word as write_word_file
from liangcai.kernel.office_archives import MOST_RATIO, open_archive
from liangcai.kernel.refusals import BadInput

from .samples import bank

READERS = [read_excel, read_word, read_qti, read_scope_table]


def archive(parts, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def edited(content, **changes):
    """The archive with parts added or replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return archive(parts | changes)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\xd0\xcf\x11\xe0 old word", "old_office"),
        (b"PK\x03\x04 broken", "broken_archive"),
        ("题干,答案".encode("gb18030"), "broken_archive"),
        (archive({"readme.txt": "x"}), "wrong_file"),
        (archive({"a": "x", "word/vbaProject.bin": "x"}), "macros"),
        (archive({"xl/macrosheets/sheet1.xml": "x"}), "macros"),
        (archive({"../../etc/x.xml": "x"}), "broken_archive"),
        (archive({"a.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "entities"),
        (archive({"a.xml": "<!DOCTYPE a><a/>".encode("utf-16")}), "entities"),
    ],
)
def test_files_that_are_not_what_they_should_be_are_refused_with_words(read, content, code):
    with pytest.raises(BadInput) as refused:
        read(content)
    assert refused.value.code == code and refused.value.message


def test_a_zip_bomb_is_refused_and_the_same_size_of_plain_content_is_not():
    with pytest.raises(BadInput, match="压缩了"):
        open_archive(archive({"word/document.xml": b"0" * (3 << 20)}), "Word", "word/document.xml")
    open_archive(archive({"word/document.xml": b"0" * (3 << 20)}, zipfile.ZIP_STORED), "Word", "word/document.xml")


def test_a_small_part_may_pack_as_well_as_it_likes():
    content = b"0" * (1 << 20)
    packed = archive({"word/document.xml": content})
    assert len(content) / len(packed) > MOST_RATIO
    open_archive(packed, "Word", "word/document.xml")


def test_too_many_parts_are_refused():
    with pytest.raises(BadInput, match="20001 个部件"):
        open_archive(archive({f"{n}": b"" for n in range(20_001)}, zipfile.ZIP_STORED), "Word", "a")


def test_a_damaged_part_is_refused():
    content = bytearray(write_word_file(bank()))
    at = content.index(b"word/document.xml") + 200
    content[at : at + 50] = bytes(50)
    with pytest.raises(BadInput, match="解不开"):
        read_word(bytes(content))


@pytest.mark.parametrize(
    ("write", "read", "part"),
    [(write_word_file, read_word, "word/document.xml"), (write_excel, read_excel, "xl/worksheets/sheet1.xml"),
     (write_excel, read_excel, "xl/styles.xml"), (write_qti, read_qti, "imsmanifest.xml")],
)  # fmt: skip
@pytest.mark.parametrize("content", [b"", b"<a>", b"\xff\xfe\x00", "<w>\u9898</w>".encode("gb18030")])
def test_broken_xml_inside_is_refused(write, read, part, content):
    with pytest.raises(BadInput):
        read(edited(write(bank()), **{part: content}))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_cut_or_flipped_files_end_in_words_or_in_items(data):
    content = bytearray(data.draw(st.sampled_from(SAMPLES)))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    for read in READERS:
        try:
            read(bytes(content[: data.draw(st.integers(1, len(content)))]))
        except BadInput as refused:
            assert refused.message


SAMPLES = [write_excel(bank()[:2]), write_word_file(bank()[:2]), write_qti(bank()[:2])]


def changed(change):
    book = openpyxl.load_workbook(io.BytesIO(write_excel(bank()[:2])))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda book: book["说明"].__setitem__("B1", "0"), "template_version"),
        (lambda book: book.remove(book["说明"]), "not_the_template"),
        (lambda book: setattr(book["试题"], "title", "Sheet1"), "not_the_template"),
        (lambda book: book["试题"].merge_cells("A2:A3"), "merged_cells"),
        (lambda book: setattr(book["试题"], "sheet_state", "hidden"), "hidden_sheet"),
        (lambda book: book["试题"].__setitem__("C1", "问题"), "missing_column"),
        (lambda book: book["试题"].__setitem__("A1", "题干"), "repeated_column"),
    ],
)
def test_a_template_that_was_tampered_with_is_refused(change, code):
    with pytest.raises(BadInput) as refused:
        read_excel(changed(change))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("cell", "value", "field"),
    [("C2", "=1+1", "题干"), ("C2", "", "题干"), ("B2", "抢答题", "题型"), ("P2", 1.0, "难度"), ("P2", "很难", "难度"),
     ("Q2", "W", "重要程度"), ("D2", "", "选项"), ("S2", "<m:oMath", "公式")],
)  # fmt: skip
def test_a_faulty_cell_is_a_problem_of_its_row_and_the_rest_is_read(cell, value, field):
    report = read_excel(changed(lambda book: book["试题"].__setitem__(cell, value)))
    assert [(problem.where, problem.field) for problem in report.items[0].problems] == [("第 2 行", field)]
    assert report.items[1].problems == ()


def test_another_hidden_sheet_is_left_out_and_mentioned():
    def hide(book):
        book.create_sheet("答案备份").sheet_state = "hidden"

    assert "答案备份" in read_excel(changed(hide)).problems[0].words


def test_text_that_looks_like_a_formula_is_written_as_text():
    sheet = openpyxl.load_workbook(io.BytesIO(write_excel(bank())))["试题"]
    assert (sheet["C8"].value[0], sheet["C8"].data_type) == ("=", "s")


def test_the_template_offers_lists_to_choose_from():
    rules = openpyxl.load_workbook(io.BytesIO(write_excel(())))["试题"].data_validations.dataValidation
    assert {rule.formula1 for rule in rules} >= {'"X,Y,Z"'}
