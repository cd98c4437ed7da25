"""Near-duplicates of a bank: found, decided once, remembered; enemy sets."""

from __future__ import annotations

import pytest

from liangcai.apps.audit.models import Entry
from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_quality.actions.decide_pair import decide_pair
from liangcai.apps.item_quality.actions.set_enemy_set import set_enemy_set
from liangcai.apps.item_quality.engine_io import match_in_steps
from liangcai.apps.item_quality.models import SimilarPair
from liangcai.apps.item_quality.selectors import enemies_in, enemy_sets, open_pairs
from liangcai.engines.item_files import ParsedItem
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused, RowErrors
from tests.apps.custody.factories import AT, account, custodian
from tests.apps.item_bank.factories import KEY
from tests.apps.item_quality.factories import bank_of, compared, end, good, numbered

pytestmark = pytest.mark.django_db
STEM = "织机在运转中突然停台时，挡车工应首先检查的部位是（　）。"


def twins():
    """D001 and D002 say the same, D003 negates it, D004 is unlike."""
    return bank_of(good(1, stem=STEM, options=list("甲乙丙丁")), good(2, stem=STEM.replace("首先", "最先"), options=list("甲乙丙丁")),
                   good(3, stem=STEM.replace("应首先", "不应首先"), options=list("甲乙丙丁")), good(4))  # fmt: skip


def pair(bank, first="D001", second="D002"):
    return open_pairs(bank).get(first__item_number=first, second__item_number=second)


def decided(bank, decision, **given):
    held = given.pop("pair", None) or pair(bank)
    return decide_pair(decision=decision, pair=held, **({"actor": custodian(), "at": AT, "reason": "已逐字比对"} | given))


def test_pairs_are_found_with_their_kind_and_unlike_items_are_not():
    bank = twins()
    assert compared(bank).pairs == 3
    assert {(p.first.item_number, p.second.item_number, p.kind) for p in open_pairs(bank)} == {
        ("D001", "D002", "duplicate"), ("D001", "D003", "negation_differs"), ("D002", "D003", "negation_differs")}  # fmt: skip


def test_a_duplicate_retires_the_item_named_and_no_other():
    bank = twins()
    compared(bank)
    decided(bank, "duplicate", retire=numbered(bank, "D002"))
    assert dict(bank.items.values_list("item_number", "state")) == {"D001": "in_use", "D002": "retired", "D003": "in_use", "D004": "in_use"}
    assert compared(bank).pairs == 1  # the retired one is not compared again


@pytest.mark.parametrize("retire", [None, "D004"])
def test_a_duplicate_without_one_of_the_two_to_retire_is_refused(retire):
    bank = twins()
    compared(bank)
    with pytest.raises(BadInput):
        decided(bank, "duplicate", retire=retire and numbered(bank, retire))
    assert open_pairs(bank).count() == 3 and not bank.items.filter(state="retired").exists()


def test_enemies_stand_in_one_set_and_a_third_joins_it():
    bank = twins()
    compared(bank)
    decided(bank, "enemy")
    decided(bank, "enemy", pair=pair(bank, "D001", "D003"))
    assert enemy_sets(bank) == [("XK001", 3)]
    assert Entry.objects.filter(action="decide_pair").first().facts["enemy_set"] == "XK001"


def test_two_sets_become_one_when_their_members_are_enemies():
    bank = twins()
    Item.objects.filter(item_number__in=["D001", "D004"]).update(enemy_set="甲组")
    Item.objects.filter(item_number__in=["D002", "D003"]).update(enemy_set="乙组")
    compared(bank)
    decided(bank, "enemy")
    assert enemy_sets(bank) == [("甲组", 4)]


def test_what_was_decided_stays_decided_until_one_of_the_items_changes():
    bank = twins()
    compared(bank)
    decided(bank, "different")
    compared(bank)
    assert open_pairs(bank).count() == 2
    Item.objects.filter(item_number="D002").update(version=2)
    compared(bank)
    assert open_pairs(bank).count() == 3 and SimilarPair.objects.count() == 3


def test_a_second_decision_a_missing_reason_and_changed_items_are_refused():
    bank = twins()
    compared(bank)
    held = pair(bank)
    with pytest.raises(BadInput):
        decided(bank, "different", reason=" ")
    with pytest.raises(Refused, match="不能执行"):
        decided(bank, "nonsense")
    decided(bank, "different")
    with pytest.raises(Refused, match="不能执行"):
        decided(bank, "enemy", pair=held)
    Item.objects.filter(item_number="D003").update(version=2)
    with pytest.raises(Refused, match="已修改"):
        decided(bank, "different", pair=pair(bank, "D001", "D003"))
    with pytest.raises(NotPermitted):
        decided(bank, "different", pair=pair(bank, "D001", "D003"), actor=account("system_admin"))


def test_new_items_are_compared_with_the_bank_before_they_are_stored():
    bank = twins()
    new = [ParsedItem("N1", "single_choice", STEM.replace("运转", "运行"), ("甲", "乙", "丙", "丁"), "A"),
           ParsedItem("N2", "single_choice", "完全不同的一道新试题应当如何作答（　）。", ("子", "丑", "寅"), "A")]  # fmt: skip
    items, _texts, matches = end(match_in_steps(bank, KEY, new, 0.5))
    assert {(new[m.new].number, items[m.known].item_number) for m in matches} == {("N1", "D001"), ("N1", "D002"), ("N1", "D003")}


def named(bank, numbers, **given):
    return set_enemy_set(actor=custodian(), at=AT, bank=bank, reason="命题组意见", **({"name": "甲组"} | given), item_numbers=numbers)


def test_an_enemy_set_holds_exactly_the_items_named_and_is_dissolved_by_none():
    bank = twins()
    named(bank, ["D001", "D004"])
    named(bank, ["D004", "D002"])
    assert [i.item_number for i in enemies_in(bank, "甲组")] == ["D002", "D004"]
    named(bank, [])
    assert enemy_sets(bank) == []


@pytest.mark.parametrize(("numbers", "words"), [(["D001"], "至少"), (["D001", "D999"], "D999"), (["D001", "D003"], "乙组")])
def test_one_member_unknown_numbers_and_members_of_another_set_are_refused(numbers, words):
    bank = twins()
    named(bank, ["D003", "D004"], name="乙组")
    with pytest.raises(Refused) as no:
        named(bank, numbers)
    found = no.value.message + str(no.value.errors if isinstance(no.value, RowErrors) else "")
    assert words in found and enemy_sets(bank) == [("乙组", 2)]
