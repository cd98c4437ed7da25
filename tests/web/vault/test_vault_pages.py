"""The vault's screens through the client: what opens the bank, what is shown, what is refused."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from liangcai.apps.audit.models import Entry
from liangcai.apps.custody import network
from liangcai.apps.custody.models import LedgerRow, RoomCheck
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.papers.actions.save_blueprint import save_blueprint
from liangcai.apps.papers.models import AssemblyRun, Dispatch
from liangcai.engines.item_files import ParsedItem, write_excel
from liangcai.web.vault import opened_bank
from liangcai.web.vault.views import import_file
from tests.apps.custody.factories import AT, account, two_custodians_and_their_shares
from tests.apps.item_bank.factories import filled_bank
from tests.apps.papers.factories import TEXT, known_room

pytestmark = [pytest.mark.django_db, pytest.mark.urls("liangcai.config.urls.vault")]


@pytest.fixture
def vault(settings, tmp_path, monkeypatch, client):
    """A filled bank, its two custodians and shares; the first is signed in, the bank is shut."""
    settings.DATA_ROOT, settings.SITE = tmp_path, "vault"
    (tmp_path / "net").mkdir()
    monkeypatch.setattr(network, "INTERFACES", tmp_path / "net")
    monkeypatch.setattr(import_file, "PATIENCE", 60)  # a test reads its file to the end, however busy the machine
    one, two, shares, key = two_custodians_and_their_shares()
    two.set_password("Demo-12345")
    two.save()
    bank = filled_bank(one, key=key)
    save_blueprint(actor=one, at=AT, bank=bank, name="演示方案", text=TEXT, minutes=90)
    client.force_login(one)
    client.one, client.two, client.shares, client.bank, client.key = one, two, shares, bank, key
    yield client
    opened_bank._opened.clear()


def open_it(client, **changes):
    given = {"first_share": client.shares[0], "second_name": client.two.username, "second_password": "Demo-12345",
             "second_share": client.shares[1], "purpose": "演示"} | changes  # fmt: skip
    return client.post(reverse("vault_open"), given)


def assemble(client, **changes):
    plan = client.bank.blueprints.get()
    return client.post(reverse("vault_papers"), {"blueprint": plan.pk, "forms_wanted": 2, "seed": 1} | changes)


PAGES = ["vault_home", "vault_open", "vault_banks", "vault_items", "vault_papers", "vault_blueprint_new", "vault_handovers",
         "vault_ledgers", "vault_checklist", "vault_ledger_rows", "vault_discs", "vault_custodians", "vault_key", "vault_backups",
         "vault_clock"]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_for_a_custodian_and_for_nobody_else(vault, client, name):
    assert vault.get(reverse(name)).status_code == 200
    client.force_login(account("system_admin"))
    assert client.get(reverse(name)).status_code == 403


def test_an_item_is_not_shown_while_the_bank_is_shut(vault):
    answer = vault.get(reverse("vault_item", args=(Item.objects.first().public_id,)))
    assert answer.status_code == 409 and "题库未打开" in answer.content.decode()


def test_with_both_shares_an_item_is_shown_watermarked_and_each_view_is_logged(vault):
    assert open_it(vault).status_code == 302
    url = reverse("vault_item", args=(Item.objects.first().public_id,))
    pages = [vault.get(url), vault.get(url)]
    assert "演示题" in pages[0].content.decode() and "data:image/svg+xml" in pages[0].content.decode()
    assert pages[0]["Cache-Control"] == "no-store"
    assert Entry.objects.filter(action="view_item").count() == 2


def test_the_key_is_neither_in_the_cookie_nor_in_the_session_store(vault):
    open_it(vault)
    assert vault.key.hex() not in str(dict(vault.session)) + str(vault.cookies)
    assert vault.shares[0] not in str(dict(vault.session))


@pytest.mark.parametrize("changes", [
    {"second_password": "wrong"}, {"second_share": "nonsense"}, {"first_share": ""}, {"second_name": "nobody"},
])  # fmt: skip
def test_a_wrong_password_or_share_leaves_the_bank_shut_and_shows_no_share(vault, changes):
    answer = open_it(vault, **changes)
    assert answer.status_code in (409, 422) and vault.shares[1] not in answer.content.decode()
    assert vault.get(reverse("vault_item", args=(Item.objects.first().public_id,))).status_code == 409


def test_one_person_cannot_be_both(vault):
    vault.one.set_password("Demo-12345")
    vault.one.save()
    vault.force_login(vault.one)
    assert "两名不同" in open_it(vault, second_name=vault.one.username).content.decode()


@pytest.mark.parametrize(("idle", "status"), [(opened_bank.IDLE, 200), (opened_bank.IDLE + timedelta(seconds=1), 409)])
def test_the_bank_shuts_after_fifteen_idle_minutes(vault, monkeypatch, idle, status):
    open_it(vault)
    (used_at,) = [one.used_at for one in opened_bank._opened.values()]
    monkeypatch.setattr(opened_bank.timezone, "now", lambda: used_at + idle)
    assert vault.get(reverse("vault_item", args=(Item.objects.first().public_id,))).status_code == status
    assert bool(opened_bank._opened) == (status == 200)


@pytest.mark.parametrize("way", ["vault_shut", "logout"])
def test_shutting_and_signing_out_forget_the_key(vault, way):
    open_it(vault)
    vault.post(reverse(way))
    assert not opened_bank._opened


def test_another_session_of_the_same_person_has_not_the_bank_open(vault):
    from django.test import Client

    open_it(vault)
    other = Client()
    other.force_login(vault.one)
    assert other.get(reverse("vault_item", args=(Item.objects.first().public_id,))).status_code == 409


def test_a_bank_counts_its_items_by_state_and_leads_to_its_quality(vault):
    words = vault.get(reverse("vault_bank", args=(vault.bank.public_id,))).content.decode()
    assert ">60<" in words and reverse("vault_readiness", args=(vault.bank.public_id,)) in words


def excel(*items):
    return SimpleUploadedFile("items.xlsx", write_excel(items))


def parsed(number, **changes):
    values = {"type": "single_choice", "stem": "织机经停的原因是（　　）。", "options": ("断经", "断纬", "缺油"), "answer": "A",
              "scope": "A-B", "point": "A-B-01"} | changes  # fmt: skip
    return ParsedItem(number=number, **values)


def test_an_import_is_previewed_and_stored_only_after_the_yes(vault):
    open_it(vault)
    url, before = reverse("vault_import", args=(vault.bank.public_id,)), Item.objects.count()
    words = vault.post(url, {"file": excel(parsed("N1"), parsed("N2", type="true_false", options=(), answer="对"))}).content.decode()
    assert "织机经停" in words and "尚未入库" in words and Item.objects.count() == before
    assert vault.post(url, {"confirmed": "yes"}).status_code == 302
    assert Item.objects.count() == before + 2


def test_an_import_with_a_used_number_stores_nothing_and_names_the_row(vault):
    open_it(vault)
    url, before = reverse("vault_import", args=(vault.bank.public_id,)), Item.objects.count()
    vault.post(url, {"file": excel(parsed("N1"), parsed("D001"))})
    answer = vault.post(url, {"confirmed": "yes"})
    assert answer.status_code == 409 and "D001" in answer.content.decode() and Item.objects.count() == before


@pytest.mark.parametrize(("name", "data"), [("x.docx", b"no zip"), ("x.xlsx", b"PK\x03\x04"), ("x.exe", b"MZ"), ("x.zip", b"")])
def test_a_file_that_cannot_be_read_is_refused_with_words(vault, name, data):
    open_it(vault)
    url = reverse("vault_import", args=(vault.bank.public_id,))
    assert vault.post(url, {"file": SimpleUploadedFile(name, data)}).status_code == 422


def test_the_list_of_problems_and_the_template_are_files(vault):
    open_it(vault)
    assert vault.get(reverse("vault_import_template")).getvalue()[:2] == b"PK"
    vault.post(reverse("vault_import", args=(vault.bank.public_id,)), {"file": excel(parsed("N1", answer=""))})
    answer = vault.get(reverse("vault_import_errors", args=(vault.bank.public_id,)))
    assert answer.status_code == 200 and "位置" in answer.getvalue().decode("utf-8-sig")


def test_assembly_offers_no_control_but_blueprint_forms_and_seed(vault):
    words = vault.get(reverse("vault_papers")).content.decode()
    panel = words[words.index("考核范围、比重、题型、题量和分值由方案确定"):]
    named = set(re.findall(r'name="(\w+)"', panel[: panel.index("</form>")]))
    assert named == {"blueprint", "forms_wanted", "seed", "act"}  # act: the button that only estimates


def test_assembly_needs_the_bank_open(vault):
    assert assemble(vault).status_code == 409 and not AssemblyRun.objects.exists()


def test_the_proof_of_an_assembly_is_shown_and_its_papers_print(vault):
    open_it(vault)
    assert assemble(vault).status_code == 302
    run = AssemblyRun.objects.get()
    words = vault.get(reverse("vault_run", args=(run.public_id,))).content.decode()
    assert "距理论最优" in words and "重题矩阵" in words and "≠" not in words
    paper = run.papers.first()
    for part in ("paper", "key"):
        answer = vault.post(reverse("vault_print", args=(paper.public_id,)), {"part": part, "copies": "30"})
        assert answer.getvalue().startswith(b"%PDF")
    assert [r.facts.get("copies") for r in LedgerRow.objects.filter(kind="assembly")] == [0, 30, 30]
    assert vault.get(reverse("vault_conformity", args=(paper.public_id,))).getvalue().startswith(b"%PDF")


@pytest.mark.parametrize("copies", ["0", "1001", "", "x", "-1"])
def test_a_number_of_copies_that_makes_no_sense_is_refused(vault, copies):
    open_it(vault)
    assemble(vault)
    paper = AssemblyRun.objects.get().papers.first()
    answer = vault.post(reverse("vault_print", args=(paper.public_id,)), {"part": "paper", "copies": copies})
    assert answer.status_code == 409


def test_a_short_bank_shows_the_order_for_item_writers(vault):
    open_it(vault)
    answer = assemble(vault, forms_wanted=50)
    assert answer.status_code == 409 and "命题需求单" in answer.content.decode() and not AssemblyRun.objects.exists()


def test_a_blueprint_file_is_kept_or_refused_with_words(vault):
    given = {"bank": vault.bank.pk, "name": "新方案", "minutes": 90}
    bad = vault.post(reverse("vault_blueprint_new"), given | {"file": SimpleUploadedFile("b.toml", b"\xff\x00")})
    again = vault.post(reverse("vault_blueprint_new"), given | {"file": SimpleUploadedFile("b.toml", TEXT.encode())})
    other = TEXT.replace("count = 4", "count = 3").encode()
    good = vault.post(reverse("vault_blueprint_new"), given | {"file": SimpleUploadedFile("b.toml", other)})
    assert again.status_code == 422 and "内容相同" in again.content.decode()
    assert (bad.status_code, good.status_code) == (422, 302) and vault.bank.blueprints.count() == 2


@pytest.mark.parametrize("page", ["vault_blueprint_new", "vault_scope_table", "vault_statistics"])
def test_files_come_from_a_disc_only_where_the_site_says_so(vault, settings, page):
    settings.FILES_FROM_DISC_ONLY = True
    open_it(vault)
    url = reverse(page, args=() if page == "vault_blueprint_new" else (vault.bank.public_id,))
    assert 'type="file"' not in vault.get(url).content.decode()
    file = SimpleUploadedFile("b.toml", TEXT.replace("count = 4", "count = 3").encode())
    answer = vault.post(url, {"bank": vault.bank.pk, "name": "新方案", "minutes": 90, "file": file})
    assert answer.status_code == 422 and "不接收上传" in answer.content.decode()


def test_a_slip_between_ledgers_is_shown_and_the_statement_prints(vault):
    vault.post(reverse("vault_ledgers"), {"act": "enter", "kind": "computer", "persons": "甲、乙", "purpose": "演示使用"})
    words = vault.get(reverse("vault_ledgers")).content.decode()
    assert "演示使用" in words and "计算机使用而无场所出入登记" in words and "补登出入人员" in words and "甲、乙" in words
    assert vault.get(reverse("vault_statement")).getvalue().startswith(b"%PDF")
    assert vault.get(reverse("vault_ledgers") + "?month=soon").status_code == 422


def test_a_changed_ledger_row_is_named_on_the_page(vault):
    vault.post(reverse("vault_ledgers"), {"act": "enter", "kind": "room", "persons": "甲", "purpose": "演示"})
    LedgerRow.objects.filter(kind="room").update(purpose="另一事由")
    assert "第 1 条被改动" in vault.get(reverse("vault_ledgers")).content.decode()


def test_the_checklist_is_kept_with_what_failed(vault):
    from liangcai.apps.custody.actions.check_room import CHECKLIST

    vault.post(reverse("vault_checklist"), dict.fromkeys(CHECKLIST, "yes") | {"video": "no"})
    assert not RoomCheck.objects.get().passed
    assert "视频监控" in vault.get(reverse("vault_checklist")).content.decode()
    assert Bank.objects.count() == 1


def words_of(pdf: bytes) -> str:
    import pypdfium2

    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


@pytest.mark.parametrize("demonstration", [True, False])
def test_every_print_of_a_demonstration_says_so_and_no_other_does(vault, settings, demonstration):
    settings.DEMONSTRATION = demonstration
    open_it(vault)
    assemble(vault)
    run = AssemblyRun.objects.get()
    given = {"rooms": [known_room().key_id], "plan_number": "JH1", "title": "织布工", "not_before": "2030-01-01T08:30",
             "province": "甲、乙、丙", "site": "丁、戊、己", "needed": "2"}  # fmt: skip
    vault.post(reverse("vault_seal", args=(run.public_id,)), given)
    paper, dispatch = run.papers.first(), Dispatch.objects.get()
    prints = [vault.post(reverse("vault_print", args=(paper.public_id,)), {"part": part, "copies": "1"}) for part in ("paper", "key")]
    prints += [vault.get(reverse(name, args=(thing.public_id,))) for name, thing in (
        ("vault_conformity", paper), ("vault_slip", dispatch))]  # fmt: skip
    prints += [vault.get(reverse("vault_share_sheets")), vault.get(reverse("vault_statement")), vault.get(reverse("vault_items") + "?export=pdf")]
    texts = [words_of(one.getvalue()) for one in prints]
    marks = ["不作为凭证" in text or "演示数据" in text for text in texts]
    assert marks == [demonstration] * 7
