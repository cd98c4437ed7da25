"""Quality of a bank on the screen: what is run, shown, decided and refused."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from liangcai.apps.audit.models import Entry
from liangcai.apps.custody import network
from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_quality.models import CheckRun, DifficultyProposal, Dismissal, DuplicateRun, ResponseSet
from liangcai.apps.item_quality.selectors import open_findings, open_pairs
from liangcai.engines.item_files import ParsedItem, write_excel
from liangcai.web.vault import opened_bank
from liangcai.web.vault.differences import marked
from liangcai.web.vault.opened_bank import OpenedBank
from tests.apps.custody.factories import AT, account, custodian
from tests.apps.item_bank.factories import KEY
from tests.apps.item_quality.factories import answers, bank_of, checked, compared, good, package, taken_in
from tests.apps.papers.factories import OPENS, room_order, sealed
from tests.web.client import text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("liangcai.config.urls.vault")]
STEM = "织机在运转中突然停台时，挡车工应首先检查的部位是（　）。"


@pytest.fixture
def vault(settings, tmp_path, monkeypatch, client):
    """A custodian signed in before a shut vault."""
    settings.DATA_ROOT, settings.SITE = tmp_path, "vault"
    (tmp_path / "net").mkdir()
    monkeypatch.setattr(network, "INTERFACES", tmp_path / "net")
    client.one = custodian()
    client.force_login(client.one)
    yield client
    opened_bank._opened.clear()


def open_it(client):
    from django.utils import timezone

    opened_bank._opened[str(client.session.session_key)] = OpenedBank(KEY, "演示人员", timezone.now())


def faulty():
    return bank_of(good(1), good(2, stem="下列说法不正确的是（　）。"), good(3, answer="F"),
                   good(4, stem=STEM, options=list("甲乙丙丁")), good(5, stem=STEM.replace("首先", "最先"), options=list("甲乙丙丁")),
                   points={"A-B-A-001": "X", "A-B-A-002": "Y"})  # fmt: skip


def at(name, *args):
    return reverse(name, args=args)


BANK_PAGES = ["vault_readiness", "vault_findings", "vault_pairs", "vault_enemies", "vault_coverage", "vault_statistics",
              "vault_proposals", "vault_drift", "vault_equating"]  # fmt: skip


@pytest.mark.parametrize("name", BANK_PAGES)
@pytest.mark.parametrize("is_open", [False, True])
def test_every_page_of_a_fresh_bank_opens_for_a_custodian_and_for_nobody_else(vault, name, is_open):
    bank = faulty()
    if is_open:
        open_it(vault)
    assert vault.get(at(name, bank.public_id)).status_code == 200
    vault.force_login(account("system_admin"))
    assert vault.get(at(name, bank.public_id)).status_code == 403


def test_checking_a_bank_shows_how_far_it_is_and_keeps_the_result(vault):
    bank = faulty()
    assert vault.post(at("vault_check", bank.public_id)).status_code == 409  # shut
    open_it(vault)
    page = text(vault.post(at("vault_check", bank.public_id)))
    assert "<progress" in page and "检查 5 题" in page and page.rstrip().endswith("</html>")
    assert CheckRun.objects.get().counts["answer_not_among_options"] == 1


def test_findings_say_more_while_the_bank_is_open_and_are_filtered(vault):
    bank = faulty()
    checked(bank)
    address = at("vault_findings", bank.public_id)
    assert "答案“F”" not in vault.get(address).content.decode()
    open_it(vault)
    page = vault.get(address).content.decode()
    assert "答案“F”不在选项" in page and "A-B-A-002" in page
    narrowed = vault.get(address + "?code=negation_not_emphasised").content.decode()
    assert "D002" in narrowed and "D003" not in narrowed
    assert vault.get(address + "?code=nonsense").status_code == 422


def test_the_list_of_findings_costs_a_fixed_number_of_questions(vault, django_assert_max_num_queries):
    bank = bank_of(*(good(n, stem=f"下列第 {n} 项说法不正确的是（　）。") for n in range(1, 31)))
    checked(bank)
    open_it(vault)
    with django_assert_max_num_queries(16):
        vault.get(at("vault_findings", bank.public_id))


def test_a_finding_is_dismissed_with_a_reason_and_the_look_at_the_item_is_logged(vault):
    bank = faulty()
    checked(bank)
    open_it(vault)
    finding = open_findings(bank).get(code="negation_not_emphasised")
    url = at("vault_finding", bank.public_id, finding.pk)
    page = vault.get(url)
    assert "没有突出" in page.content.decode() and page["Cache-Control"] == "no-store"
    assert Entry.objects.filter(action="view_item").count() == 1
    assert vault.post(url, {"reason": ""}).status_code == 422
    assert vault.post(url, {"reason": "印刷加点"}).status_code == 302
    assert Dismissal.objects.get().reason == "印刷加点"
    assert "印刷加点" in vault.get(url).content.decode()


def test_what_must_be_mended_offers_no_form(vault):
    bank = faulty()
    checked(bank)
    finding = open_findings(bank).get(code="answer_not_among_options")
    url = at("vault_finding", bank.public_id, finding.pk)
    assert "排除并记录理由" not in vault.get(url).content.decode()
    assert vault.post(url, {"reason": "不改"}).status_code == 409


def test_a_search_keeps_its_pairs_and_a_pair_is_decided_side_by_side(vault):
    bank = faulty()
    open_it(vault)
    page = text(vault.post(at("vault_compare", bank.public_id), {"threshold": "0.5"}))
    assert "近似 1 对" in page and DuplicateRun.objects.get().items == 5
    pair = open_pairs(bank).get()
    url = at("vault_pair", pair.public_id)
    page = vault.get(url).content.decode()
    assert "<mark>首</mark>" in page and "<mark>最</mark>" in page
    assert vault.post(url, {"decision": "duplicate", "retire": "", "reason": "重复"}).status_code == 422
    assert vault.post(url, {"decision": "duplicate", "retire": "D005", "reason": "重复"}).status_code == 302
    assert Item.objects.get(item_number="D005").state == "retired"
    again = vault.post(url, {"decision": "different", "reason": "再来"})
    assert again.status_code == 409 and "重复" in again.content.decode()


@pytest.mark.parametrize("threshold", ["0", "0.29", "1.1", "x", ""])
def test_a_threshold_that_makes_no_sense_is_refused(vault, threshold):
    bank = faulty()
    open_it(vault)
    assert vault.post(at("vault_compare", bank.public_id), {"threshold": threshold}).status_code == 422


def test_texts_are_escaped_beside_their_marks():
    left, right = marked("<b>甲</b>乙", "<b>丙</b>乙")
    assert left == "&lt;b&gt;<mark>甲</mark>&lt;/b&gt;乙" and "丙" in right and "<b>" not in right


def test_a_pair_is_not_shown_in_words_while_the_bank_is_shut(vault):
    bank = faulty()
    compared(bank)
    page = vault.get(at("vault_pair", open_pairs(bank).get().public_id)).content.decode()
    assert "挡车工" not in page and "题库未打开" in page


def test_a_file_is_compared_with_the_bank_before_anything_is_stored(vault):
    bank = faulty()
    open_it(vault)
    new = ParsedItem("N1", "single_choice", STEM.replace("运转", "运行"), ("甲", "乙", "丙", "丁"), "A", point="A-B-A-001")
    vault.post(at("vault_import", bank.public_id), {"file": SimpleUploadedFile("n.xlsx", write_excel([new]))})
    opened_bank._opened[str(vault.session.session_key)].pending.thread.join()
    page = text(vault.post(at("vault_import_compare", bank.public_id)))
    assert "N1" in page and "D004" in page and "近似 2 对" in page and bank.items.count() == 5


def test_comparing_without_a_file_is_refused(vault):
    open_it(vault)
    assert vault.post(at("vault_import_compare", faulty().public_id)).status_code == 409


def test_an_enemy_set_is_made_shown_and_refused_with_what_was_typed_kept(vault):
    bank = faulty()
    url = at("vault_enemies", bank.public_id)
    bad = vault.post(url, {"name": "甲组", "numbers": "D001、D999", "reason": "考同一点"})
    assert bad.status_code == 422 and "D999" in bad.content.decode() and "考同一点" in bad.content.decode()
    assert vault.post(url, {"name": "甲组", "numbers": "D001、D002", "reason": "考同一点"}).status_code == 302
    assert "甲组" in vault.get(url).content.decode()
    open_it(vault)
    members = vault.get(at("vault_enemy_set", bank.public_id, "甲组")).content.decode()
    assert "D001" in members and "下列说法不正确" in members


def test_the_heat_map_leads_to_the_lists_behind_its_cells(vault):
    bank = faulty()
    page = vault.get(at("vault_coverage", bank.public_id)).content.decode()
    (url,) = set(re.findall(r'href="([^"]*type=single_choice[^"]*)"', page))
    assert "D001" in vault.get(url.replace("&amp;", "&")).content.decode()
    assert vault.get(at("vault_coverage", bank.public_id) + "?level=3&by=difficulty").status_code == 200
    assert vault.get(at("vault_coverage", bank.public_id) + "?level=9").status_code == 422


def test_responses_are_taken_in_and_their_figures_shown(vault, tmp_path):
    dispatch = sealed()
    bank = dispatch.run.blueprint.bank
    path = package(tmp_path, dispatch, answers(dispatch, 120))
    url = at("vault_statistics", bank.public_id)
    with path.open("rb") as file:
        assert vault.post(url, {"file": file}).status_code == 409  # shut
    open_it(vault)
    with path.open("rb") as file:
        assert vault.post(url, {"file": file}).status_code == 302
    one = ResponseSet.objects.get()
    page = vault.get(at("vault_sitting", one.public_id)).content.decode()
    assert "Rasch" in page and "<svg" in page and "120" in page
    history = vault.get(at("vault_item_history", one.figures.first().item.public_id)).content.decode()
    assert history.count("<svg") == 2 and "实测" in history
    opened_bank._opened.clear()
    shut = vault.get(at("vault_item_history", one.figures.first().item.public_id)).content.decode()
    assert shut.count("<svg") == 1 and "答案）" not in shut


@pytest.mark.parametrize("data", [b"", b"nonsense", b"LCPKG1\n\x00\x00\xff\xff"])
def test_a_file_that_is_no_package_is_refused_with_words(vault, data):
    open_it(vault)
    answer = vault.post(at("vault_statistics", faulty().public_id), {"file": SimpleUploadedFile("r.lcp", data)})
    assert answer.status_code == 422 and not ResponseSet.objects.exists()


def test_proposals_are_made_and_settled_one_by_one(vault, tmp_path):
    one = taken_in(tmp_path, sealed(), 200)
    assert vault.post(at("vault_propose", one.public_id)).status_code == 302
    first, second = DifficultyProposal.objects.all()[:2]
    assert vault.post(at("vault_proposal", first.public_id), {"act": "accept", "reason": ""}).status_code == 422
    assert vault.post(at("vault_proposal", first.public_id), {"act": "accept", "reason": "样本充足"}).status_code == 302
    assert vault.post(at("vault_proposal", second.public_id), {"act": "decline", "reason": "样本特殊"}).status_code == 302
    assert vault.post(at("vault_proposal", second.public_id), {"act": "accept", "reason": "改主意"}).status_code == 409
    page = vault.get(at("vault_proposals", one.bank.public_id)).content.decode()
    assert "样本充足" in page and "样本特殊" in page


def test_drift_and_equating_between_two_sittings_of_the_same_papers(vault, tmp_path):
    dispatch = sealed()
    first = taken_in(tmp_path, dispatch, 300)
    second = taken_in(tmp_path, sealed(run=dispatch.run, rooms=[room_order(slip_number="SJ-2")], at=OPENS, not_before=OPENS + timedelta(days=1)), 300, seed=5)
    given = {"before": f"{first.public_id}:A", "after": f"{second.public_id}:A"}
    page = vault.get(at("vault_drift", first.bank.public_id), given).content.decode()
    assert "共同试题 16 道" in page and "<svg" in page
    page = vault.get(at("vault_equating", first.bank.public_id), given).content.decode()
    assert "共同试题 16 道" in page and "<svg" in page
    strangers = vault.get(at("vault_drift", first.bank.public_id), given | {"after": f"{second.public_id}:B"})
    assert strangers.status_code == 409 and "共同试题" in strangers.content.decode()
    assert vault.get(at("vault_drift", first.bank.public_id), given | {"after": given["before"]}).status_code == 422
    assert vault.get(at("vault_drift", first.bank.public_id), given | {"after": "nonsense"}).status_code == 422


def test_the_readiness_report_says_what_to_do_and_prints(vault):
    from io import BytesIO

    import pypdfium2

    bank = faulty()
    checked(bank)
    page = vault.get(at("vault_readiness", bank.public_id)).content.decode()
    assert "未就绪" in page and "补充没有试题的鉴定点" in page
    pdf = vault.get(at("vault_readiness_pdf", bank.public_id)).getvalue()
    words = "".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(BytesIO(pdf)))
    assert "题库就绪报告" in words and "A-B-A-002" in words and AT.year
