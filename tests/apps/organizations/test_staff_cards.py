"""The register of staff by workbook, and its cards printed with a code that proves itself offline."""

import io
from datetime import date

import pypdfium2
import pytest
import zxingcpp
from openpyxl import load_workbook

from liangcai.apps.organizations.actions.import_staff_cards import import_staff_cards
from liangcai.apps.organizations.card_printing import printed_cards
from liangcai.apps.organizations.models import StaffCard
from liangcai.apps.organizations.staff_workbook import COLUMNS, read_cards, template, with_errors
from liangcai.engines.sealing.card_token import read_card
from liangcai.engines.sealing.keys import ES256, KeySet, generate_signing_key, public_of
from liangcai.engines.typesetting.staff_card import render
from liangcai.kernel.refusals import BadInput, NotPermitted, RowErrors
from liangcai.kernel.spreadsheets import workbook_bytes

from . import factories as f

GOOD = ("演示00001", "演示甲", "考评员", "织布工、纺织面料成分检测", "演示单位", "2026-01-01", "2028-12-31")


def book(*rows) -> bytes:
    made = load_workbook(io.BytesIO(template()))
    for row in rows:
        made.worksheets[0].append(list(row))
    return workbook_bytes(made)


def changed(**changes) -> tuple:
    return tuple(changes.get(key, value) for key, value in zip(COLUMNS, GOOD, strict=True))


def take(data, actor=None, **more):
    return import_staff_cards(actor=actor or f.city(), at=f.at("2026-01-05"), workbook=data, **more)


@pytest.mark.parametrize(("flaw", "field"), [
    ({"number": ""}, "证卡编号"), ({"number": "9" * 41}, "证卡编号"), ({"holder_name": None}, "姓名"), ({"kind": "考官"}, "类别"),
    ({"scope": ""}, "可考评职业（项目）"), ({"valid_from": "2026/13/01"}, "有效期起"), ({"valid_to": "2025-12-31"}, "有效期止"),
])  # fmt: skip
def test_each_fault_is_named_by_row_and_field(flaw, field):
    rows, errors = read_cards(book(GOOD, changed(**{"number": "演示00002", **flaw})), set())
    assert len(rows) == 1 and {(e["row"], e["field"]) for e in errors} == {(3, field)}


@pytest.mark.parametrize(("valid_to", "fits"), [("2026-01-01", True), ("2025-12-31", False)])
def test_a_card_may_be_valid_for_one_day(valid_to, fits):
    assert bool(read_cards(book(changed(valid_to=valid_to)), set())[0]) is fits


def test_typing_habits_are_understood():
    rows, errors = read_cards(book(changed(number=" １２３４５ ", valid_from=date(2026, 1, 1))), set())
    assert errors == [] and (rows[0].number, rows[0].valid_from) == ("12345", date(2026, 1, 1))


def test_a_number_twice_in_the_book_or_in_the_register_is_a_fault():
    assert [e["row"] for e in read_cards(book(GOOD, GOOD), set())[1]] == [3]
    assert [e["row"] for e in read_cards(book(GOOD), {"演示00001"})[1]] == [2]


@pytest.mark.parametrize("data", [b"not a workbook", b"PK\x03\x04broken"])
def test_a_file_that_is_no_workbook_is_bad_input(data):
    with pytest.raises(BadInput):
        read_cards(data, set())


def test_a_formula_another_template_and_an_empty_book_are_bad_input():
    other = load_workbook(io.BytesIO(book(GOOD)))
    other.properties.identifier = "liangcai-staff-0"
    for data, code in ((book(changed(number='="1"')), "formula"), (workbook_bytes(other), "template_version"), (book(), "no_rows")):
        with pytest.raises(BadInput) as no:
            read_cards(data, set())
        assert no.value.code == code


@pytest.mark.django_db
class TestImport:
    def test_nothing_is_written_with_a_fault_unless_the_good_rows_are_asked_for(self):
        data = book(GOOD, changed(number="演示00002", kind="考官"))
        with pytest.raises(RowErrors) as no:
            take(data)
        assert StaffCard.objects.count() == 0
        marked = load_workbook(io.BytesIO(with_errors(data, no.value.errors)))
        assert "考官" in marked.worksheets[0]["C3"].comment.text
        assert take(data, accept_valid=True)[0] == 1
        assert StaffCard.objects.get().region_code == f.CITY and f.entries("import_staff_cards") == 1

    def test_only_a_city_or_the_province_enters_cards(self):
        for actor in (f.county(), f.worker(f.body())):
            with pytest.raises(NotPermitted):
                take(book(GOOD), actor)

    def test_five_hundred_cards_take_a_handful_of_queries(self, django_assert_max_num_queries):
        data, actor = book(*(changed(number=f"演示{n:05d}") for n in range(500))), f.city()
        with django_assert_max_num_queries(24):  # SQLite writes some 120 rows a statement
            take(data, actor)


@pytest.mark.django_db
def test_the_printed_code_is_read_back_from_the_picture_and_proves_the_card():
    key = generate_signing_key("hall-certificate-demo", ES256)
    keys = KeySet([public_of(key, "演示中心", date(2026, 1, 1))])
    cards = [f.card("assessor"), f.card("lead_assessor")]
    printed = printed_cards(cards, key=key, key_id=key.key_id, issuer="演示中心", on=date(2026, 2, 1))
    document = pypdfium2.PdfDocument(render(printed, watermark="演示"))
    page = document[0]
    assert cards[0].holder_name in page.get_textpage().get_text_bounded()
    codes = {c.text for c in zxingcpp.read_barcodes(page.render(scale=4).to_pil())}
    assert {read_card(code, keys).number for code in codes} == {card.number for card in cards}
