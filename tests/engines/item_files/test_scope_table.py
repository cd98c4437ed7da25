import datetime
import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from liangcai.engines.item_files import (
    Scope,
    ScopePoint,
    ScopeTable,
    check_scope_table,
    read_scope_table,
    write_scope_table,
)
from liangcai.engines.item_files.scope_table_excel import counts_of
from liangcai.kernel.refusals import BadInput, RowErrors


def scope(code, weight, counts):
    return Scope(code, f"范围{code}", Decimal(weight), counts)


def table(**changes):
    scopes = (
        scope("A", "25", (2, 1, 0)), scope("A-A", "25", (2, 1, 0)), scope("A-A-A", "12.5", (1, 1, 0)),
        scope("A-A-B", "12.5", (1, 0, 0)), scope("B", "75", (0, 0, 1)), scope("B-A", "75", (0, 0, 1)),
        scope("B-A-A", "75", (0, 0, 1)),
    )  # fmt: skip
    points = tuple(
        ScopePoint(code, f"要点{code}", importance)
        for code, importance in (("A-A-A-001", "X"), ("A-A-A-002", "Y"), ("A-A-B-001", "X"), ("B-A-A-001", "Z"))
    )
    return replace(ScopeTable("演示职业", "三级", "理论知识", scopes, points, 4), **changes)


def with_scope(place, **changes):
    return table(scopes=tuple(replace(one, **changes) if one.code == place else one for one in table().scopes))


def with_point(place, **changes):
    return table(points=tuple(replace(one, **changes) if one.code == place else one for one in table().points))


def problems(checked):
    return {(finding.code, finding.problem) for finding in check_scope_table(checked)}


def without_rows(read):
    return replace(
        read,
        scopes=tuple(replace(one, row=0) for one in read.scopes),
        points=tuple(replace(one, row=0) for one in read.points),
    )


def test_a_table_that_adds_up_has_no_finding_and_survives_excel():
    assert check_scope_table(table()) == []
    assert without_rows(read_scope_table(write_scope_table(table()))) == table()


def test_weights_of_ninety_nine_are_refused_and_a_hundred_are_not():
    wrong = table(scopes=tuple(replace(s, weight=s.weight - 1) if s.code[0] == "B" else s for s in table().scopes))
    assert problems(wrong) == {("", "weights_not_100")}
    assert "合计为 99" in check_scope_table(wrong)[0].words


def test_weights_add_up_exactly_as_written():
    halves = with_scope("A-A-A", weight=Decimal("12.50"))
    assert check_scope_table(halves) == []
    assert ("A-A", "weights_do_not_add_up") in problems(with_scope("A-A-A", weight=Decimal("12.51")))


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (with_scope("A-A-A", counts=(2, 0, 0)), {("A-A-A", "counts_do_not_add_up"), ("A-A", "counts_do_not_add_up")}),
        (with_scope("B", counts=(1, 0, 0)), {("B", "counts_do_not_add_up")}),
        (with_scope("B", name=""), {("B", "missing_name")}),
        (with_scope("B-A-A", code="B-A-1"), {("B-A-1", "bad_code"), ("B-A-A-001", "missing_parent")}),
        (with_point("B-A-A-001", importance="W"), {("B-A-A-001", "bad_importance")}),
        (with_point("A-A-A-002", code="A-A-A-003"), {("A-A-A-003", "numbering")}),
        (with_point("A-A-A-002", code="A-A-A-001"), {("A-A-A-001", "repeated_code"), ("A-A-A-001", "numbering")}),
        (with_point("B-A-A-001", code="C-A-A-001"), {("C-A-A-001", "missing_parent"), ("B-A-A", "empty_scope")}),
        (table(stated_points=5), {("", "stated_points")}),
        (with_scope("B-A-A", weight=Decimal(0)), {("B-A-A", "weight_not_positive"), ("B-A", "weights_do_not_add_up")}),
    ],
)
def test_each_fault_is_named_by_its_code(wrong, expected):
    assert expected <= problems(wrong)


def changed(change):
    book = openpyxl.load_workbook(io.BytesIO(write_scope_table(table())))
    change(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_every_bad_row_is_listed_at_once():
    def spoil(sheet):
        sheet["C5"], sheet["D6"], sheet["C7"], sheet["H2"] = "多", "5:2", "=1+1", "几个"

    with pytest.raises(RowErrors) as refused:
        read_scope_table(changed(spoil))
    assert [error["row"] for error in refused.value.errors] == [5, 6, 7, 2]


def test_findings_carry_the_row_of_the_file():
    read = read_scope_table(changed(lambda sheet: sheet.__setitem__("C5", 24)))
    assert [(finding.row, finding.problem) for finding in check_scope_table(read)] == [
        (0, "weights_not_100"), (5, "weights_do_not_add_up"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda sheet: setattr(sheet, "title", "表"), "not_a_scope_table"),
        (lambda sheet: sheet.merge_cells("A5:A6"), "merged_cells"),
        (lambda sheet: sheet.__setitem__("A4", "编号"), "missing_column"),
        (lambda sheet: sheet.delete_rows(5, 50), "empty_scope_table"),
    ],
)
def test_a_sheet_of_another_form_is_bad_input(change, code):
    with pytest.raises(BadInput) as refused:
        read_scope_table(changed(change))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("value", "counts"),
    [
        ("5:2:0", (5, 2, 0)), ("132：21：0", (132, 21, 0)), (datetime.time(5, 2, 0), (5, 2, 0)),
        (datetime.timedelta(hours=132, minutes=21), (132, 21, 0)),
        (datetime.datetime(1900, 1, 4, 12, 21, 0), (132, 21, 0)), ("5:2", None), (None, None), ("a:b:c", None),
    ],
)  # fmt: skip
def test_counts_that_excel_took_for_a_time_are_read_back(value, counts):
    assert counts_of(value) == counts
