"""Replacing an item keeps the whole proof and the old run; any run can be computed again."""

from __future__ import annotations

import pytest

from liangcai.apps.audit.models import Entry
from liangcai.apps.custody.models import LedgerRow
from liangcai.apps.item_bank.models import Item
from liangcai.apps.papers.actions.make_variants import make_variants
from liangcai.apps.papers.actions.print_paper import print_paper
from liangcai.apps.papers.actions.replace_paper_item import replace_paper_item
from liangcai.apps.papers.engine_io import digest, paper_content, replayed
from liangcai.apps.papers.models import AssemblyRun, PaperItem
from liangcai.apps.papers.selectors import replacements_for, supply
from liangcai.apps.station.signing import published_keys
from liangcai.engines.sealing.signed_document import verify_document
from liangcai.kernel.refusals import NotPermitted, Refused
from tests.apps.custody.factories import AT, account, custodian
from tests.apps.item_bank.factories import KEY
from tests.apps.papers.factories import assembled, sealed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_ROOT = tmp_path


def place(run, code="A", position=3):
    return PaperItem.objects.select_related("item", "paper__run__blueprint__bank").get(
        paper__run=run, paper__code=code, position=position)  # fmt: skip


def replace(run, number=None, position=3, code="A", **given):
    there = place(run, code, position)
    number = number or replacements_for(there)[0].item_number
    values = {"actor": custodian(), "at": AT, "paper": there.paper, "position": position, "item_number": number,
              "reason": "题干有歧义", "key": KEY} | given  # fmt: skip
    return replace_paper_item(**values)


def test_only_items_of_the_same_cell_that_no_form_holds_are_offered():
    run = assembled()
    there = place(run)
    offered = replacements_for(there)
    in_forms = set(PaperItem.objects.filter(paper__run=run).values_list("item", flat=True))
    fitting = Item.objects.filter(scope=there.item.scope, type=there.item.type).exclude(pk__in=in_forms)
    assert offered and set(offered) == set(fitting)


def test_an_item_no_longer_in_use_is_not_offered():
    run = assembled()
    there = place(run)
    first = replacements_for(there)[0]
    Item.objects.filter(pk=first.pk).update(state="resting")
    assert first not in replacements_for(there)
    with pytest.raises(Refused, match="不能换成"):
        replace(run, first.item_number)


def test_replacing_makes_a_new_certified_run_and_keeps_the_old_one_with_the_reason():
    old = assembled()
    before = {p.code: p.paper_sha256 for p in old.papers.all()}
    there = place(old)
    new = replace(old)
    old.refresh_from_db()
    assert old.superseded and not new.superseded and new.replaces == old and new.reason == "题干有歧义"
    assert {p.code: p.paper_sha256 for p in old.papers.all()} == before
    after = {p.code: p for p in new.papers.all()}
    assert after["A"].paper_sha256 != before["A"] and after["B"].paper_sha256 == before["B"]
    assert place(new).item != there.item and place(new).score == there.score and place(new).cell == there.cell
    for paper in after.values():
        verify_document("paper-conformity", paper.conformity, published_keys())
        assert paper.conformity["paper_sha256"] == digest(paper_content(paper, KEY))
        assert paper.conformity["conformity"] == new.proof["conformity"] != old.proof["conformity"]


def test_replacing_enters_the_assembly_ledger_the_audit_log_and_the_count_of_uses():
    old = assembled()
    there = place(old)
    new = replace(old)
    row = LedgerRow.objects.filter(kind="assembly").order_by("-sequence").first()
    assert row.facts["run"] == str(new.public_id) and "题干有歧义" in row.purpose
    entry = Entry.objects.get(action="replace_paper_item")
    assert (entry.facts["out"], entry.facts["reason"]) == (there.item.item_number, "题干有歧义")
    assert place(new).item.times_used == 1


def test_two_forms_never_come_to_share_an_item_by_replacing():
    run = assembled()
    other = place(run, code="B")
    with pytest.raises(Refused) as no:
        replace(run, other.item.item_number)
    assert no.value.code == "breaks_proof" and not AssemblyRun.objects.exclude(pk=run.pk).exists()


@pytest.mark.parametrize("reason", ["", "  "])
def test_no_replacement_without_a_reason(reason):
    with pytest.raises(Refused, match="原因"):
        replace(assembled(), reason=reason)


def test_the_second_of_two_officers_who_replace_at_once_is_refused():
    old = assembled()
    there = place(old)
    first, second = replacements_for(there)[:2]
    replace(old, first.item_number)
    with pytest.raises(Refused, match="已因换题"):
        replace(old, second.item_number)
    assert AssemblyRun.objects.count() == 2


def test_a_replaced_run_is_neither_printed_nor_sealed_nor_shuffled():
    old = assembled()
    paper = old.papers.get(code="A")
    replace(old)
    old = AssemblyRun.objects.get(pk=old.pk)
    for act in (lambda: print_paper(actor=custodian(), at=AT, paper=paper, part="paper", copies=1, key=KEY), lambda: sealed(old),
                lambda: make_variants(actor=custodian(), at=AT, paper=paper, count=1, seed=1, key=KEY)):  # fmt: skip
        paper.refresh_from_db()
        with pytest.raises(Refused, match="已因换题"):
            act()


@pytest.mark.parametrize("position", [0, 17])
def test_a_place_that_is_not_there_is_refused(position):
    run = assembled()
    with pytest.raises(Refused, match="没有可更换的第"):
        replace_paper_item(actor=custodian(), at=AT, paper=run.papers.get(code="A"), position=position, item_number="D001",
                           reason="x", key=KEY)  # fmt: skip


def test_nobody_but_a_custodian_replaces():
    run = assembled()
    with pytest.raises(NotPermitted):
        replace(run, actor=account("system_admin"))


def test_a_run_computed_again_gives_the_same_digest_though_the_bank_has_changed_since():
    run = assembled(seed=77)
    Item.objects.update(times_used=9, difficulty=0.2, state="retired")
    assert replayed(run).conformity == run.proof["conformity"]


def test_a_run_made_by_replacing_twice_is_computed_again_with_its_replacements():
    first = assembled()
    second = replace(first)
    third = replace(second, position=9, code="B")
    for run in (first, second, third):
        assert replayed(run).conformity == run.proof["conformity"]
    assert len({first.proof["conformity"], second.proof["conformity"], third.proof["conformity"]}) == 3


def test_a_run_whose_record_was_altered_does_not_pass_the_replay():
    run = assembled()
    AssemblyRun.objects.filter(pk=run.pk).update(seed=run.seed + 1)
    run.refresh_from_db()
    assert replayed(run).conformity != run.proof["conformity"]


def test_the_estimate_counts_what_each_cell_needs_and_has():
    run = assembled()
    rows = {name: (needed, there) for name, needed, there in supply(run.blueprint, 3)}
    assert rows["A-B/true_false"] == (18, 20) and rows["A-D/single_choice"] == (12, 20)
