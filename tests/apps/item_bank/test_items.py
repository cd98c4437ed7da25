from __future__ import annotations

import os

import pytest
from django.db import connection

from liangcai.apps.audit.models import Entry
from liangcai.apps.item_bank.actions.import_items import import_items
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.item_bank.sealing import open_content, seal_content
from liangcai.apps.item_bank.selectors import assembly_table, usable_items
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused, RowErrors
from tests.apps.custody.factories import AT, account, custodian
from tests.apps.item_bank.factories import KEY, bank, filled_bank, item

pytestmark = pytest.mark.django_db


def imported(rows, **given):
    return import_items(actor=given.pop("actor", None) or custodian(), at=AT, bank=bank(), items=rows, key=KEY, **given)


def test_an_imported_item_reads_back_word_for_word():
    imported([item(1, stem="织机停台的〔图1〕原因是（　　）。")])
    stored = Item.objects.get()
    assert open_content(stored.sealed_content, KEY, str(stored.public_id))["stem"] == "织机停台的〔图1〕原因是（　　）。"


def test_nothing_of_an_item_can_be_read_from_the_database():
    imported([item(1, stem="绝密题干", options=["绝密选项", "乙", "丙"])])
    with connection.cursor() as cursor:
        cursor.execute("select * from item_bank_item")
        row = [bytes(v) if isinstance(v, memoryview) else v for v in cursor.fetchone()]
    text = b"".join(v if isinstance(v, bytes) else str(v).encode() for v in row)
    assert "绝密题干".encode() not in text and b"\\u7edd" not in text and "绝密选项".encode() not in text


def test_another_key_opens_nothing():
    imported([item(1)])
    stored = Item.objects.get()
    with pytest.raises(Refused, match="密钥不符"):
        open_content(stored.sealed_content, os.urandom(32), str(stored.public_id))


def test_content_moved_to_another_row_does_not_open():
    imported([item(1), item(2)])
    one, two = Item.objects.order_by("item_number")
    with pytest.raises(Refused, match="改动"):
        open_content(one.sealed_content, KEY, str(two.public_id))


def test_one_changed_byte_does_not_open():
    sealed = bytearray(seal_content({"stem": "题"}, KEY, "x"))
    sealed[-1] ^= 1
    with pytest.raises(Refused):
        open_content(bytes(sealed), KEY, "x")


def test_the_same_item_sealed_twice_looks_different():
    assert seal_content({"stem": "题"}, KEY, "x") != seal_content({"stem": "题"}, KEY, "x")


@pytest.mark.parametrize(("changes", "field"), [
    ({"item_number": ""}, "题号"), ({"item_number": "D" * 41}, "题号"), ({"item_number": "D002"}, "题号"),
    ({"type": "riddle"}, "题型"), ({"scope": ""}, "鉴定范围"), ({"point": "x" * 41}, "鉴定点"),
    ({"importance": "W"}, "重要程度"), ({"difficulty": 1.01}, "难度"), ({"stem": ""}, "题干"), ({"answer": ""}, "答案"),
])  # fmt: skip
def test_a_row_that_cannot_be_stored_is_named_and_nothing_is_stored(changes, field):
    with pytest.raises(RowErrors) as refused:
        imported([item(2), item(1, **changes), item(4)])
    assert [(e["row"], e["field"]) for e in refused.value.errors] == [(2, field)]
    assert not Item.objects.exists()


@pytest.mark.parametrize("changes", [{"item_number": "D" * 40}, {"difficulty": 0}, {"difficulty": 1}, {"importance": ""}])
def test_values_at_the_border_are_stored(changes):
    assert imported([item(1, **changes)]) == 1


def test_an_unknown_state_is_refused():
    with pytest.raises(BadInput):
        imported([item(1)], state="secret")


def test_an_import_leaves_one_audit_entry_without_any_content():
    imported([item(n, stem="绝密题干") for n in range(1, 4)])
    entry = Entry.objects.filter(action="import_items").get()
    assert entry.facts["count"] == 3 and "绝密" not in str(entry.facts)


def test_nobody_but_a_custodian_imports():
    with pytest.raises(NotPermitted):
        imported([item(1)], actor=account("system_admin"))
    assert not Item.objects.exists() and Bank.objects.count() == 1


def test_the_table_for_assembly_holds_no_stem_and_only_items_in_use():
    made = filled_bank(count=9)
    Item.objects.filter(item_number="D001").update(state="resting")
    lines = assembly_table(usable_items(made)).decode().splitlines()
    assert len(lines) == 1 + 8 and "题干" not in "".join(lines)


def test_a_bank_is_received_once_a_version():
    actor = custodian()
    bank(actor)
    with pytest.raises(Refused, match="已接收"):
        bank(actor)
