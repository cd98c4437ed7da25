"""Clumsy and hostile workbooks: each gets words in its cells, and nothing is written."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import load_workbook

from liangcai.apps.registrations.actions.import_registrations import import_registrations
from liangcai.apps.registrations.models import Registration
from liangcai.apps.registrations.workbook import COLUMNS, NOTES, fill_template, template, with_errors
from liangcai.kernel.refusals import BadInput, RowErrors

from . import factories as f

pytestmark = pytest.mark.django_db


def changed(change, rows: int = 3) -> bytes:
    book = load_workbook(io.BytesIO(fill_template(f.people(rows))))
    change(book, book.worksheets[0])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def load(data: bytes, **more):
    plan = f.planned()
    return import_registrations(actor=f.worker(plan.body), at=f.at("2021-11-01"), plan=plan, workbook=data, **more)


def faults_of(data: bytes) -> list[dict]:
    with pytest.raises(RowErrors) as no:
        load(data)
    assert not Registration.objects.exists()
    return no.value.errors


def put(cell: str, value):
    return lambda book, sheet: sheet.__setitem__(cell, value)


def hide_row(book, sheet):
    sheet.row_dimensions[3].hidden = True


def hide_column(book, sheet):
    sheet.column_dimensions["B"].hidden = True


@pytest.mark.parametrize("change, row, field, words", [
    (put("C3", "=1+1"), 3, "phone", "公式"), (lambda b, s: s.merge_cells("D2:D4"), 2, "employer", "合并单元格"),
    (hide_row, 3, "name", "隐藏"), (put("B4", 320102199001011234), 4, "identity_number", "数字格式"),
    (put("L2", "去年夏天"), 2, "skill_on", "应为日期"), (put("K2", "六级"), 2, "skill_level", "五级"),
    (put("I2", "2021-11-02"), 2, "work_since", "晚于报名日")])  # fmt: skip
def test_each_clumsiness_is_named_in_its_cell_and_comes_back_there(change, row, field, words):
    data = changed(change)
    errors = faults_of(data)
    found = next(e for e in errors if e["row"] == row and e["field"] == field)
    assert words in found["found"] + found["expected"]
    sheet = load_workbook(io.BytesIO(with_errors(data, errors))).worksheets[0]
    assert words in sheet.cell(row, list(COLUMNS).index(field) + 1).comment.text


def test_the_good_rows_of_a_clumsy_workbook_can_go_ahead_alone():
    outcome = load(changed(put("C3", "=1+1")), accept_valid=True)
    assert (outcome.accepted, [e["row"] for e in outcome.errors]) == (2, [3])


def test_a_hidden_column_is_no_fault_of_a_row_but_of_the_workbook():
    assert "隐藏" in faults_of(changed(hide_column))[0]["found"]


@pytest.mark.parametrize("typed, kept", [
    ("２０１８-０５-０１", "2018-05-01"), (" 2018/5/1 ", "2018-05-01"), ("2018年5月", "2018-05-01"), ("20180501", "2018-05-01"),
    (__import__("datetime").datetime(2018, 5, 1), "2018-05-01")])  # fmt: skip
def test_days_are_understood_however_they_are_typed(typed, kept):
    load(changed(put("I2", typed), rows=1))
    assert Registration.objects.get().facts["claims"]["work_since"] == kept


@pytest.mark.parametrize("change, code", [
    (lambda b, s: setattr(b.create_sheet("别人的数据"), "sheet_state", "hidden"), "hidden_sheet"),
    (lambda b, s: b[NOTES].__setitem__("B1", "liangcai-registration-1"), "template_version")])  # fmt: skip
def test_hidden_sheets_and_old_templates_are_refused_whole(change, code):
    with pytest.raises(BadInput) as no:
        load(changed(change))
    assert no.value.code == code and no.value.hint


def test_a_program_that_drops_properties_keeps_the_version_on_the_notes_sheet():
    assert load(changed(lambda b, s: setattr(b.properties, "identifier", None))).accepted == 3


def test_five_thousand_formatted_but_empty_lines_below_are_no_rows():
    assert load(changed(lambda b, s: s.cell(9000, 1).__setattr__("value", None) or s.cell(9000, 2, "  "))).accepted == 3


def test_one_row_too_many_is_refused():
    with pytest.raises(BadInput) as no:
        load(changed(lambda b, s: [s.append(["甲"]) for _ in range(4998)]))
    assert no.value.code == "too_many_rows" and "5001" in no.value.message


def test_a_zip_bomb_is_found_before_it_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    with pytest.raises(BadInput) as no:
        load(out.getvalue())
    assert no.value.code == "workbook_too_large"


def test_the_template_has_lists_comments_and_notes():
    book = load_workbook(io.BytesIO(template()))
    sheet = book.worksheets[0]
    lists = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert lists["K2:K5001"] == '"无,五级,四级,三级,二级,一级"' and sheet["B1"].comment and book[NOTES]["B1"].value
