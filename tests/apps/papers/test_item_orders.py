"""A short bank becomes an order to item writers: complete, kept, ticked off."""

from __future__ import annotations

import io

import docx
import openpyxl
import pypdfium2
import pytest

from liangcai.apps.audit.models import Entry
from liangcai.apps.item_bank.models import Item
from liangcai.apps.papers.actions.assemble_papers import assemble_papers
from liangcai.apps.papers.actions.order_missing_items import order_missing_items
from liangcai.apps.papers.actions.save_blueprint import save_blueprint
from liangcai.apps.papers.actions.tick_off_order_line import tick_off_order_line
from liangcai.apps.papers.models import ItemOrder
from liangcai.apps.papers.order_files import document, workbook
from liangcai.apps.papers.printing import printed_order
from liangcai.engines.assembly import BankShort
from liangcai.engines.typesetting import table_report
from liangcai.kernel.refusals import NotPermitted, Refused
from tests.apps.custody.factories import AT, account, custodian
from tests.apps.item_bank.factories import KEY, bank
from tests.apps.papers.factories import TEXT, blueprint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_ROOT = tmp_path


def order(plan=None, forms=5, **given):
    return order_missing_items(**{"actor": custodian(), "at": AT, "blueprint": plan or blueprint(), "forms": forms} | given)


def test_an_order_holds_every_short_cell_with_what_to_write():
    made = order()
    lines = [(x.scope, x.type, x.needed, x.available, x.short) for x in made.lines.all()]
    assert lines == [("A-C", "single_choice", 30, 20, 10), ("A-B", "true_false", 30, 20, 10)]
    assert made.order_number == "MT20211021-01" and Entry.objects.filter(action="order_missing_items").count() == 1


def test_an_order_says_what_assembly_said():
    plan = blueprint()
    with pytest.raises(BankShort) as short:
        assemble_papers(actor=custodian(), at=AT, blueprint=plan, forms=5, seed=1, key=KEY)
    made = order(plan)
    assert [(s.cell, s.short, s.because) for s in short.value.shortages] == [
        (x.cell, x.short, x.because) for x in made.lines.all()]  # fmt: skip


@pytest.mark.parametrize(("forms", "short"), [(3, False), (4, True)])
def test_nothing_is_ordered_where_nothing_is_missing(forms, short):
    if short:
        assert order(forms=forms).lines.exists()
    else:
        with pytest.raises(Refused, match="无需命题"):
            order(forms=forms)
        assert not ItemOrder.objects.exists()


def test_an_empty_bank_is_short_of_everything():
    actor = custodian()
    plan = save_blueprint(actor=actor, at=AT, bank=bank(actor), name="空", text=TEXT, minutes=90)
    assert [(x.needed, x.available) for x in order(plan, forms=2).lines.all()] == [(12, 0), (8, 0), (12, 0)]
    with pytest.raises(BankShort):
        assemble_papers(actor=actor, at=AT, blueprint=plan, forms=1, seed=1, key=KEY)


def test_items_without_difficulty_do_not_count_where_a_difficulty_is_asked():
    plan = blueprint(text=TEXT + "[difficulty]\nmean = 0.65\ntolerance = 0.01\n")
    Item.objects.filter(scope="A-D", item_number__lt="D050").update(difficulty=None)
    (line,) = order(plan, forms=1).lines.all() if Item.objects.filter(scope="A-D", difficulty=None).count() > 16 else [None]
    assert line is None or (line.scope, line.because) == ("A-D", "too few items")


def test_the_same_order_is_not_opened_twice_until_it_is_complete():
    plan = blueprint()
    made = order(plan)
    with pytest.raises(Refused, match=made.order_number):
        order(plan)
    for line in made.lines.all():
        tick_off_order_line(actor=custodian(), at=AT, line=line)
    assert order(plan).order_number == "MT20211021-02"


def test_a_line_is_ticked_off_once():
    line = order().lines.first()
    assert tick_off_order_line(actor=custodian(), at=AT, line=line).arrived_on == AT.date()
    with pytest.raises(Refused, match="已于"):
        tick_off_order_line(actor=custodian(), at=AT, line=line)


def test_only_custodians_order_and_tick_off():
    made = order()
    with pytest.raises(NotPermitted):
        order(made.blueprint, forms=6, actor=account("system_admin"))
    with pytest.raises(NotPermitted):
        tick_off_order_line(actor=account("system_admin"), at=AT, line=made.lines.first())


def test_the_order_reads_the_same_as_workbook_word_and_pdf():
    made = order()
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(made))).active
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert rows[2][1:9] == ["A-C 单项选择题", "A-C", "单项选择题", "", "30", "20", "10", "试题不足"]
    table = docx.Document(io.BytesIO(document(made))).tables[0]
    assert [cell.text for cell in table.rows[1].cells] == rows[2]
    words = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(table_report.render(printed_order(made))))
    assert "MT20211021-01" in words and "单项选择题" in words and "试题不足" in words
