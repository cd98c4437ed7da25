"""The custodians' screens: sealing, discs, ledgers, posts, key, backups, clock."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from liangcai.apps.accounts.models import User
from liangcai.apps.custody import media, network
from liangcai.apps.custody.models import BankKey, Custodian, Disc, DiscCopy, LedgerRow
from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_bank.sealing import open_content
from liangcai.apps.papers.actions.assemble_papers import assemble_papers
from liangcai.apps.papers.actions.save_blueprint import save_blueprint
from liangcai.apps.papers.models import Dispatch, Sealing
from liangcai.apps.station.signing import PACKAGE, publish, station_key
from liangcai.engines.ledger.chain import follow
from liangcai.engines.ledger.export import read_links
from liangcai.engines.sealing.disc_image import read_image
from liangcai.engines.sealing.keys import generate_receiver_key, public_of
from liangcai.engines.sealing.receipts import make_receipt
from liangcai.web.vault import opened_bank, rotation, share_sheets
from tests.apps.custody.factories import AT, account, custodian, two_custodians_and_their_shares
from tests.apps.item_bank.factories import filled_bank
from tests.apps.papers.factories import TEXT, room_receiver

pytestmark = [pytest.mark.django_db, pytest.mark.urls("liangcai.config.urls.vault")]
PASSWORD = "Demo-12345"


@pytest.fixture
def machine(settings, tmp_path, monkeypatch):
    """A computer without a network, with one drive; `machine(path)` puts a disc of these bytes in and mounts nothing."""
    settings.DATA_ROOT, settings.SITE = tmp_path, "vault"
    for name in ("net", "block/sr0", "block/sda/sda1", "block/sdb/sdb1", "dev", "disc", "stick"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "block/sdb/removable").write_text("1\n")
    (tmp_path / "block/sda/removable").write_text("0\n")
    (tmp_path / "mounts").write_text(f"/dev/sda1 / ext4 rw 0 0\n/dev/sr0 {tmp_path}/disc iso9660 ro 0 0\n/dev/sdb1 {tmp_path}/stick vfat rw 0 0\n")
    monkeypatch.setattr(network, "INTERFACES", tmp_path / "net")
    monkeypatch.setattr(media, "MOUNTS", tmp_path / "mounts")
    monkeypatch.setattr(media, "BLOCK", tmp_path / "block")
    monkeypatch.setattr(media, "DEVICES", tmp_path / "dev")
    yield tmp_path
    opened_bank._opened.clear()
    share_sheets._waiting.clear()
    rotation._running.clear()


@pytest.fixture
def vault(machine, client):
    """Two custodians, the bank open for the first one's session."""
    one, two, shares, key = two_custodians_and_their_shares()
    for person in (one, two):
        person.set_password(PASSWORD)
        person.save()
    client.force_login(one)
    client.one, client.two, client.shares, client.key, client.machine = one, two, shares, key, machine
    answer = client.post(reverse("vault_open"), {"first_share": shares[0], "second_share": shares[1], "purpose": "演示"} | second(two))
    assert answer.status_code == 302
    return client


def second(user: User) -> dict[str, str]:
    return {"second_name": user.username, "second_password": PASSWORD}


def words(answer) -> str:
    return answer.content.decode()


def sealed(vault, count=1, **changes):
    run = assembled_with(vault)
    more = [public_of(generate_receiver_key(f"room-{n}"), f"第{n}考场", date(2021, 1, 1)) for n in range(2, count + 1)]
    keys = [room_receiver(), *more]
    publish(*keys)
    given = {"rooms": [k.key_id for k in keys], "plan_number": "JH1", "title": "演示考试", "not_before": "2030-01-01T08:30",
             "province": "甲、乙、丙", "site": "丁、戊、己", "needed": "2"} | changes  # fmt: skip
    return vault.post(reverse("vault_seal", args=(run.public_id,)), given)


def assembled_with(vault):
    plan = save_blueprint(actor=vault.one, at=AT, bank=filled_bank(vault.one, key=vault.key), name="演示", text=TEXT, minutes=90)
    return assemble_papers(actor=vault.one, at=timezone.now(), blueprint=plan, forms=2, seed=1, key=vault.key)


def test_one_act_on_the_screen_seals_to_two_rooms_and_shows_who_can_open_it_and_when(vault):
    assert sealed(vault, 2).status_code == 302
    sealing = Sealing.objects.get()
    assert [d.slip_number for d in sealing.dispatches.order_by("pk")] == ["SJ-JH1-1", "SJ-JH1-2"]
    page = words(vault.get(reverse("vault_sealing", args=(sealing.public_id,))))
    assert "3 人中的 2 人" in page and "2030-01-01 08:30" in page and page.count('name="envelopes"') == 9
    assert vault.get(reverse("vault_share_sheets")).getvalue().startswith(b"%PDF")
    vault.post(reverse("vault_share_sheets"))
    assert vault.get(reverse("vault_share_sheets")).status_code == 409


@pytest.mark.parametrize("changes", [{"rooms": []}, {"province": "甲"}, {"site": "丁、丁"}, {"needed": "1"}, {"not_before": "2020-01-01T08:30"},
                                     {"plan_number": "JH 1/"}])  # fmt: skip
def test_a_sealing_that_one_person_could_open_keeps_what_was_typed(vault, changes):
    answer = sealed(vault, **changes)
    assert answer.status_code in (409, 422) and 'value="演示考试"' in words(answer) and not Sealing.objects.exists()


def test_the_way_of_a_package_from_disc_to_receipt(vault):
    sealed(vault)
    dispatch = Dispatch.objects.get()
    page = reverse("vault_handover", args=(dispatch.public_id,))
    assert "制作光盘映像" in words(vault.get(page))
    disc_page = vault.post(page, {"act": "disc"}).url
    disc = Disc.objects.get()
    assert disc.number in words(vault.get(disc_page)) and "liangcai disc burn" in words(vault.get(disc_page))
    drive = vault.machine / "dev/sr0"
    drive.write_bytes(Path(disc.image.path).read_bytes()[:-2048] + bytes(2047) + b"x")
    burn = {"act": "burn", "drive": str(drive)} | second(vault.two)
    assert "待销毁" in words(vault.post(disc_page, burn, follow=True))
    drive.write_bytes(Path(disc.image.path).read_bytes() + bytes(300))
    assert "回读相符" in words(vault.post(disc_page, burn, follow=True))
    assert [c.fate for c in DiscCopy.objects.order_by("copy")] == ["failed", "kept"]
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    signed = {"act": "sign", "copy": DiscCopy.objects.get(fate="kept").pk, "receiver_person": "主考", "seal_number": "FQ1", "signed_at": now,
              "taken_at": now}  # fmt: skip
    assert vault.post(page, signed).status_code == 302
    assert vault.get(reverse("vault_slip", args=(dispatch.public_id,))).getvalue().startswith(b"%PDF")
    for state in ("received", "opened"):
        receipt = make_receipt(dispatch.package_sha256, "考场机", state, timezone.now(), station_key(PACKAGE, on=timezone.localdate(), owner="x"))
        name = vault.machine / f"disc/{state}.json"
        name.write_text(json.dumps(receipt))
        assert vault.post(page, {"act": "receipt", "file": str(name)}).status_code == 302, state
    assert "已完成" in words(vault.get(reverse("vault_handovers")))
    fate = {"act": "fate", "copy": DiscCopy.objects.get(copy=1).pk, "fate": "destroyed", "note": "粉碎"} | second(vault.two)
    assert vault.post(disc_page, fate).status_code == 302 and DiscCopy.objects.get(copy=1).fate == "destroyed"


def test_a_receipt_that_is_none_or_for_another_package_is_refused_and_nothing_filed(vault):
    sealed(vault)
    dispatch = Dispatch.objects.get()
    Dispatch.objects.update(handed_over_at=timezone.now())
    page, file = reverse("vault_handover", args=(dispatch.public_id,)), vault.machine / "disc/r.json"
    other = make_receipt("00" * 32, "考场机", "opened", timezone.now(), station_key(PACKAGE, on=timezone.localdate(), owner="x"))
    for junk in (b"{}", b"[]", b"\xff", b"{" * 99999, json.dumps(other).encode()):
        file.write_bytes(junk)
        assert vault.post(page, {"act": "receipt", "file": str(file)}).status_code in (409, 422)
    dispatch.refresh_from_db()
    assert (dispatch.arrival, dispatch.receipt) == ({}, {})


@pytest.mark.parametrize(("where", "taken"), [("disc", True), ("stick", False), ("files", False)])
def test_a_file_is_taken_from_the_disc_and_from_nowhere_else(vault, where, taken):
    sealed(vault)
    dispatch = Dispatch.objects.get()
    Dispatch.objects.update(handed_over_at=timezone.now())
    receipt = make_receipt(dispatch.package_sha256, "考场机", "received", timezone.now(), station_key(PACKAGE, on=timezone.localdate(), owner="x"))
    (vault.machine / where).mkdir(exist_ok=True)
    file = vault.machine / where / "r.json"
    file.write_text(json.dumps(receipt))
    answer = vault.post(reverse("vault_handover", args=(dispatch.public_id,)), {"act": "receipt", "file": str(file)})
    assert (answer.status_code == 302) == taken
    if not taken:
        assert "题库只从光盘读入" in words(answer)


@pytest.mark.parametrize(("only_discs", "demonstration", "taken"), [(True, False, False), (True, True, True), (False, False, True)])
def test_a_browsers_upload_is_refused_unless_it_is_a_demonstration(vault, settings, only_discs, demonstration, taken):
    sealed(vault)
    dispatch = Dispatch.objects.get()
    Dispatch.objects.update(handed_over_at=timezone.now())
    settings.FILES_FROM_DISC_ONLY, settings.DEMONSTRATION = only_discs, demonstration
    receipt = make_receipt(dispatch.package_sha256, "考场机", "received", timezone.now(), station_key(PACKAGE, on=timezone.localdate(), owner="x"))
    page = reverse("vault_handover", args=(dispatch.public_id,))
    assert ('type="file"' in words(vault.get(page))) == taken
    file = SimpleUploadedFile("r.json", json.dumps(receipt).encode())
    answer = vault.post(page, {"act": "receipt", "file": file})
    assert (answer.status_code == 302) == taken and (taken or "不接收上传" in words(answer))


def test_a_ledger_row_is_corrected_by_another_and_a_stay_closed(vault):
    enter = {"act": "enter", "kind": "room", "persons": vault.one.display_name, "purpose": "组卷"}
    vault.post(reverse("vault_ledgers"), enter)
    assert "在场、在用" in words(vault.get(reverse("vault_ledgers")))
    row = LedgerRow.objects.get(kind="room")
    page = reverse("vault_ledger_row", args=("room", row.sequence))
    assert vault.post(page, {"reason": "漏登第二人", "persons": "甲、乙"}).status_code == 302
    assert vault.post(page, {"reason": "什么也不改"}).status_code == 422
    assert "漏登第二人" in words(vault.get(page))
    vault.post(reverse("vault_ledgers"), {"act": "close", "kind": "room", "sequence": row.sequence})
    assert [r.facts.get("corrects") or r.facts.get("closes") for r in LedgerRow.objects.filter(kind="room")] == [None, 1, 1]
    row.refresh_from_db()
    assert row.persons == [vault.one.display_name]
    vault.post(reverse("vault_shut"))
    assert "在场、在用" not in words(vault.get(reverse("vault_ledgers")))


def test_the_ledgers_go_out_on_a_disc_as_the_verifier_reads_them(vault):
    vault.post(reverse("vault_ledger_disc"))
    files = read_image(Path(Disc.objects.get(purpose="ledgers").image.path))
    report = follow(read_links(files["ledger-computer.jsonl"].splitlines(keepends=True)))
    assert report.ok and report.count == LedgerRow.objects.filter(kind="computer").count()


def test_the_list_of_rows_costs_the_same_for_many(vault, django_assert_max_num_queries):
    for _ in range(30):
        vault.post(reverse("vault_ledgers"), {"act": "enter", "kind": "room", "persons": "甲、乙", "purpose": "演示"})
    with django_assert_max_num_queries(8):
        assert vault.get(reverse("vault_ledger_rows")).status_code == 200


def test_the_security_administrator_names_and_hands_over_and_a_custodian_only_looks(vault, client):
    new = account("custodian", "接任人")
    given = {"act": "hand", "leaving": vault.two.custodian.pk, "taking": new.pk, "pledged_on": "2021-01-01", "things": "份额", "witness": "监交"}
    assert "指定与交接由安全管理员办理" in words(vault.get(reverse("vault_custodians")))
    assert vault.post(reverse("vault_custodians"), given).status_code == 403
    client.force_login(account("security_admin"))
    assert client.post(reverse("vault_custodians"), given).status_code == 302
    page = words(client.get(reverse("vault_custodians")))
    assert "接任人" in page and "已离岗" in page
    assert Custodian.objects.get(user=new).post == vault.two.custodian.post


@pytest.mark.parametrize(("days", "label"), [(31, "有效"), (30, "即将到期"), (0, "即将到期"), (-1, "已到期")])
def test_a_pledge_about_to_end_is_said_so(vault, days, label):
    third = custodian()
    Custodian.objects.filter(user=third).update(pledge_ended_on=timezone.localdate() + timedelta(days=days))
    Custodian.objects.exclude(user=third).update(left_on=date(2021, 1, 1))
    Custodian.objects.filter(user=vault.one).update(left_on=None)
    page = words(vault.get(reverse("vault_custodians")))
    row = page[page.index(third.display_name):]
    assert label in row[:row.index("</tr>")]


def test_the_key_is_changed_on_the_screen_with_progress_and_new_sheets(vault, monkeypatch):
    filled_bank(vault.one, key=vault.key)
    monkeypatch.setattr(rotation, "in_background", lambda work: work())
    third = custodian()
    given = {"holders": [vault.one.pk, vault.two.pk, third.pk], "needed": "2", "reason": "例行轮换"} | second(vault.two)
    assert vault.post(reverse("vault_key"), given).url == reverse("vault_key_progress")
    assert "60" in words(vault.get(reverse("vault_key_progress"), follow=True))
    assert BankKey.objects.filter(retired_at__isnull=True).get().holders == [vault.one.username, vault.two.username, third.username]
    assert not opened_bank._opened and "题库未打开" in words(vault.get(reverse("vault_item", args=(Item.objects.first().public_id,))))
    sheets = [s.share for s in share_sheets._waiting[vault.session.session_key][1]]
    again = {"first_share": sheets[0], "second_share": sheets[2], "purpose": "复开"} | second(vault.two)
    assert vault.post(reverse("vault_open"), again).status_code == 302
    key = opened_bank._opened[vault.session.session_key].key
    item = Item.objects.first()
    assert open_content(item.sealed_content, key, str(item.public_id))["stem"]


def test_a_rotation_that_failed_says_so_and_changes_nothing(vault, monkeypatch):
    monkeypatch.setattr(rotation, "in_background", lambda work: work())
    given = {"holders": [vault.one.pk, vault.two.pk], "needed": "2", "reason": "例行轮换"} | second(vault.two)
    opened_bank._opened[vault.session.session_key].key = bytes(32)
    vault.post(reverse("vault_key"), given)
    answer = vault.get(reverse("vault_key_progress"))
    assert answer.status_code == 409 and "与此不符" in words(answer) and BankKey.objects.get().retired_at is None


def test_while_it_runs_the_page_says_how_far_and_asks_again(vault):
    rotation._running.append(rotation.Rotation(done=300, of=1000))
    answer = vault.get(reverse("vault_key_progress"))
    assert answer["Refresh"] == "1" and "300" in words(answer)
    given = {"holders": [vault.one.pk, vault.two.pk], "needed": "2", "reason": "x"} | second(vault.two)
    assert "正在进行" in words(vault.post(reverse("vault_key"), given))


def test_a_new_vault_makes_its_key_on_the_screen(machine, client):
    people = [custodian() for _ in range(3)]
    client.force_login(people[0])
    answer = client.post(reverse("vault_key"), {"holders": [p.pk for p in people], "needed": "2"}, follow=True)
    assert "3 份密钥份额待打印" in words(answer) and BankKey.objects.get().total == 3


def test_a_clock_set_back_is_on_the_first_page_and_put_right_by_two(vault, monkeypatch):
    earlier = timezone.now() - timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: earlier)
    assert "时钟被调回" in words(vault.get(reverse("vault_home")))
    assert vault.post(reverse("vault_clock"), {"reason": "电池"} | second(vault.one)).status_code in (403, 422)
    assert vault.post(reverse("vault_clock"), {"reason": "主板电池失效，已对时"} | second(vault.two)).status_code == 302
    assert "时钟被调回" not in words(vault.get(reverse("vault_home")))
