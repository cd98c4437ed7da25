"""One report a bank: ready, not ready with what to do, or not known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_quality.actions.decide_pair import decide_pair
from liangcai.apps.item_quality.coverage import coverage
from liangcai.apps.item_quality.readiness import Line, Readiness, readiness
from liangcai.apps.item_quality.selectors import open_pairs
from liangcai.apps.papers.actions.save_blueprint import save_blueprint
from tests.apps.custody.factories import AT, custodian
from tests.apps.item_quality.factories import bank_of, checked, compared, good, taken_in
from tests.apps.papers.factories import OPENS, sealed

pytestmark = pytest.mark.django_db
PLAN = """occupation = "6-04-03-03"
level = "四级"
[[cells]]
scope = "A-B"
type = "single_choice"
count = {count}
score = 1
"""


def prepared(count=2, items=4, points=None):
    """A bank of four good items on one point, a blueprint for `count` of them, checks and search run."""
    bank = bank_of(*(good(n) for n in range(1, items + 1)), points={"A-B-A-001": "X"} if points is None else points)
    save_blueprint(actor=custodian(), at=AT, bank=bank, name="方案一", text=PLAN.format(count=count), minutes=60)
    checked(bank)
    compared(bank)
    return bank


def lines(bank):
    return {line.area: line for line in readiness(bank, AT.date()).lines}


def test_a_bank_with_everything_in_order_is_ready_though_it_was_never_sat():
    bank = prepared()
    assert readiness(bank, AT.date()).state == "ready"
    assert lines(bank)["试题统计"].state == "unknown"


def test_a_bank_of_which_little_is_known_is_unknown_and_not_unready():
    bank = bank_of(*(good(n) for n in range(1, 5)))
    found = lines(bank)
    assert readiness(bank, AT.date()).state == "unknown"
    assert {area for area, line in found.items() if line.state == "unknown"} == {
        "机器检查", "鉴定要素细目表", "重要程度比例", "近似题", "组卷方案可行", "试题统计"}  # fmt: skip
    assert found["机器检查"].words == "尚未检查。"


@pytest.mark.parametrize(("count", "state"), [(2, "ready"), (3, "todo")])
def test_a_blueprint_must_give_two_papers_and_what_is_short_is_listed(count, state):
    line = lines(prepared(count))["组卷方案可行"]
    assert line.state == state
    assert state == "ready" or "缺 2" in line.todo[0]


def test_a_fault_that_must_be_mended_makes_it_unready():
    bank = bank_of(*(good(n) for n in range(1, 5)), good(5, answer="F"), points={"A-B-A-001": "X"})
    checked(bank)
    assert lines(bank)["机器检查"].state == "todo"


def test_what_was_checked_before_the_bank_changed_does_not_count():
    bank = prepared()
    Item.objects.filter(item_number="D001").update(version=2)
    assert {lines(bank)[area].state for area in ("机器检查", "近似题")} == {"unknown"}


def test_points_without_items_and_wrong_shares_are_named():
    bank = prepared(points={"A-B-A-001": "Z", "A-B-A-002": "X"})
    found = lines(bank)
    assert "A-B-A-002" in found["鉴定点试题数"].todo[0] and found["重要程度比例"].state == "todo"


def test_duplicates_count_until_somebody_decides():
    bank = bank_of(*(good(n) for n in range(1, 4)), good(4, stem="织机突然停台时应首先检查（　）。"),
                   good(5, stem="织机突然停台时应最先检查（　）。", options=good(4)["content"]["options"]), points={"A-B-A-001": "X"})  # fmt: skip
    compared(bank)
    assert lines(bank)["近似题"].state == "todo"
    decide_pair(actor=custodian(), at=AT, pair=open_pairs(bank).get(), decision="different", reason="已核对")
    assert lines(bank)["近似题"].state == "ready"


def test_a_bank_without_items_in_use_is_not_ready():
    bank = prepared()
    Item.objects.update(state="draft")
    assert readiness(bank, AT.date()).state == "todo" and lines(bank)["审定与启用"].state == "todo"


@pytest.mark.parametrize(("days", "known"), [(1095, True), (1097, False)])
def test_statistics_older_than_the_setting_do_not_count(settings, tmp_path, days, known):
    from datetime import timedelta

    settings.DATA_ROOT, settings.SITE = tmp_path, "vault"
    bank = taken_in(tmp_path, sealed(), 6).bank
    (line,) = [x for x in readiness(bank, OPENS.date() + timedelta(days=days)).lines if x.area == "试题统计"]
    assert (line.state != "unknown") is known


@pytest.mark.parametrize(("answered", "state"), [(99, "ready"), (100, "todo")])
def test_a_negative_discrimination_counts_from_a_hundred_answers_on(settings, tmp_path, answered, state):
    settings.DATA_ROOT, settings.SITE = tmp_path, "vault"
    made = taken_in(tmp_path, sealed(), 6)
    made.figures.update(flags=[], answered=answered)
    made.figures.filter(pk=made.figures.first().pk).update(flags=["reversed"])
    (line,) = [x for x in readiness(made.bank, OPENS.date()).lines if x.area == "试题统计"]
    assert (line.state, line.counts) == (state, state == "todo")


def test_a_line_that_only_informs_never_decides():
    todo = Line("甲", "todo", "")
    assert Readiness((Line("乙", "ready", ""), replace(todo, counts=False)), 1).state == "ready"
    assert Readiness((Line("乙", "unknown", ""), todo), 1).state == "todo"


def test_coverage_counts_items_in_use_by_scope_and_type_against_points_and_blueprints():
    bank = prepared(points={"A-B-A-001": "X", "A-B-A-002": "Y", "A-C-A-001": "X"})
    Item.objects.filter(item_number="D004").update(state="resting")
    found = coverage(bank, 4)
    first, second = found.rows
    assert (first.scope, first.points, first.needed, first.items, first.bare) == ("A-B", 2, 8, 3, 1)
    assert (first.cells[0].items, first.cells[0].needed, first.cells[0].papers) == (3, 2, 1)
    assert (second.scope, second.items, second.bare) == ("A-C", 0, 1)
    by_band = coverage(bank, 4, level=3, by="difficulty")
    assert [row.scope for row in by_band.rows] == ["A-B-A", "A-C-A"] and by_band.columns[0] == ("medium", "中")


def test_coverage_asks_the_database_a_fixed_number_of_questions(django_assert_num_queries):
    bank = prepared()
    with django_assert_num_queries(2):
        coverage(bank, 4)
