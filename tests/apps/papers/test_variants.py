"""Variants ask the same in another order, each with its own key and certificate."""

from __future__ import annotations

import pytest

from liangcai.apps.papers.actions.make_variants import make_variants
from liangcai.apps.papers.engine_io import paper_content
from liangcai.apps.papers.models import Paper
from liangcai.apps.station.signing import published_keys
from liangcai.engines.sealing.signed_document import verify_document
from liangcai.kernel.refusals import NotPermitted, Refused
from tests.apps.custody.factories import AT, account, custodian
from tests.apps.item_bank.factories import KEY
from tests.apps.papers.factories import assembled, sealed, written_run
from tests.apps.sittings.factories import opened, roster

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_ROOT = tmp_path


def variants(run, count=2, seed=5, **given):
    return make_variants(**{"actor": custodian(), "at": AT, "paper": run.papers.get(code="A"), "count": count, "seed": seed,
                            "key": KEY} | given)  # fmt: skip


def right_words(question):
    """What the key says is right, in words, so that order does not matter."""
    if "options" not in question:
        return question["answer"]
    return sorted(question["options"]["ABCDEFGH".index(letter)] for letter in question["answer"])


def test_every_variant_asks_the_same_questions_with_the_same_right_options():
    run = assembled()
    plain = {q["item"]: q for q in paper_content(run.papers.get(code="A"), KEY)}
    made = variants(run)
    assert [v.code for v in made] == ["A1", "A2"]
    for variant in made:
        questions = paper_content(variant, KEY)
        assert [q["position"] for q in questions] == list(range(1, 17))
        assert {q["item"] for q in questions} == set(plain)
        for q in questions:
            assert right_words(q) == right_words(plain[q["item"]]) and q["score"] == plain[q["item"]]["score"]
    orders = [[q["item"] for q in paper_content(v, KEY)] for v in (run.papers.get(code="A"), *made)]
    assert len({tuple(order) for order in orders}) == 3


def test_questions_stay_within_their_type():
    run = assembled()
    kinds = [q["type"] for q in paper_content(run.papers.get(code="A"), KEY)]
    assert all([q["type"] for q in paper_content(v, KEY)] == kinds for v in variants(run))


def test_the_same_seed_gives_the_same_variants_and_another_seed_others():
    run, digests = assembled(), []
    for seed in (5, 5, 6):
        digests.append([v.paper_sha256 for v in variants(run, seed=seed)])
        Paper.objects.filter(variant_of__run=run).delete()
    assert digests[0] == digests[1] != digests[2]


def test_each_variant_has_a_certificate_of_its_own_words_and_letter():
    for variant in variants(assembled()):
        verify_document("paper-conformity", variant.conformity, published_keys())
        assert variant.conformity["code"] == variant.code and variant.conformity["paper_sha256"] == variant.paper_sha256


def test_a_room_opens_variants_as_papers_of_their_own():
    run = assembled()
    variants(run)
    rows = roster(2)
    rows[0]["paper_code"], rows[1]["paper_code"] = "A1", "A2"
    sitting = opened(sealed(run), roster=rows)
    assert set(sitting.papers) == {"A", "A1", "A2", "B"}
    assert sitting.answer_keys["A1"] != sitting.answer_keys["A"]


def test_written_questions_and_cases_are_moved_whole():
    run = written_run()
    (variant,) = variants(run, count=1)
    plain = {q["type"]: q for q in paper_content(run.papers.get(code="A"), KEY)}
    for q in paper_content(variant, KEY):
        assert q.get("sub_items") == plain[q["type"]].get("sub_items")


@pytest.mark.parametrize(("count", "lawful"), [(0, False), (1, True), (25, True), (26, False)])
def test_from_one_to_twenty_five_variants(count, lawful):
    run = assembled()
    if lawful:
        assert len(variants(run, count)) == count
    else:
        with pytest.raises(Refused, match="1 至 25"):
            variants(run, count)


def test_variants_are_made_once_and_not_of_variants_nor_after_sealing():
    run = assembled()
    (variant, _) = variants(run)
    with pytest.raises(Refused, match="已有 2 份"):
        variants(run)
    with pytest.raises(Refused, match="已是乱序卷"):
        variants(run, paper=variant)
    sealed(run)
    with pytest.raises(Refused, match="已经封装"):
        variants(run, paper=run.papers.get(code="B"))


def test_nobody_but_a_custodian_makes_variants():
    with pytest.raises(NotPermitted):
        variants(assembled(), actor=account("system_admin"))
