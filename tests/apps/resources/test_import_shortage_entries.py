"""A workbook fills a draft: all rows or none, a wrong name or code comes back with what comes near."""

import io

import pytest
from openpyxl import load_workbook

from liangcai.apps.audit.models import Entry
from liangcai.apps.resources.actions.import_shortage_entries import import_shortage_entries
from liangcai.apps.resources.models import ShortageList
from liangcai.apps.resources.shortage_workbook import MAX_ROWS, template, with_errors
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused, RowErrors

from . import factories as f

pytestmark = pytest.mark.django_db
GOOD = (*f.WEAVER, "是", "否", 80, "急需")


@pytest.fixture
def draft():
    f.occupations()
    return ShortageList.objects.create(year=2022)


def brought(draft, *rows, actor=None, data=None, **more):
    return import_shortage_entries(actor=actor or f.province(), at=f.at("2022-01-10"), shortage_list=draft,
                                   workbook=data if data is not None else template(rows), **more)  # fmt: skip


def refused(draft, *rows, **more) -> RowErrors:
    with pytest.raises(RowErrors) as no:
        brought(draft, *rows, **more)
    assert not draft.entries.exists() and not Entry.objects.filter(action="import_shortage_entries").exists()
    return no.value


def test_good_rows_are_added_and_known_ones_changed(draft):
    brought(draft, GOOD)
    brought(draft, (*f.WEAVER, "否", "是", "", ""), (*f.PRINTER, "是", "是", 100, ""))
    found = list(draft.entries.values_list("number", "occupation_code", "needs_standard", "needs_bank", "urgency"))
    assert found == [(1, f.WEAVER[0], False, True, 0), (2, f.PRINTER[0], True, True, 100)]
    assert Entry.objects.filter(action="import_shortage_entries").count() == 2


def test_a_wrong_name_or_code_is_answered_with_what_comes_near(draft):
    no = refused(draft, GOOD, (f.PRINTER[0], "纺织印花制板工", "是"), ("9-99-99-99", "织布工", "是"))
    assert [(e["row"], e["field"]) for e in no.errors] == [(3, "职业名称"), (4, "职业编码")]
    assert " ".join(f.PRINTER) in no.errors[0]["expected"] and " ".join(f.WEAVER) in no.errors[1]["expected"]


def test_the_good_rows_go_in_where_that_is_accepted(draft):
    done = brought(draft, GOOD, ("", "织部工", "是"), accept_valid=True)
    assert (len(done.rows), done.bad_lines, draft.entries.count()) == (1, 1, 1)


def test_with_no_good_row_nothing_is_accepted(draft):
    assert len(refused(draft, ("", "织部工", "是"), accept_valid=True).errors) == 1


def test_an_occupation_stands_once(draft):
    assert "第 2 行" in refused(draft, GOOD, GOOD).errors[0]["expected"]


@pytest.mark.parametrize("urgency, fits", [(0, True), (100, True), (101, False), (-1, False), ("高", False), (1.5, False)])
def test_urgency_is_a_whole_number_to_a_hundred(draft, urgency, fits):
    row = (*f.WEAVER, "是", "否", urgency)
    if fits:
        assert brought(draft, row).rows[0].urgency == urgency
    else:
        assert refused(draft, row).errors[0]["field"].startswith("紧缺程度")


@pytest.mark.parametrize("needs", [("否", "否"), ("", ""), ("要", "是")])
def test_something_is_needed_and_said_by_yes_or_no(draft, needs):
    assert refused(draft, (*f.WEAVER, *needs)).errors


def test_faults_are_written_into_their_cells(draft):
    data = template([("", "织部工", "是")])
    marked = load_workbook(io.BytesIO(with_errors(data, refused(draft, data=data).errors)))
    assert "织布工" in marked.worksheets[0]["A2"].comment.text


def test_the_template_offers_lists_and_the_classification(draft):
    book = load_workbook(io.BytesIO(template()))
    assert len(book.worksheets[0].data_validations.dataValidation) == 4
    assert f.WEAVER in [tuple(row) for row in book["职业目录"].iter_rows(values_only=True)]


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_bad_input(draft, data):
    with pytest.raises(BadInput) as no:
        brought(draft, data=data)
    assert no.value.code == "not_a_workbook"


def test_another_workbook_a_formula_and_too_many_rows_are_bad_input(draft):
    book = load_workbook(io.BytesIO(template()))
    book.properties.identifier = "other"
    other = io.BytesIO()
    book.save(other)
    cases = {"template_version": other.getvalue(), "no_rows": template(),
             "formula": template([(*f.WEAVER, "是", "否", "=1+1")]),
             "too_many_rows": template([("", "x")] * (MAX_ROWS + 1))}  # fmt: skip
    for code, data in cases.items():
        with pytest.raises(BadInput) as no:
            brought(draft, data=data)
        assert no.value.code == code


def test_a_published_list_takes_nothing_and_a_city_brings_nothing(draft):
    with pytest.raises(NotPermitted):
        brought(draft, GOOD, actor=f.city())
    ShortageList.objects.update(state="published")
    with pytest.raises(Refused):
        brought(draft, GOOD)
    assert not draft.entries.exists()
