"""A stolen disk shows nothing: after real use no word of an item lies readable in database, journal, files or temp."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from liangcai.apps.custody import network
from liangcai.apps.item_bank.models import Item
from liangcai.apps.papers.actions.save_blueprint import save_blueprint
from liangcai.apps.papers.models import AssemblyRun, Dispatch
from liangcai.engines.item_files import ParsedItem, write_excel
from liangcai.web.vault import opened_bank, share_sheets
from tests.apps.custody.factories import AT, two_custodians_and_their_shares
from tests.apps.item_bank.factories import bank
from tests.apps.papers.factories import room_receiver

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("liangcai.config.urls.vault")]
WORDS = ("紫云英纺锤", "琥珀色经纬线", "第七号梭口")  # stem, option, explanation: nowhere else in the world
BLUEPRINT = """occupation = "6-04-03-03"
level = "四级"
[[cells]]
scope = "A-B"
type = "single_choice"
count = 5
score = 20
[forms]
max_item_use = 1
"""


def raw_database() -> bytes:
    """Every byte of the database: the file with its journal, or on PostgreSQL every row."""
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        return b"".join(p.read_bytes() for p in Path(name).parent.glob(f"{Path(name).name}*"))
    rows = (row for model in apps.get_models() for row in model._default_manager.values_list())
    return b"".join(repr([bytes(v) if isinstance(v, memoryview) else v for v in row]).encode() for row in rows)


def spellings(word: str) -> list[bytes]:
    return [word.encode(), word.encode("utf-16-le"), word.encode("gb18030"), word.encode("unicode_escape"),
            word.encode("ascii", "xmlcharrefreplace")]  # fmt: skip


@pytest.fixture
def vault(settings, tmp_path, monkeypatch, client):
    settings.DATA_ROOT, settings.SITE = tmp_path / "data", "vault"
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
    for folder in ("net", "temp", "data"):
        (tmp_path / folder).mkdir()
    monkeypatch.setattr(network, "INTERFACES", tmp_path / "net")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temp"))
    yield client
    opened_bank._opened.clear()
    share_sheets._waiting.clear()


def test_no_word_of_an_item_lies_readable_anywhere_after_a_day_of_work(vault, tmp_path):
    one, two, shares, key = two_custodians_and_their_shares()
    two.set_password("Demo-12345")
    two.save()
    vault.force_login(one)
    opened = {"first_share": shares[0], "second_name": two.username, "second_password": "Demo-12345", "second_share": shares[1], "purpose": "演示"}
    assert vault.post(reverse("vault_open"), opened).status_code == 302
    here, stem, option, why = bank(one), *WORDS
    items = [ParsedItem(number=f"N{n}", type="single_choice", stem=f"{stem}的第 {n} 问（　　）。", options=(f"{option}{n}", "断纬", "缺油"), answer="A",
                        scope="A-B", point=f"A-B-{n:02d}", importance="X", difficulty=0.65, explanation=why) for n in range(8)]  # fmt: skip
    url = reverse("vault_import", args=(here.public_id,))
    preview = vault.post(url, {"file": SimpleUploadedFile("items.xlsx", write_excel(items))})
    assert stem in preview.content.decode() and vault.post(url, {"confirmed": "yes"}).status_code == 302
    Item.objects.update(state="in_use")
    assert stem in vault.get(reverse("vault_item", args=(Item.objects.first().public_id,))).content.decode()
    plan = save_blueprint(actor=one, at=AT, bank=here, name="演示", text=BLUEPRINT, minutes=90)
    assert vault.post(reverse("vault_papers"), {"blueprint": plan.pk, "forms_wanted": 1, "seed": 1}).status_code == 302
    run = AssemblyRun.objects.get()
    printed = vault.post(reverse("vault_print", args=(run.papers.get().public_id,)), {"part": "paper", "copies": "1"})
    assert printed.getvalue().startswith(b"%PDF")
    given = {"rooms": [room_receiver().key_id], "plan_number": "JH1", "title": "演示", "not_before": "2030-01-01T08:30", "province": "甲、乙、丙",
             "site": "丁、戊、己", "needed": "2"}  # fmt: skip
    assert vault.post(reverse("vault_seal", args=(run.public_id,)), given).status_code == 302
    vault.post(reverse("vault_handover", args=(Dispatch.objects.get().public_id,)), {"act": "disc"})
    vault.post(reverse("vault_shut"))

    stored = [p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()] + [raw_database()]
    assert len(stored) > 4 and any(b"N1" in one for one in stored)  # we do look where the items are
    for word in WORDS:
        for spelling in spellings(word):
            assert not any(spelling in one for one in stored), word
    for secret in (key, key.hex().encode(), *(re.sub(r"\s", "", s).encode() for s in shares), *(s.encode() for s in shares)):
        assert not any(secret in one for one in stored)


def test_the_scan_finds_a_word_that_was_planted_in_clear(vault, tmp_path):
    two_custodians_and_their_shares()
    made = bank()
    type(made).objects.filter(pk=made.pk).update(scope_table={"note": WORDS[0]})
    assert any(spelling in raw_database() for spelling in spellings(WORDS[0]))
