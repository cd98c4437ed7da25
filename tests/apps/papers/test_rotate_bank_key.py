from __future__ import annotations

import pytest

from liangcai.apps.audit.models import Entry
from liangcai.apps.custody import network
from liangcai.apps.custody.actions.hand_over_post import hand_over_post
from liangcai.apps.custody.actions.open_bank import open_bank
from liangcai.apps.custody.models import BankKey
from liangcai.apps.custody.selectors import holders_gone
from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_bank.sealing import open_content
from liangcai.apps.papers.actions import rotate_bank_key as module
from liangcai.apps.papers.actions.rotate_bank_key import rotate_bank_key
from liangcai.apps.papers.sealed_rows import BOUND, sealed_fields
from liangcai.kernel.refusals import NotPermitted, Refused
from tests.apps.custody.factories import AT, PLEDGED, account, custodian, two_custodians_and_their_shares
from tests.apps.item_bank.factories import filled_bank

pytestmark = pytest.mark.django_db


@pytest.fixture
def vault(settings, tmp_path, monkeypatch):
    settings.DATA_ROOT = tmp_path
    monkeypatch.setattr(network, "INTERFACES", tmp_path)
    one, two, shares, key = two_custodians_and_their_shares()
    filled_bank(one, key=key)
    return one, two, shares, key


def rotated(vault, **changes):
    one, two, _shares, key = vault
    values = {"actor": one, "second": two, "key": key, "needed": 2, "holders": ["甲", "乙", "丙"], "reason": "管理员离岗"} | changes
    return rotate_bank_key(at=AT, **values)


def opens_with(key):
    return [open_content(i.sealed_content, key, str(i.public_id))["stem"] for i in Item.objects.order_by("pk")]


def test_every_item_opens_with_the_new_key_and_none_with_the_old(vault):
    before, steps = opens_with(vault[3]), []
    split = rotated(vault, progress=lambda done, of: steps.append((done, of)))
    assert opens_with(split.key) == before and len(before) == 60
    with pytest.raises(Refused, match="密钥不符"):
        opens_with(vault[3])
    assert steps[0] == (0, 60) and steps[-1] == (60, 60)


def test_the_old_shares_open_nothing_and_the_new_ones_do(vault):
    one, two, shares, _key = vault
    split = rotated(vault)
    with pytest.raises(Refused):
        open_bank(actor=one, at=AT, second=two, shares=shares[:2], purpose="演示")
    assert open_bank(actor=one, at=AT, second=two, shares=split.groups[0].shares[1:], purpose="演示") == split.key
    assert BankKey.objects.filter(retired_at=AT).count() == 1 and Entry.objects.get(action="rotate_bank_key").facts["resealed"]


def test_a_fault_half_way_leaves_key_and_items_as_they_were(vault, monkeypatch):
    monkeypatch.setattr("liangcai.apps.papers.sealed_rows.CHUNK", 20)
    calls = iter(range(100))
    genuine = module.reseal

    def failing(*given):
        if next(calls) == 45:
            raise OSError("power")
        return genuine(*given)

    monkeypatch.setattr(module, "reseal", failing)
    with pytest.raises(OSError):
        rotated(vault)
    assert len(opens_with(vault[3])) == 60
    assert BankKey.objects.get().retired_at is None and not Entry.objects.filter(action="rotate_bank_key").exists()


@pytest.mark.parametrize(("changes", "refusal"), [
    ({"key": bytes(32)}, Refused), ({"needed": 1}, Refused), ({"holders": ["甲", "甲", "乙"]}, Refused),
    ({"needed": 4}, Refused), ({"reason": " "}, Refused),
])  # fmt: skip
def test_what_would_lock_out_or_let_one_person_in_is_refused(vault, changes, refusal):
    with pytest.raises(refusal):
        rotated(vault, **changes)
    assert len(opens_with(vault[3])) == 60


def test_one_person_does_not_change_the_key(vault):
    with pytest.raises(NotPermitted):
        rotated(vault, second=vault[0])


def test_after_a_post_is_handed_over_the_key_is_said_to_need_changing(vault):
    one, two, _shares, key = vault
    names = [one.username, two.username, custodian().username]
    split = rotated(vault, holders=names)
    assert holders_gone(AT.date()) == []
    hand_over_post(actor=account("security_admin"), at=AT, leaving=two.custodian, taking=(new := account("custodian")),
                   pledged_on=PLEDGED, things="密钥份额、光盘 3 张、台账 4 册", witness="监交人")  # fmt: skip
    assert holders_gone(AT.date()) == [two.display_name]
    with pytest.raises(NotPermitted, match="离岗"):
        open_bank(actor=one, at=AT, second=two, shares=split.groups[0].shares[:2], purpose="演示")
    rotated((one, new, [], split.key), holders=[one.username, new.username, names[2]])
    assert holders_gone(AT.date()) == []


def test_every_column_of_ciphertext_has_the_name_it_is_bound_to():
    for field in sealed_fields():
        assert field.model._meta.label in BOUND or hasattr(field.model, "public_id"), field.model._meta.label
    assert {f.model._meta.label for f in sealed_fields()} >= {"item_bank.Item"}
