"""Anonymous responses: what may come in, and what they say about items."""

from __future__ import annotations

import json

import pytest

from liangcai.apps.accounts.actions.set_setting import set_setting
from liangcai.apps.audit.models import Entry
from liangcai.apps.custody.models import LedgerRow
from liangcai.apps.item_quality.actions.take_in_responses import take_in_responses
from liangcai.apps.item_quality.models import ItemFigures, ResponseSet
from liangcai.apps.item_quality.statistics import linked_groups, scales_of, stored_calibration
from liangcai.apps.papers.engine_io import paper_content
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused
from tests.apps.custody.factories import AT, account, custodian
from tests.apps.item_bank.factories import KEY
from tests.apps.item_quality.factories import answers, package, taken_in
from tests.apps.papers.factories import OPENS, sealed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_ROOT, settings.SITE = tmp_path, "vault"


def take_in(path, **given):
    return take_in_responses(package=path, **({"actor": custodian(), "at": OPENS, "key": KEY} | given))


def test_responses_come_in_with_figures_of_every_item_and_a_row_in_the_disc_ledger(tmp_path):
    dispatch = sealed()
    made = taken_in(tmp_path, dispatch, 120)
    assert (made.candidates, made.model, set(made.forms)) == (240, "rasch", {"A", "B"})
    assert made.figures.count() == 32 and not made.figures.filter(difficulty=None).exists()
    assert all(row.logit is not None and row.logit_error > 0 for row in made.figures.all())
    assert LedgerRow.objects.filter(kind="disc").last().facts["direction"] == "in"
    assert Entry.objects.filter(action="take_in_responses").get().facts["candidates"] == 240


def test_the_bank_is_not_changed_by_taking_responses_in(tmp_path):
    dispatch = sealed()
    before = list(dispatch.run.blueprint.bank.items.values_list("pk", "difficulty", "irt_a", "irt_b", "state"))
    taken_in(tmp_path, dispatch)
    assert list(dispatch.run.blueprint.bank.items.values_list("pk", "difficulty", "irt_a", "irt_b", "state")) == before


def test_the_figures_recover_how_hard_the_items_were_made(tmp_path):
    made = taken_in(tmp_path, sealed(), 400)
    for scale in ("A", "B"):
        rows = list(made.figures.filter(scale=scale).select_related("item"))
        planted = [(row.item.pk % 7 - 3) / 2 for row in rows]
        centre = sum(planted) / len(planted)
        assert max(abs(row.logit - (true - centre)) for row, true in zip(rows, planted, strict=True)) < 0.6


@pytest.mark.parametrize("extra", [{"ticket_number": "20210001"}, {"name": "演示考生001"}, {"seat": "01"}])
def test_a_row_that_could_say_who_answered_is_refused_and_nothing_is_kept(tmp_path, extra):
    dispatch = sealed()
    rows = answers(dispatch, 10)
    rows[3] |= extra
    with pytest.raises((Refused, BadInput)):
        take_in(package(tmp_path, dispatch, rows))
    assert not ResponseSet.objects.exists() and not ItemFigures.objects.exists()


def test_a_list_of_names_beside_the_responses_is_refused(tmp_path):
    dispatch = sealed()
    rows = answers(dispatch, 10)
    with pytest.raises(Refused, match="不应出现的文件"):
        take_in(package(tmp_path, dispatch, rows, files={"names.json": b"[]"}))
    with pytest.raises(Refused, match="candidates"):
        take_in(package(tmp_path, dispatch, rows, name="s.lcp", more={"candidates": ["演示考生001"]}))


def test_words_instead_of_letters_are_refused(tmp_path):
    dispatch = sealed()
    rows = answers(dispatch, 10)
    rows[0]["answers"][0] = "我叫演示考生"
    with pytest.raises(Refused, match="选项字母"):
        take_in(package(tmp_path, dispatch, rows))


def test_the_responses_cannot_be_read_from_the_database(tmp_path):
    made = taken_in(tmp_path, sealed(), 6)
    assert b"rows" not in bytes(made.sealed_responses) and b"answers" not in bytes(made.sealed_responses)


def test_a_package_for_other_papers_of_another_kind_and_a_second_one_are_refused(tmp_path):
    dispatch = sealed()
    rows = answers(dispatch, 6)
    for changes, words in (({"more": {"package_sha256": "0" * 64}}, "不是对本站"), ({"kind": "results"}, "不是匿名作答包")):
        with pytest.raises(Refused, match=words):
            take_in(package(tmp_path, dispatch, rows, name=f"{words}.lcp", **changes))
    take_in(package(tmp_path, dispatch, rows, name="good.lcp"))
    with pytest.raises(Refused, match="已经接收"):
        take_in(package(tmp_path, dispatch, rows[:-1], name="again.lcp"))
    assert ResponseSet.objects.count() == 1


@pytest.mark.parametrize("spoil", [
    lambda rows: rows[0]["answers"].pop(), lambda rows: rows[0].update(paper="Z"), lambda rows: rows[0].pop("paper"),
])  # fmt: skip
def test_rows_that_do_not_fit_their_paper_are_refused_by_number(tmp_path, spoil):
    dispatch = sealed()
    rows = answers(dispatch, 6)
    spoil(rows)
    with pytest.raises(BadInput, match="第 1 行"):
        take_in(package(tmp_path, dispatch, rows))


def test_only_a_custodian_takes_responses_in(tmp_path):
    dispatch = sealed()
    with pytest.raises(NotPermitted):
        take_in(package(tmp_path, dispatch, answers(dispatch, 6)), actor=account("system_admin"))


@pytest.mark.parametrize(("candidates", "model"), [(99, "classical"), (100, "rasch"), (499, "rasch"), (500, "2pl")])
def test_the_model_follows_from_how_many_answered_the_smallest_paper(tmp_path, candidates, model):
    made = taken_in(tmp_path, sealed(), candidates)
    assert made.model == model and str(candidates) in made.model_reason
    assert made.figures.exclude(logit=None).exists() == (model != "classical")


def test_the_least_numbers_are_settings(tmp_path):
    set_setting(actor=account("system_admin"), at=AT, name="rasch_least", value="20", from_on=AT.date(), source="演示")
    assert taken_in(tmp_path, sealed(), 20).model == "rasch"


def test_forms_share_a_scale_only_through_common_items(tmp_path):
    from types import SimpleNamespace as Thing

    def form(code, *numbers):
        return Thing(code=code, items=[Thing(item_number=n) for n in numbers])

    groups = linked_groups([form("A", "1", "2"), form("B", "3"), form("C", "2", "4"), form("D", "4", "3")])
    assert [sorted(f.code for f in g) for g in groups] == [["A", "B", "C", "D"]]
    assert [[f.code for f in g] for g in linked_groups([form("A", "1"), form("B", "2")])] == [["A"], ["B"]]
    made = taken_in(tmp_path, sealed(), 100)
    assert scales_of(made) == ["A", "B"]
    assert len(stored_calibration(made, "A").items) == 16


def test_no_answer_counts_as_missing_and_not_as_wrong(tmp_path):
    dispatch = sealed()
    rows = answers(dispatch, 10)
    for row in rows:
        row["answers"][0] = ""
    made = take_in(package(tmp_path, dispatch, rows))
    first = [row for row in made.figures.all() if row.answered == 0]
    assert len(first) == 2 and all(row.missing == 10 and row.difficulty is None for row in first)


def test_a_file_that_is_no_package_is_bad_input(tmp_path):
    (tmp_path / "x.lcp").write_bytes(b"nonsense")
    with pytest.raises(BadInput):
        take_in(tmp_path / "x.lcp")
    with pytest.raises(BadInput):
        take_in(package(tmp_path, sealed(), json.loads("[[1]]"), name="y.lcp"))


@pytest.mark.parametrize(("given", "written"), [("A", "C"), ("AC", "BC"), ("", ""), ("D", "D"), ("H", "")])
def test_letters_of_a_variant_are_read_as_the_item_has_them(given, written):
    """The variant shows options 3, 1, 2, 4 of the item as A, B, C, D; a letter beyond them is no answer."""
    from types import SimpleNamespace as Thing

    from liangcai.apps.item_quality.responses import as_written

    assert as_written(given, Thing(option_order=[2, 0, 1, 3])) == written
    assert as_written(given, Thing(option_order=[])) == given


def test_candidates_of_variants_count_for_the_items_of_their_paper(tmp_path):
    from liangcai.apps.papers.actions.make_variants import make_variants
    from tests.apps.papers.factories import assembled

    run = assembled()
    make_variants(actor=custodian(), at=AT, paper=run.papers.get(code="A"), count=1, seed=3, key=KEY)
    dispatch = sealed(run=run)
    rows = []
    for paper in run.papers.order_by("code"):
        right = [question["answer"] for question in paper_content(paper, KEY)]
        rows += [{"paper": paper.code, "answers": right}] * 6
    made = take_in(package(tmp_path, dispatch, rows))
    assert {row.difficulty for row in made.figures.all()} == {1.0}  # every key was mapped back
    assert made.figures.filter(forms="A、A1").count() == 16
