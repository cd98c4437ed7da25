from __future__ import annotations

import pytest

from liangcai.apps.audit.models import Entry
from liangcai.apps.custody.models import LedgerRow
from liangcai.apps.item_bank.models import Item
from liangcai.apps.papers.actions.assemble_papers import assemble_papers, form_code
from liangcai.apps.papers.actions.record_receipt import record_receipt
from liangcai.apps.papers.engine_io import digest, paper_content
from liangcai.apps.papers.models import AssemblyRun, Blueprint, Dispatch, Paper, PaperItem
from liangcai.apps.station.signing import PACKAGE, published_keys, station_key
from liangcai.engines.assembly import BankShort
from liangcai.engines.sealing.receipts import make_receipt
from liangcai.engines.sealing.signed_document import verify_document
from liangcai.kernel.refusals import NotPermitted, Refused
from tests.apps.custody.factories import AT, account, custodian
from tests.apps.item_bank.factories import KEY
from tests.apps.papers.factories import TEXT, assembled, blueprint, sealed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_ROOT = tmp_path


def test_every_form_equals_the_blueprint_cell_by_cell():
    run = assembled()
    for paper in run.papers.all():
        got = sorted((i.item.scope, i.item.type, i.score) for i in paper.items.select_related("item"))
        assert got == sorted([("A-C", "single_choice", 5)] * 6 + [("A-D", "single_choice", 10)] * 4
                             + [("A-B", "true_false", 5)] * 6)  # fmt: skip


def test_parallel_forms_share_no_item_where_each_may_be_used_once():
    assert PaperItem.objects.filter(paper__run=assembled()).values("item").distinct().count() == 2 * 16


def test_items_in_a_paper_count_as_used():
    run = assembled(forms=1)
    used = Item.objects.filter(times_used=1, last_used_on=AT.date())
    assert set(used) == {place.item for place in PaperItem.objects.filter(paper__run=run).select_related("item")}


def test_each_paper_has_a_signed_certificate_over_its_own_words():
    for paper in assembled().papers.all():
        verify_document("paper-conformity", paper.conformity, published_keys())
        assert paper.conformity["paper_sha256"] == digest(paper_content(paper, KEY)) == paper.paper_sha256


def test_the_same_seed_gives_the_same_papers():
    actor = custodian()
    plan = blueprint(actor)
    first = assemble_papers(actor=actor, at=AT, blueprint=plan, forms=2, seed=7, key=KEY)
    Item.objects.update(times_used=0, last_used_on=None)
    second = assemble_papers(actor=actor, at=AT, blueprint=plan, forms=2, seed=7, key=KEY)
    assert [p.paper_sha256 for p in first.papers.all()] == [p.paper_sha256 for p in second.papers.all()]


def test_assembly_enters_its_ledger_and_one_audit_entry():
    run = assembled()
    assert LedgerRow.objects.get(kind="assembly").facts["run"] == str(run.public_id)
    assert Entry.objects.filter(action="assemble_papers").count() == 1


def test_a_short_bank_gives_the_whole_list_and_leaves_nothing_behind():
    actor = custodian()
    plan = blueprint(actor, TEXT.replace("count = 4", "count = 400").replace("count = 6", "count = 600"))
    with pytest.raises(BankShort) as short:
        assemble_papers(actor=actor, at=AT, blueprint=plan, forms=1, seed=1, key=KEY)
    assert len(short.value.shortages) == 3
    assert not AssemblyRun.objects.exists() and not LedgerRow.objects.exists()


def test_a_saved_blueprint_cannot_be_changed():
    plan = blueprint()
    plan.text = plan.text.replace("score = 5", "score = 1")
    with pytest.raises(Refused, match="不得更改"):
        plan.save()
    assert Blueprint.objects.get().text == TEXT


def test_a_blueprint_that_cannot_be_read_is_not_kept():
    with pytest.raises(Refused):
        blueprint(text="cells = 3")
    assert not Blueprint.objects.exists()


def test_without_the_bank_key_no_paper_is_made():
    actor = custodian()
    with pytest.raises(Refused, match="密钥不符"):
        assemble_papers(actor=actor, at=AT, blueprint=blueprint(actor), forms=1, seed=1, key=bytes(32))
    assert not Paper.objects.exists()


def test_nobody_but_a_custodian_assembles():
    plan = blueprint()
    with pytest.raises(NotPermitted):
        assemble_papers(actor=account("system_admin"), at=AT, blueprint=plan, forms=1, seed=1, key=KEY)


@pytest.mark.parametrize(("n", "code"), [(0, "A"), (25, "Z"), (26, "AA"), (49, "AX")])
def test_forms_beyond_the_alphabet_have_letters_too(n, code):
    assert form_code(n) == code


def test_the_sealed_package_holds_no_word_of_the_papers_in_clear():
    with sealed().package.open("rb") as file:
        data = file.read()
    assert "演示题".encode() not in data and rb"\u6f14" not in data


def test_sealing_enters_the_assembly_ledger():
    dispatch = sealed()
    assert LedgerRow.objects.filter(kind="assembly").last().facts["packages"] == [dispatch.package_sha256]


def test_a_slip_number_is_used_once():
    run = assembled()
    sealed(run)
    with pytest.raises(Refused, match="已使用"):
        sealed(run)
    assert Dispatch.objects.count() == 1


def receipt_of(package_digest):
    return make_receipt(package_digest, "演示考场机", "opened", AT, station_key(PACKAGE, on=AT.date(), owner="x"))


def test_the_rooms_signed_receipt_is_filed():
    dispatch = sealed()
    receipt = receipt_of(dispatch.package_sha256)
    record_receipt(actor=custodian(), at=AT, dispatch=dispatch, receipt=receipt)
    dispatch.refresh_from_db()
    assert dispatch.receipt == receipt


@pytest.mark.parametrize("change", ["other package", "changed"])
def test_a_receipt_for_another_package_or_with_a_changed_word_is_refused(change):
    dispatch = sealed()
    receipt = receipt_of("00" * 32) if change == "other package" else receipt_of(dispatch.package_sha256) | {
        "package_digest": "11" * 32}  # fmt: skip
    with pytest.raises(Refused):
        record_receipt(actor=custodian(), at=AT, dispatch=dispatch, receipt=receipt)
    dispatch.refresh_from_db()
    assert dispatch.receipt == {}


