"""Scope table, writing, reviewing, states, import and export, through the client."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from liangcai.apps.audit.models import Entry
from liangcai.apps.custody.models import LedgerRow
from liangcai.apps.item_bank.actions.save_scope_table import save_scope_table
from liangcai.apps.item_bank.engine_io import scope_table_of
from liangcai.apps.item_bank.models import Item, ItemPledge, ItemReview
from liangcai.engines.item_files import (
    read_excel,
    read_scope_table,
    read_word,
    write_excel,
    write_qti,
    write_scope_table,
    write_scope_table_word,
    write_word,
)
from liangcai.web.vault import opened_bank
from liangcai.web.vault.opened_bank import OpenedBank
from liangcai.web.vault.views import import_file
from tests.apps.custody.factories import AT, account, custodian
from tests.apps.item_bank.factories import KEY, bank, draft, pledged, review_of, scope_table, submitted
from tests.engines.item_files.samples import bank as samples
from tests.engines.item_files.samples import case, practical
from tests.engines.item_files.test_hostile_files import archive

pytestmark = [pytest.mark.django_db, pytest.mark.urls("liangcai.config.urls.vault")]


@pytest.fixture(autouse=True)
def vault(settings, tmp_path, monkeypatch):
    from liangcai.apps.custody import network

    settings.DATA_ROOT, settings.SITE = tmp_path, "vault"
    (tmp_path / "net").mkdir()
    monkeypatch.setattr(network, "INTERFACES", tmp_path / "net")
    monkeypatch.setattr(import_file, "PATIENCE", 60)
    yield
    opened_bank._opened.clear()


def at_screen(user, opened=True) -> Client:
    """A signed-in person in whose session both custodians opened the bank."""
    from django.utils import timezone

    client = Client()
    client.force_login(user)
    if opened:
        opened_bank._opened[str(client.session.session_key)] = OpenedBank(KEY, "演示管理员乙", timezone.now())
    return client


def words(answer) -> str:
    return answer.content.decode()


def picture(name="图.png"):
    out = io.BytesIO()
    Image.new("RGB", (8, 6), (9, 90, 9)).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue())


# scope table


def with_table(*names):
    made, actor = bank(), custodian()
    save_scope_table(actor=actor, at=AT, bank=made, table=scope_table(*names), version=0)
    made.refresh_from_db()
    return made, at_screen(actor)


def test_points_are_edited_by_name_and_numbered_and_counted_by_themselves():
    made, screen = with_table()
    url = reverse("vault_scope_points", args=(made.public_id, "A-A-A"))
    given = {"version": 1, "name": ["要点二", "", "要点三"], "importance": ["X", "X", "Z"], "note": "换一项"}
    assert screen.post(url, given).status_code == 302
    made.refresh_from_db()
    table = scope_table_of(made.scope_table, made)
    assert [(p.code, p.name) for p in table.points][:2] == [("A-A-A-001", "要点二"), ("A-A-A-002", "要点三")]
    assert table.scopes[0].counts == (1, 1, 1)


def test_weights_of_ninety_nine_are_refused_by_row_and_what_was_typed_stays():
    made, screen = with_table()
    url = reverse("vault_scope_edit", args=(made.public_id,))
    given = {"version": 1, "code": ["A", "A-A", "A-A-A", "A-A-B"], "name": ["甲", "乙", "丙", "改过的名"], "weight": ["100", "100", "60", "39"]}
    answer = screen.post(url, given)
    assert answer.status_code == 409 and "下级合计为 99" in words(answer) and "改过的名" in words(answer)
    nonsense = screen.post(url, {**given, "weight": ["100", "100", "60", "四十"]})
    assert nonsense.status_code == 409 and "四十" in words(nonsense)
    made.refresh_from_db()
    assert made.scope_table_version == 1


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_a_table_goes_out_as_a_file_and_comes_in_again_as_a_new_version(kind):
    made, screen = with_table()
    out = screen.get(reverse("vault_scope_file", args=(made.public_id, kind))).getvalue()
    url, form = reverse("vault_scope_table", args=(made.public_id,)), {"note": "从文件"}
    same = screen.post(url, {**form, "file": SimpleUploadedFile(f"t.{kind}", out)})
    assert same.status_code == 409 and "没有需要保存的修改" in words(same)
    changed = scope_table("要点一", "要点二", "要点三")
    write = {"xlsx": write_scope_table, "docx": write_scope_table_word}[kind]
    assert screen.post(url, {**form, "file": SimpleUploadedFile(f"t.{kind}", write(changed))}).status_code == 302
    page = words(screen.get(url))
    assert "要点三" in page and "从文件" in page
    compared = words(screen.get(reverse("vault_scope_compare", args=(made.public_id,))))
    assert "A-A-A-003" in compared and "新增" in compared


def test_the_printed_table_holds_every_scope_and_point():
    import pypdfium2

    made, screen = with_table()
    pdf = pypdfium2.PdfDocument(screen.get(reverse("vault_scope_file", args=(made.public_id, "pdf"))).getvalue())
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert all(one in text for one in ("基本要求", "安全", "A-A-A-002", "要点二", "2:1:0", "第 1 版"))


@pytest.mark.parametrize(("name", "content", "said"), [
    ("t.xlsx", b"no zip", "不是"), ("t.pdf", b"%PDF", "不能识别"), ("t.docx", write_word(()), "没有找到表头"),
])  # fmt: skip
def test_a_file_that_is_no_scope_table_is_refused_with_words(name, content, said):
    made, screen = with_table()
    answer = screen.post(reverse("vault_scope_table", args=(made.public_id,)), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code in (409, 422) and said in words(answer)


def test_items_of_a_vanished_point_are_listed_on_the_page():
    made, screen = with_table("要点一", "要点二")
    draft(pledged("item_writer"), made, point="A-A-A-002", scope="A-A-A")
    save_scope_table(actor=custodian(), at=AT, bank=made, table=scope_table("要点一"), version=1)
    assert "D001" in words(screen.get(reverse("vault_scope_table", args=(made.public_id,))))


# writing and reviewing


def form_of(item, **changes):
    """What the editor's page would send for an item."""
    from liangcai.web.vault.item_form import initial_of

    given = {"version": "1", **{k: v for k, v in initial_of(item).items() if v is not None}, **changes}
    return {k: str(v) if isinstance(v, float) else v for k, v in given.items()}


def test_a_writer_writes_a_case_and_a_practical_task_on_screen():
    made, author = bank(), pledged("item_writer")
    screen, url = at_screen(author), reverse("item_write", args=(made.public_id,))
    assert "准备清单" in words(screen.get(url))
    sent = form_of(replace(case(), number="C-1"), pictures=picture(), point="A-A-A-001")
    assert screen.post(url, sent).status_code == 302, words(screen.post(url, sent))
    assert screen.post(url, form_of(replace(practical(), number="P-1"), pictures=picture(), point="A-A-A-001")).status_code == 302
    page = words(screen.get(reverse("item_revise", args=(Item.objects.get(item_number="C-1").public_id,))))
    assert "<math" in page and "data:image/png;base64" in page and "停台最多的原因" in page and "<strong>不</strong>" in page
    page = words(screen.get(reverse("item_revise", args=(Item.objects.get(item_number="P-1").public_id,))))
    assert "合计" in page and "绝缘鞋" in page


def test_what_was_typed_stays_where_it_is_refused_and_where_the_bank_was_shut():
    made, author = bank(), pledged("item_writer")
    url = reverse("item_write", args=(made.public_id,))
    wrong = form_of(replace(samples()[0], number="N1", answer="AB"))
    answer = at_screen(author).post(url, wrong)
    assert answer.status_code == 409 and "2 个答案" in words(answer) and "接地保护的作用" in words(answer)
    shut = at_screen(author, opened=False).post(url, form_of(replace(samples()[0], number="N1")))
    assert shut.status_code == 409 and "题库未打开" in words(shut) and "接地保护的作用" in words(shut)
    assert not Item.objects.exists()


@pytest.mark.parametrize(("field", "value", "said"), [
    ("criteria", "接线 | 按图 | 很多", "很多"), ("supplies", "杂物 | 凳子", "杂物"), ("difficulty", "1.5", "0.99"),
    ("pictures", SimpleUploadedFile("a.png", b"no picture"), "不是完好"),
])  # fmt: skip
def test_a_field_that_cannot_be_read_says_so(field, value, said):
    url = reverse("item_write", args=(bank().public_id,))
    answer = at_screen(pledged("item_writer")).post(url, form_of(replace(practical(), number="P-1"), **{field: value}))
    assert answer.status_code == 422 and said in words(answer)


def test_a_revision_is_compared_with_the_version_before():
    made, author = bank(), pledged("item_writer")
    written, screen = draft(author, made, stem="旧的题干说明接地"), at_screen(author)
    url = reverse("item_revise", args=(written.public_id,))
    page = words(screen.get(url))
    sent = dict(re.findall(r'name="(option_\w)"[^>]*>\s*([^<]*)<', page))
    given = {"version": 1, "type": written.type, "point": written.point, "stem": "新的题干说明接零", "answer": "B", "importance": "X"} | sent
    assert screen.post(url, given).status_code == 302
    compared = words(screen.get(reverse("item_compare", args=(written.public_id,))))
    assert "旧的题干" in compared and "新的题干" in compared
    assert screen.post(url, {**given, "stem": "第三次的题干说明"}).status_code == 409  # the page of version 1 was left open


def test_the_way_of_an_item_from_draft_to_use_on_screen():
    made, author, actor = bank(), pledged("item_writer"), custodian()
    reviewers = [pledged("item_reviewer") for _ in range(3)]
    written, keeper = draft(author, made), at_screen(actor)
    assert at_screen(author).post(reverse("item_submit"), {"item": written.public_id}).status_code == 302
    url = reverse("vault_assign", args=(made.public_id,))
    given = {"first": reviewers[0].pk, "second": reviewers[1].pk, "item": [written.public_id]}
    assert keeper.post(url, given).status_code == 302
    for reviewer, verdict in zip(reviewers, ("accept", "revise"), strict=False):
        screen, review = at_screen(reviewer), review_of(written, reviewer)
        page = words(screen.get(reverse("item_review", args=(review.pk,))))
        assert author.display_name not in page and "data:image/svg+xml" in page
        answer = screen.post(reverse("item_review", args=(review.pk,)), {"verdict": verdict, "comment": "选项不在一个层面"})
        assert answer.status_code == 302
    third = at_screen(reviewers[2])
    settle = reverse("item_settle", args=(written.public_id,))
    assert "选项不在一个层面" in words(third.get(settle)) and reviewers[0].display_name not in words(third.get(settle))
    assert third.post(settle, {"verdict": "accept", "comment": ""}).status_code == 302
    assert third.post(reverse("item_proofread", args=(written.public_id,)), {"verdict": "accept", "comment": ""}).status_code == 302
    acts = reverse("vault_item_acts", args=(made.public_id,))
    assert "涉及 1 道" in words(keeper.post(acts, {"act": "use"}))
    assert keeper.post(acts, {"act": "use", "confirmed": "yes"}).status_code == 302
    written.refresh_from_db()
    assert written.state == "in_use" and ItemReview.objects.count() == 4
    assert "裁定" in words(keeper.get(reverse("vault_item", args=(written.public_id,))))


def test_a_reviewer_sees_neither_other_reviews_nor_items_not_given():
    written, author, one, two = submitted(bank())
    screen = at_screen(one)
    assert screen.get(reverse("item_review", args=(review_of(written, two).pk,))).status_code == 404
    assert screen.get(reverse("item_settle", args=(written.public_id,))).status_code == 404
    assert screen.get(reverse("item_revise", args=(written.public_id,))).status_code == 403
    assert at_screen(author).get(reverse("item_review", args=(review_of(written, one).pk,))).status_code == 403


def test_without_a_pledge_nothing_is_shown():
    written = draft(pledged("item_writer"), bank())
    ItemPledge.objects.update(ended_on=AT.date())
    screen = at_screen(written.author)
    assert screen.get(reverse("item_revise", args=(written.public_id,))).status_code == 403
    assert "没有有效的保密责任书" in words(screen.get(reverse("item_desk")))


def test_a_pledge_is_entered_on_screen():
    user, screen = account("item_writer"), at_screen(custodian())
    url = reverse("vault_item_people")
    assert "无有效责任书" in words(screen.get(url))
    assert screen.post(url, {"user": user.pk, "pledged_on": "2021-10-01", "employer": "演示单位"}).status_code == 302
    assert "演示单位" in words(screen.get(url)) and "无有效责任书" not in words(screen.get(url))


CUSTODIAN_PAGES = ["vault_scope_table", "vault_scope_edit", "vault_export", "vault_item_acts", "vault_assign", "vault_import"]


@pytest.mark.parametrize("name", CUSTODIAN_PAGES)
def test_item_people_see_no_page_of_the_custodians(name):
    made = bank()
    for role in ("item_writer", "item_reviewer"):
        assert at_screen(pledged(role)).get(reverse(name, args=(made.public_id,))).status_code == 403
    assert at_screen(custodian()).get(reverse(name, args=(made.public_id,))).status_code == 200


def test_two_custodians_open_the_bank_at_a_writers_screen():
    from tests.apps.custody.factories import two_custodians_and_their_shares

    one, two, shares, _key = two_custodians_and_their_shares()
    for user in (one, two):
        user.set_password("Demo-12345")
        user.save()
    screen = at_screen(pledged("item_writer"), opened=False)
    given = {"first_name": one.username, "first_password": "Demo-12345", "first_share": shares[0], "second_name": two.username,
             "second_password": "Demo-12345", "second_share": shares[1], "purpose": "命题"}  # fmt: skip
    assert screen.post(reverse("vault_open"), {**given, "first_password": "wrong"}).status_code == 422
    assert screen.post(reverse("vault_open"), given).status_code == 302
    assert "另一名管理员" in words(screen.get(reverse("item_desk")))


# import and export


def upload(screen, made, name, content):
    return screen.post(reverse("vault_import", args=(made.public_id,)), {"file": SimpleUploadedFile(name, content)})


def with_points(items):
    return [replace(i, number=f"S{i.number}", point=i.point or "A-A-A-001") for i in items]


@pytest.mark.parametrize(("name", "write"), [("i.docx", write_word), ("i.xlsx", write_excel), ("i.zip", write_qti)])
def test_the_preview_shows_each_item_as_understood_and_stores_nothing(name, write):
    made, screen = bank(), at_screen(custodian())
    page = words(upload(screen, made, name, write(with_points(samples()))))
    assert "可入库 11 题" in page and "<math" in page and "停台最多的原因" in page and "评分表" in page
    assert "data:image/svg+xml" in page and not Item.objects.exists()
    assert screen.post(reverse("vault_import", args=(made.public_id,)), {"confirmed": "yes"}).status_code == 302
    assert Item.objects.count() == 11


def test_rows_with_faults_are_marked_listed_in_a_file_and_left_out_only_when_chosen():
    made, screen = bank(), at_screen(custodian())
    items = with_points(samples())
    items[0] = replace(items[0], answer="AB")
    items[1] = replace(items[1], number="S3")
    url = reverse("vault_import", args=(made.public_id,))
    page = words(upload(screen, made, "i.xlsx", write_excel(items)))
    assert "可入库 9 题，不能入库 2 题" in page and "2 个答案" in page
    lines = screen.get(reverse("vault_import_errors", args=(made.public_id,))).getvalue().decode("utf-8-sig")
    assert lines.count("不能入库") == 2 and "S3" in lines
    assert screen.post(url, {"confirmed": "yes"}).status_code == 409 and not Item.objects.exists()
    assert screen.post(url, {"confirmed": "yes", "accept": "valid"}).status_code == 302 and Item.objects.count() == 9


def test_a_received_bank_may_come_in_as_reviewed_and_nothing_comes_in_as_in_use():
    made, screen = bank(), at_screen(custodian())
    url = reverse("vault_import", args=(made.public_id,))
    upload(screen, made, "i.xlsx", write_excel(with_points(samples()[:2])))
    assert screen.post(url, {"confirmed": "yes", "state": "in_use"}).status_code == 422
    assert screen.post(url, {"confirmed": "yes", "state": "reviewed"}).status_code == 302
    assert set(Item.objects.values_list("state", flat=True)) == {"reviewed"}


def test_a_file_still_being_read_shows_how_far_it_is_and_leads_to_the_preview(monkeypatch):
    import threading

    made, screen = bank(), at_screen(custodian())
    go_on = threading.Event()

    def slow(content, progress):
        progress(3000, 10000)
        go_on.wait(20)
        return read_excel(content)

    monkeypatch.setattr(import_file, "PATIENCE", 0.05)
    monkeypatch.setitem(import_file.READERS, ".xlsx", slow)
    assert "正在读取" in words(upload(screen, made, "i.xlsx", write_excel(with_points(samples()[:2]))))
    asking = reverse("vault_import_progress", args=(made.public_id,)) + "?reading=1"
    answer = screen.get(asking)
    assert "3000" in words(answer) and "HX-Redirect" not in answer
    page = reverse("vault_import", args=(made.public_id,))
    early = screen.post(page, {"confirmed": "yes"})
    assert early.status_code == 409 and "还在读取" in words(early) and not Item.objects.exists()
    go_on.set()
    next(iter(opened_bank._opened.values())).pending.thread.join()
    assert screen.get(asking)["HX-Redirect"] == page
    assert "可入库 2 题" in words(screen.get(page)) and "可入库 2 题" in words(screen.get(page))
    assert screen.post(page, {"confirmed": "yes"}).status_code == 302 and Item.objects.count() == 2


def test_opening_the_bank_once_more_keeps_the_file_that_waits(rf):
    request = rf.get("/")
    request.session = SimpleNamespace(session_key="演示")
    opened_bank.remember(request, b"k" * 32, "乙")
    opened_bank.opened_bank(request).pending = "file"
    opened_bank.remember(request, b"k" * 32, "丙")
    assert (opened_bank.opened_bank(request).pending, opened_bank.opened_bank(request).second) == ("file", "丙")
    opened_bank.forget(request)


@pytest.mark.parametrize(("name", "content", "said"), [
    ("i.docx", b"PK\x03\x04broken", "损坏"), ("i.docx", archive({"word/document.xml": "<x/>", "word/vbaProject.bin": "x"}), "宏"),
    ("i.docm", write_word(()), "不能识别"), ("i.zip", archive({"imsmanifest.xml": b"\xff\xfe\x00bad"}), "imsmanifest"),
    ("i.xlsx", b"\xd0\xcf\x11\xe0old", "旧格式"), ("i.docx", archive({"word/document.xml": b"\0" * (30 << 20)}), "压缩"),
])  # fmt: skip
def test_hostile_files_are_refused_with_words_and_forgotten(name, content, said):
    made, screen = bank(), at_screen(custodian())
    answer = upload(screen, made, name, content)
    assert answer.status_code == 422 and said in words(answer)
    assert screen.get(reverse("vault_import", args=(made.public_id,))).status_code == 200


@pytest.mark.parametrize("kind", ["docx", "xlsx", "zip", "pdf"])
def test_a_selection_is_exported_with_its_purpose(kind):
    made, actor = bank(), custodian()
    screen = at_screen(actor)
    upload(screen, made, "i.docx", write_word(with_points(samples())))
    screen.post(reverse("vault_import", args=(made.public_id,)), {"confirmed": "yes"})
    url = reverse("vault_export", args=(made.public_id,))
    assert screen.post(url, {"kind": kind, "purpose": ""}).status_code == 422
    answer = screen.post(url, {"kind": kind, "purpose": "演示导出", "type": "case"})
    made_file = answer.getvalue()
    assert made_file[:2] in (b"PK", b"%P")
    if kind == "docx":
        assert {i.number for i in read_word(made_file).items} == {"S9", "S10"}
    assert "演示导出" in LedgerRow.objects.filter(kind="computer").last().purpose
    assert Entry.objects.filter(action="export_items").get().facts["items"] == ["S10", "S9"]


def test_a_table_of_many_items_costs_the_same_few_queries(django_assert_max_num_queries):
    made, actor = bank(), custodian()
    screen = at_screen(actor)
    author = pledged("item_writer")
    for n in range(1, 26):
        draft(author, made, n)
    desk = at_screen(author)
    with django_assert_max_num_queries(12):
        assert desk.get(reverse("item_written")).status_code == 200
    with django_assert_max_num_queries(14):
        screen.get(reverse("vault_scope_table", args=(made.public_id,)))


def test_the_file_of_the_scope_table_reads_back():
    made, screen = with_table()
    content = screen.get(reverse("vault_scope_file", args=(made.public_id, "xlsx")) + "?version=1").getvalue()
    assert [p.name for p in read_scope_table(content).points] == ["要点一", "要点二", "设备要点"]
    assert screen.get(reverse("vault_scope_file", args=(made.public_id, "xlsx")) + "?version=9").status_code == 422
