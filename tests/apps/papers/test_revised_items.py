"""A paper stays as it was assembled, whatever becomes of its items afterwards."""

from __future__ import annotations

import pytest

from liangcai.apps.item_bank.actions.put_items_in_use import put_items_in_use
from liangcai.apps.item_bank.actions.rest_items import rest_items
from liangcai.apps.item_bank.actions.revise_item import revise_item
from liangcai.apps.item_bank.engine_io import parsed_of, row_of
from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_bank.sealing import open_content
from liangcai.apps.papers.actions.make_variants import make_variants
from liangcai.apps.papers.actions.print_paper import print_paper
from liangcai.apps.papers.actions.replace_paper_item import replace_paper_item
from liangcai.apps.papers.engine_io import digest, paper_content
from liangcai.apps.papers.selectors import replacements_for
from tests.apps.custody.factories import AT, custodian
from tests.apps.item_bank.factories import KEY, pledged
from tests.apps.papers.factories import assembled, sealed
from tests.apps.papers.test_printing import words_of

pytestmark = pytest.mark.django_db
NEW = "（演示题）修订后的题干"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_ROOT = tmp_path


def first_place(run):
    return run.papers.get(code="A").items.select_related("item", "paper__run__blueprint__bank").get(position=1)


def revised(item: Item) -> Item:
    """The item rests, a writer changes its stem and its answer."""
    rest_items(actor=custodian(), at=AT, items=[item])
    content = open_content(item.sealed_content, KEY, str(item.public_id))
    row = row_of(parsed_of(item, content | {"stem": NEW, "answer": "CD"[content["answer"] == "C"]}))
    return revise_item(actor=pledged("item_writer"), at=AT, item=item, row=row, key=KEY, version=item.version)


def test_a_paper_printed_again_has_its_item_as_it_was_assembled():
    run = assembled()
    paper, before = run.papers.get(code="A"), paper_content(run.papers.get(code="A"), KEY)
    item = revised(first_place(run).item)
    assert item.version == 2 and open_content(item.sealed_content, KEY, str(item.public_id))["stem"] == NEW
    assert paper_content(paper, KEY) == before and digest(before) == paper.conformity["paper_sha256"]
    words = words_of(print_paper(actor=custodian(), at=AT, paper=paper, part="paper", copies=1, key=KEY))
    assert before[0]["stem"].replace(" ", "") in words and NEW not in words


def test_its_package_can_still_be_sealed_and_says_what_was_certified():
    run = assembled()
    before = {p.code: p.paper_sha256 for p in run.papers.all()}
    revised(first_place(run).item)
    assert sealed(run=run).package_sha256
    assert {p.code: digest(paper_content(p, KEY)) for p in run.papers.all()} == before


def test_variants_and_the_successor_after_a_replacement_keep_the_version():
    run = assembled()
    revised(first_place(run).item)
    (variant,) = make_variants(actor=custodian(), at=AT, paper=run.papers.get(code="A"), count=1, seed=3, key=KEY)
    assert NEW not in {q["stem"] for q in paper_content(variant, KEY)}
    third = run.papers.get(code="A").items.select_related("item", "paper__run__blueprint__bank").get(position=3)
    new = replace_paper_item(actor=custodian(), at=AT, paper=third.paper, position=3, key=KEY, reason="题干有歧义",
                             item_number=replacements_for(third)[0].item_number)  # fmt: skip
    assert NEW not in {q["stem"] for q in paper_content(new.papers.get(code="A"), KEY)}


def test_a_new_run_takes_the_revised_item():
    from liangcai.apps.papers.actions.assemble_papers import assemble_papers

    run = assembled()
    item = revised(first_place(run).item)
    Item.objects.filter(pk=item.pk).update(state="reviewed", times_used=0)
    put_items_in_use(actor=custodian(), at=AT, items=[item])
    Item.objects.exclude(pk=item.pk).update(times_used=9)
    again = assemble_papers(actor=custodian(), at=AT, blueprint=run.blueprint, forms=2, seed=1, key=KEY)
    versions = {place.item_version for paper in again.papers.all() for place in paper.items.filter(item=item)}
    assert versions <= {2} and {q["stem"] for p in again.papers.all() for q in paper_content(p, KEY)} >= ({NEW} if versions else set())
