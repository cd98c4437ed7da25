"""A backup disc of a vault in use, brought back and looked through."""

from __future__ import annotations

import pytest
from django.db import connection

from liangcai.apps.custody.actions.make_backup_disc import make_backup_disc
from liangcai.apps.custody.models import Disc, RestoreDrill
from liangcai.apps.item_bank import restore_drill
from liangcai.apps.item_bank.actions.record_restore_drill import record_restore_drill
from liangcai.apps.item_bank.restore_drill import drill, restore_image
from liangcai.engines.sealing.disc_image import read_image, write_image
from liangcai.engines.sealing.shares import GroupRule, split_key
from liangcai.kernel.refusals import NotPermitted, Refused
from tests.apps.custody.factories import AT, two_custodians_and_their_shares
from tests.apps.item_bank.factories import filled_bank

pytestmark = [pytest.mark.django_db(transaction=True),
              pytest.mark.usefixtures("own_folder")]  # fmt: skip


@pytest.fixture
def own_folder(settings, tmp_path):
    settings.DATA_ROOT, settings.SITE = tmp_path, "vault"
    (tmp_path / "vault").mkdir()


@pytest.fixture
def vault():
    if connection.vendor != "sqlite":
        return None
    one, two, shares, key = two_custodians_and_their_shares()
    filled_bank(one, key=key)
    return one, two, shares, key, make_backup_disc(actor=one, at=AT, key=key)


def checks_of(image, shares, folder):
    folder.mkdir(exist_ok=True)
    return drill(image, shares, AT, folder, seed=7)


def test_a_drill_brings_everything_back_and_opens_one_item(vault, tmp_path):
    if vault is None:  # a vault keeps its own SQLite file; on PostgreSQL the disc is refused
        one, _two, _shares, key = two_custodians_and_their_shares()
        with pytest.raises(Refused):
            make_backup_disc(actor=one, at=AT, key=key)
        return
    one, two, shares, _key, disc = vault
    checks = checks_of(disc.image.path, shares[1:], tmp_path / "drill")
    assert [c["ok"] for c in checks] == [True] * 5, checks
    assert "已解开" in checks[-1]["detail"] and not list((tmp_path / "drill").iterdir())
    made = record_restore_drill(actor=one, at=AT, second=two, disc_number=disc.number, image_sha256=disc.image_sha256, checks=checks)
    assert made.passed and RestoreDrill.objects.count() == 1
    with pytest.raises(NotPermitted):
        record_restore_drill(actor=one, at=AT, second=one, disc_number="x", image_sha256="y", checks=checks)


def test_the_disc_shows_no_word_of_an_item_and_no_key(vault, tmp_path):
    if vault is None:
        return
    key, disc = vault[3], vault[4]
    with disc.image.open("rb") as image:
        data = image.read()
    assert "演示题".encode() not in data and key not in data and b"PRIVATE KEY" not in data and b"SQLite format" not in data


@pytest.mark.parametrize("fault", ["one share", "foreign shares", "altered", "cut"])
def test_a_drill_that_cannot_succeed_says_where(vault, tmp_path, fault):
    if vault is None:
        return
    shares, disc = vault[2], vault[4]
    image = tmp_path / "x.iso"
    files = read_image(disc.image.path)
    if fault == "altered":
        package = bytearray(files["backup.lcp"])
        package[len(package) // 2] ^= 1
        files["backup.lcp"] = bytes(package)
    if fault == "cut":
        del files["MANIFEST.json"]
    write_image(image, files, "X")
    typed = {"one share": shares[:1], "foreign shares": split_key([GroupRule("x", 2, 2)]).groups[0].shares}.get(fault, shares[:2])
    checks = checks_of(image, typed, tmp_path / "drill")
    assert [c["ok"] for c in checks] == [False] and checks[0]["detail"]


def test_a_row_lost_on_the_way_is_found(vault, tmp_path, monkeypatch):
    if vault is None:
        return
    genuine = restore_drill.restore_image

    def lossy(image, shares, at, data):
        import sqlite3

        found = genuine(image, shares, at, data)
        with sqlite3.connect(restore_drill.database_in(data)) as copy:
            copy.execute("DELETE FROM item_bank_item WHERE id = (SELECT min(id) FROM item_bank_item)")
        return found

    monkeypatch.setattr(restore_drill, "restore_image", lossy)
    checks = checks_of(vault[4].image.path, vault[2][:2], tmp_path / "drill")
    assert [c["ok"] for c in checks] == [True, True, False] and "item_bank_item" in checks[-1]["detail"]


def test_a_backup_is_not_restored_over_a_site(vault, tmp_path):
    if vault is None:
        return
    image, shares = vault[4].image.path, vault[2][:2]
    restore_image(image, shares, AT, tmp_path / "new")
    assert (tmp_path / "new" / "vault" / "liangcai.sqlite3").exists()
    with pytest.raises(Refused, match="已有数据"):
        restore_image(image, shares, AT, tmp_path / "new")


def test_the_next_backup_does_not_hold_the_last(vault):
    if vault is None:
        return
    second = make_backup_disc(actor=vault[0], at=AT, key=vault[3])
    assert second.image_size < 2 * vault[4].image_size and Disc.objects.count() == 2
