"""The filing form from Word and Excel: what was typed is what is read, whatever stands around it."""

import io

import pytest
from docx import Document
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from liangcai.apps.organizations.filing_files import (
    COLUMNS,
    read_file,
    template_word,
    template_workbook,
    understand,
)
from liangcai.apps.organizations.filing_form import LISTS, MANAGEMENT_RULES, PART_A, PART_B
from liangcai.kernel.refusals import BadInput
from liangcai.kernel.spreadsheets import workbook_bytes

VALUES = {key: f"演示{n}" for n, key in enumerate({**PART_A, **PART_B})}
RULES = {name: f"制度{n}.pdf" for n, name in enumerate(MANAGEMENT_RULES)}
ENTRIES = {key: [{head: f"{n}{head}" for head in heads} for n in range(2)] for key, heads in COLUMNS.items()}
WHOLE = {**VALUES, "management_rules": RULES, **ENTRIES}


def filled_word() -> bytes:
    file = Document(io.BytesIO(template_word()))
    main, *lists = file.tables
    for row, value in zip(main.rows, [*VALUES.values(), *RULES.values()], strict=True):
        row.cells[1].text = value
    for table, key in zip(lists, LISTS, strict=True):
        for row, entry in zip(table.rows[1:3], ENTRIES[key], strict=True):
            for cell, value in zip(row.cells, entry.values(), strict=True):
                cell.text = value
    return saved(file)


def filled_workbook() -> bytes:
    book = load_workbook(io.BytesIO(template_workbook()))
    for number, value in enumerate([*VALUES.values(), *RULES.values()], start=1):
        book.worksheets[0].cell(number, 2, value)
    for sheet, key in zip(book.worksheets[1:], LISTS, strict=True):
        for entry in ENTRIES[key]:
            sheet.append(list(entry.values()))
    return workbook_bytes(book)


def saved(file) -> bytes:
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("data", "name"), [(filled_word, "申请表.docx"), (filled_workbook, "申请表.xlsx")])
def test_the_filled_in_template_is_read_whole(data, name):
    found = read_file(data(), name)
    assert found.form == WHOLE and found.unread == []


def test_a_form_laid_out_in_pairs_with_merged_cells_and_running_numbers_is_understood():
    file = Document()
    table = file.add_table(3, 4)
    for row, texts in zip(table.rows, (("申请单位名称：", "演示单位", "邮 编", "210000"), ("详细地址", "演示路 1 号", "", ""),
                                       ("备注", "无", "", "")), strict=True):  # fmt: skip
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.rows[1].cells[1].merge(table.rows[1].cells[3])
    file.add_paragraph("操作考核用主要设备设施情况")
    listed = file.add_table(2, 3)
    for row, texts in zip(listed.rows, (("序号", "名称", "数量"), ("1", "电子天平", "3")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    found = read_file(saved(file), "x.docx")
    assert found.form == {"applicant": "演示单位", "postcode": "210000", "address": "演示路 1 号",
                          "equipment": [{"名称": "电子天平", "数量": "3"}]}  # fmt: skip
    assert found.unread == ["备注 无"]


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(list({**PART_A, **PART_B}.values())),
                       st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20), min_size=1))  # fmt: skip
def test_every_label_with_its_value_is_found_in_any_order(answers):
    found = understand([[f" {label}： ", value] for label, value in answers.items()])
    labels = PART_A | PART_B
    assume(not set(answers.values()) & set(labels.values()))  # a label as an answer cannot be told from a label
    assert {labels[key]: value for key, value in found.form.items()} == answers


@pytest.mark.parametrize(("data", "name"), [
    (b"", "a.docx"), (b"no zip", "a.docx"), (b"no zip", "a.xlsx"), (filled_workbook(), "工作簿.docx"),
])  # fmt: skip
def test_a_file_that_is_not_what_its_name_says_is_bad_input(data, name):
    with pytest.raises(BadInput):
        read_file(data, name)


def test_a_file_without_any_of_the_form_is_refused_and_a_formula_too():
    other = Document()
    other.add_paragraph("会议通知")
    with pytest.raises(BadInput) as no:
        read_file(saved(other), "a.docx")
    assert no.value.code == "nothing_understood"
    book = load_workbook(io.BytesIO(template_workbook()))
    book.worksheets[0]["B1"] = "=1+1"
    with pytest.raises(BadInput) as no:
        read_file(workbook_bytes(book), "a.xlsx")
    assert no.value.code == "formula"


def test_hidden_sheets_are_not_read():
    book = load_workbook(io.BytesIO(filled_workbook()))
    book.worksheets[1].sheet_state = "hidden"
    assert "places" not in read_file(workbook_bytes(book), "a.xlsx").form
