"""Workbooks of candidates: every fault of every row at once, in its cell; all rows or none, unless asked."""

import io
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.registrations.actions.import_registrations import import_registrations
from liangcai.apps.registrations.models import Candidate, Registration
from liangcai.apps.registrations.workbook import fill_template, template, with_errors
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused, RowErrors

from . import factories as f

pytestmark = pytest.mark.django_db


def load(plan, book, actor=None, day="2021-11-01", **more):
    return import_registrations(actor=actor or f.worker(plan.body), at=f.at(day), plan=plan, workbook=book, **more)


def errors_of(plan, rows, **more):
    with pytest.raises(RowErrors) as no:
        load(plan, fill_template(rows), **more)
    assert not Registration.objects.exists() and f.entries("import_registrations") == 0
    return no.value.errors


def test_a_workbook_comes_in_with_one_entry():
    outcome = load(f.planned(), fill_template(f.people(3)))
    assert (outcome.accepted, outcome.errors, Candidate.objects.count()) == (3, [], 3)
    assert f.entries("import_registrations") == 1


def test_identity_numbers_are_sealed():
    row = f.people(1)[0]
    load(f.planned(), fill_template([row]))
    candidate = Candidate.objects.get()
    assert row["identity_number"].encode() not in bytes(candidate.identity_sealed)
    assert candidate.identity_last4 == row["identity_number"][-4:]


def test_nobody_registers_for_another_body():
    with pytest.raises(NotPermitted):
        load(f.planned(), fill_template(f.people()), actor=f.worker(f.body()))


@pytest.mark.parametrize("day, fits", [("2021-11-10", True), ("2021-11-11", False)])
def test_registration_is_open_to_the_end_of_the_last_day(day, fits):
    plan, book = f.planned(), fill_template(f.people())
    if fits:
        late = f.at(day, 23)
        assert import_registrations(actor=f.worker(plan.body), at=late, plan=plan, workbook=book).accepted == 3
    else:
        with pytest.raises(Refused) as no:
            import_registrations(actor=f.worker(plan.body), at=f.at(day, 0), plan=plan, workbook=book)
        assert no.value.code == "registration_closed"


@pytest.mark.parametrize("capacity, fits", [(3, True), (2, False)])
def test_no_more_than_the_plan_holds(capacity, fits):
    plan = f.planned(capacity=capacity)
    if fits:
        assert load(plan, fill_template(f.people(3))).accepted == 3
    else:
        with pytest.raises(Refused) as no:
            load(plan, fill_template(f.people(3)))
        assert no.value.code == "over_capacity"


@pytest.mark.parametrize("born, fits", [(date(2005, 11, 1), True), (date(2005, 11, 2), False)])
def test_sixteen_on_the_birthday_and_not_the_day_before(born, fits):
    row = {**f.people(1)[0], "identity_number": f.number_born(born)}
    if fits:
        assert load(f.planned(), fill_template([row])).accepted == 1
    else:
        assert "004-004" in errors_of(f.planned(), [row])[0]["expected"]


@pytest.mark.parametrize("change, field", [
    ({"name": ""}, "name"), ({"consent": "否"}, "consent"), ({"consent": ""}, "consent"), ({"phone": "123"}, "phone"),
    ({"identity_number": "99999919900101001"}, "identity_number"),
    ({"identity_number": f.number_born(date(1990, 1, 1))[:-1] + "?"}, "identity_number")])  # fmt: skip
def test_each_fault_names_its_cell(change, field):
    errors = errors_of(f.planned(), [f.people(1)[0], {**f.people(1, 2)[0], **change}])
    assert [(e["row"], e["field"]) for e in errors] == [(3, field)]


def test_a_wrong_check_digit_is_found():
    right = f.people(1)[0]["identity_number"]
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    assert errors_of(f.planned(), [{**f.people(1)[0], "identity_number": wrong}])[0]["field"] == "identity_number"


def test_one_person_twice_in_a_workbook():
    errors = errors_of(f.planned(), [f.people(1)[0]] * 2)
    assert (errors[0]["row"], errors[0]["found"]) == (3, "与第 2 行重复")


def test_the_same_workbook_twice_is_refused():
    plan, book = f.planned(), fill_template(f.people())
    load(plan, book)
    with pytest.raises(RowErrors) as no:
        load(plan, book)
    assert {e["found"] for e in no.value.errors} == {"已报名本计划"}
    assert f.entries("import_registrations") == 1


@pytest.mark.parametrize("hour, fits", [(10, False), (11, True)])
def test_two_plans_meet_only_when_their_hours_do(hour, fits):
    """The other plan's theory ends at 10:30 and its practice begins at 14:00."""
    load(f.planned(), fill_template(f.people()))
    session = {"subject": "theory", "theory_mode": "sheet", "starts_at": f.at("2021-12-11", hour), "minutes": 60}
    other = f.planned(sessions=[session])
    if fits:
        assert load(other, fill_template(f.people())).accepted == 3
    else:
        with pytest.raises(RowErrors) as no:
            load(other, fill_template(f.people()))
        assert "同一时间的计划" in no.value.errors[0]["found"]


def test_a_number_known_under_another_name_is_questioned():
    load(f.planned(), fill_template(f.people(1)))
    other = f.planned(sessions=f.sessions("2021-12-18"))
    with pytest.raises(RowErrors) as no:
        load(other, fill_template([{**f.people(1)[0], "name": "演示他人"}]))
    assert no.value.errors[0]["field"] == "name"


def test_a_person_refused_once_may_come_again():
    batch = f.handed_in(rows=f.people(1))
    refused = str(batch.registrations.get().public_id)
    f.review_batch(actor=f.city(), at=f.at("2021-11-02"), batch=batch, refusals={refused: "照片不清"})
    plan = ExamPlan.objects.get(pk=batch.plan_id)
    assert load(plan, fill_template(f.people(1)), day="2021-11-03").accepted == 1
    assert sorted(plan.registrations.values_list("state", flat=True)) == ["draft", "rejected"]


def test_the_good_rows_go_ahead_when_asked():
    rows = [*f.people(2), {**f.people(1, 3)[0], "name": ""}]
    outcome = load(f.planned(), fill_template(rows), accept_valid=True)
    assert (outcome.accepted, [e["row"] for e in outcome.errors]) == (2, [4])


def test_no_empty_batch_is_made_where_no_row_is_good():
    rows = [{**f.people(1)[0], "name": ""}]
    assert errors_of(f.planned(), rows, accept_valid=True)


def test_the_errors_come_back_in_their_cells():
    book = fill_template([{**f.people(1)[0], "consent": "否"}])
    with pytest.raises(RowErrors) as no:
        load(f.planned(), book)
    sheet = load_workbook(io.BytesIO(with_errors(book, no.value.errors))).worksheets[0]
    assert "考生自愿" in sheet["F2"].comment.text and sheet["A2"].comment is None


def test_full_width_digits_and_blanks_are_typing_habits():
    row = f.people(1)[0]
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in row["identity_number"])
    assert load(f.planned(), fill_template([{**row, "identity_number": f" {wide} "}])).accepted == 1


def formula() -> bytes:
    book = load_workbook(io.BytesIO(template()))
    book.worksheets[0].append(["=1+1", "x", "", "", "", "是"])
    return saved(book)


def renamed_heading() -> bytes:
    book = load_workbook(io.BytesIO(template()))
    book.worksheets[0]["A1"] = "名字"
    return saved(book)


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("book, code", [
    (lambda: b"", "not_a_workbook"), (lambda: b"PK\x03\x04 no", "not_a_workbook"), (template, "no_rows"),
    (lambda: saved(Workbook()), "template_version"), (formula, "bad_rows"), (renamed_heading, "template_heading")])  # fmt: skip
def test_a_file_that_cannot_be_read_is_bad_input_with_words(book, code):
    with pytest.raises(BadInput) as no:
        load(f.planned(), book())
    assert no.value.code == code


def test_five_hundred_rows_cost_no_more_queries_than_five(django_assert_max_num_queries):
    plan = f.planned(filing=f.confirmed(scope={"occupation_name": f.PROJECT, "places": 500}), capacity=500,
                     rooms=[{"name": "大厅", "seats": 500}])  # fmt: skip
    actor, book = f.worker(plan.body), fill_template(f.people(500))
    with django_assert_max_num_queries(40):
        assert load(plan, book, actor).accepted == 500
