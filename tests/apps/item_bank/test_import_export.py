from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from liangcai.apps.audit.models import Entry
from liangcai.apps.custody.models import LedgerRow
from liangcai.apps.item_bank.actions.export_items import export_items
from liangcai.apps.item_bank.actions.import_items import import_items
from liangcai.apps.item_bank.engine_io import row_of
from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_bank.selectors import import_faults
from liangcai.engines.item_files import read_excel, read_qti, read_word
from liangcai.kernel.refusals import NotPermitted, Refused, RowErrors
from tests.apps.custody.factories import AT, custodian
from tests.apps.item_bank.factories import KEY, bank, item, pledged
from tests.engines.item_files.samples import bank as samples
from tests.engines.item_files.samples import without_names

pytestmark = pytest.mark.django_db
READERS = {"docx": read_word, "xlsx": read_excel, "zip": read_qti}


def stored(made):
    """Every sample in the bank, with a point, as it would come from a file."""
    items = [replace(i, number=f"S{int(i.number):02d}", point=i.point or "A-A-A-001", scope=i.scope or "A-A-A") for i in samples()]
    import_items(actor=custodian(), at=AT, bank=made, items=[row_of(i) for i in items], key=KEY)
    return items


def export(made, kind, items=None, **changes):
    given = {"actor": custodian(), "at": AT, "purpose": "演示", "key": KEY} | changes
    return export_items(bank=made, items=Item.objects.all() if items is None else items, kind=kind, **given)


@pytest.mark.parametrize("kind", READERS)
def test_what_is_stored_and_exported_reads_back_equal(kind):
    made = bank()
    items = stored(made)
    report = READERS[kind](export(made, kind))
    assert without_names(report.items) == without_names(items) and report.all_problems == ()


def test_a_pdf_shows_words_tables_and_scoring_and_who_exported_it_on_each_page():
    made = bank()
    stored(made)
    pdf = pypdfium2.PdfDocument(export(made, "pdf"))
    pages = [page.get_textpage().get_text_range() for page in pdf]
    assert all("导出，保密" in page for page in pages)
    assert all(words in "".join(pages) for words in ("停台最多的原因", "元件布置", "绝缘鞋", "正反转"))


def test_an_export_is_in_the_log_and_in_the_ledger_without_any_content():
    made = bank()
    stored(made)
    export(made, "xlsx", items=Item.objects.filter(type="case"))
    entry, row = Entry.objects.filter(action="export_items").get(), LedgerRow.objects.filter(kind="computer").last()
    assert entry.facts["items"] == ["S09", "S10"] and row.facts["items"] == 2
    assert "触电" not in str(entry.facts) + row.purpose


@pytest.mark.parametrize(("changes", "code"), [
    ({"kind": "exe"}, "export_kind"), ({"purpose": " "}, "purpose_missing"), ({"items": Item.objects.filter(type="none")}, "nothing_to_export"),
])  # fmt: skip
def test_an_export_without_sense_is_refused_and_enters_nothing(changes, code):
    made = bank()
    stored(made)
    rows = LedgerRow.objects.count()
    with pytest.raises(Refused) as no:
        export(made, **({"kind": "xlsx"} | changes))
    assert no.value.code == code and LedgerRow.objects.count() == rows


def test_nobody_but_a_custodian_exports():
    made = bank()
    stored(made)
    with pytest.raises(NotPermitted):
        export(made, "xlsx", actor=pledged("item_writer"))


def test_only_the_rows_without_a_fault_are_stored_when_that_is_chosen():
    made = bank()
    rows = [item(1), item(1), item(2, answer="AB"), item(4)]
    assert sorted(import_faults(made, rows)) == [1, 2]
    seen = []
    count = import_items(actor=custodian(), at=AT, bank=made, items=rows, key=KEY, accept_valid=True,
                         progress=lambda done, of: seen.append((done, of)))  # fmt: skip
    assert count == 2 == Item.objects.count() and seen == [(2, 2)]
    assert Entry.objects.filter(action="import_items").get().facts == {"count": 2, "state": "draft", "refused": 2}


def test_without_that_choice_one_bad_row_keeps_all_out_and_none_good_is_no_import():
    for accept, rows in ((False, [item(1), item(2, answer="AB")]), (True, [item(2, answer="AB")])):
        with pytest.raises(RowErrors):
            import_items(actor=custodian(), at=AT, bank=bank(name=f"织布工{accept}"), items=rows, key=KEY, accept_valid=accept)
    assert not Item.objects.exists()


def test_progress_is_told_chunk_by_chunk(monkeypatch):
    seen = []
    rows = [item(n, item_number=f"N{n}") for n in range(1, 1202)]
    import_items(actor=custodian(), at=AT, bank=bank(), items=rows, key=KEY, progress=lambda done, of: seen.append(done))
    assert seen == [500, 1000, 1201] and Item.objects.count() == 1201
