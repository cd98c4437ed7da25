from __future__ import annotations

import pytest

from liangcai.apps.audit.models import Entry
from liangcai.apps.custody import network
from liangcai.apps.custody.actions.hand_over_post import hand_over_post
from liangcai.apps.custody.actions.open_bank import open_bank
from liangcai.apps.custody.models import BankKey
from liangcai.apps.custody.selectors import holders_gone
from liangcai.apps.item_bank.models import Bank, Item, ItemReview, ItemVersion
from liangcai.apps.item_bank.opinions import seal_opinion
from liangcai.apps.item_bank.sealing import open_content, seal_content
from liangcai.apps.item_quality.models import ResponseSet
from liangcai.apps.papers.actions import rotate_bank_key as module
from liangcai.apps.papers.actions.assemble_papers import assemble_papers
from liangcai.apps.papers.actions.rotate_bank_key import rotate_bank_key
from liangcai.apps.papers.actions.save_blueprint import save_blueprint
from liangcai.apps.papers.sealed_rows import sealed_fields
from liangcai.kernel.refusals import NotPermitted, Refused
from tests.apps.custody.factories import AT, PLEDGED, account, custodian, two_custodians_and_their_shares
from tests.apps.item_bank.factories import filled_bank
from tests.apps.papers.factories import TEXT, sealed

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


def test_after_a_rotation_every_sealed_column_opens_with_the_new_key(vault):
    """A row in each: an item with a history, an opinion on it, the responses of a sitting."""
    one, _two, _shares, key = vault
    bank, old = Bank.objects.get(), Item.objects.first()
    ItemVersion.objects.create(item=old, version=1, type=old.type, point=old.point, author=one, replaced_at=AT,
                               sealed_content=seal_content({"stem": "第一版"}, key, str(old.public_id)))  # fmt: skip
    review = ItemReview(item=old, reviewer=one, version=1, assigned_at=AT)
    seal_opinion(review, "accept", "", AT, key)
    review.save()
    ItemReview.objects.create(item=old, reviewer=vault[1], version=1, assigned_at=AT)  # not given yet: nothing to reseal
    plan = save_blueprint(actor=one, at=AT, bank=bank, name="演示方案", text=TEXT, minutes=90)
    run = assemble_papers(actor=one, at=AT, blueprint=plan, forms=1, seed=1, key=key)
    answers = ResponseSet(bank=bank, dispatch=sealed(run=run, key=key), package_sha256="0" * 64, plan_number="JH", held_on=AT.date(),
                          candidates=5, received_at=AT, received_by=one, model="classical", model_reason="")  # fmt: skip
    answers.sealed_responses = seal_content({"rows": []}, key, str(answers.public_id))
    answers.save()
    split = rotated(vault)
    for field in sealed_fields():
        rows = [row for chunk in field.chunks() for row in chunk]
        assert rows, f"{field.model._meta.label}.{field.name}: no row was made"
        assert all(open_content(getattr(row, field.name), split.key, field.bound(row)) for row in rows)
