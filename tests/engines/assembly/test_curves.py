"""Curves drawn of a form agree with the checker's figures and with the model by hand."""

import math

import pytest

from liangcai.engines.assembly import assemble, blueprint_of_table, curves, information_target, read_bank
from liangcai.kernel.refusals import BadInput

from .bank_factory import blueprint_table, csv_text, item, realistic_bank, realistic_cells


def made(irt=True):
    bank = read_bank(csv_text(realistic_bank(600, seed=3, irt=irt)).encode())
    plan = blueprint_of_table(blueprint_table(realistic_cells(), mean=0.58, tolerance=0.02))
    return bank, plan, assemble(bank, plan, 3)


def test_the_information_curve_passes_through_the_certified_figures():
    bank, plan, assembly = made()
    drawn = curves(bank, plan, assembly.forms)
    places = [drawn.abilities.index(ability) for ability in (-1, 0, 1)]
    for row, certified in zip(drawn.information, assembly.figures.information, strict=True):
        assert [row[place] for place in places] == pytest.approx(certified)
    targets = information_target(bank, plan)
    assert all(abs(row[place] / target - 1) <= 0.02 for row in drawn.information for place, target in zip(places, targets, strict=True))


def test_expected_scores_rise_with_ability_and_match_the_model():
    bank, plan, assembly = made()
    drawn = curves(bank, plan, assembly.forms)
    for row in drawn.expected:
        assert all(0 < low < high < 1 for low, high in zip(row, row[1:], strict=False))
    rows = {name: n for n, name in enumerate(bank.item_ids)}
    form, total = assembly.forms[0], 0.0
    for place in form:
        a, b, c = bank.irt[rows[place.item_id]]
        total += place.score * (c + (1 - c) / (1 + math.exp(-1.7 * a * (0 - b))))
    assert drawn.expected[0][drawn.abilities.index(0)] == pytest.approx(total / sum(p.score for p in form))


def test_without_item_response_values_there_is_no_curve():
    bank, plan, assembly = made(irt=False)
    assert curves(bank, plan, assembly.forms) is None and information_target(bank, plan) == []


def practical(**changes):
    rows = [item(n, type="practical", scope=f"B-{'AB'[n % 2]}", point="", difficulty="") for n in range(8)]
    cells = [{"scope": "B-A", "type": "practical", "count": 1, "score": 40.0, "title": "甲", "minutes": 30, "choice": "required"},
             {"scope": "B", "type": "practical", "count": 1, "score": 60.0, "choice": "any_one"}]  # fmt: skip
    return rows, blueprint_table(cells, **changes)


def test_practical_tasks_without_difficulty_are_assembled_and_their_mean_is_unknown():
    rows, table = practical(max_per_point=None)
    bank = read_bank(csv_text(rows).encode(), difficulty_known=False)
    assembly = assemble(bank, blueprint_of_table(table), 3)
    assert assembly.as_dict()["mean_difficulty"] == [None] * 3
    assert all(form[0].cell == "B-A/practical" for form in assembly.forms)


def test_an_empty_difficulty_is_a_bad_row_where_it_must_be_known():
    rows, _ = practical()
    with pytest.raises(BadInput, match="difficulty"):
        read_bank(csv_text(rows).encode())


def test_a_difficulty_target_over_items_without_difficulty_is_refused():
    rows, table = practical(mean=0.6)
    bank = read_bank(csv_text(rows).encode(), difficulty_known=False)
    with pytest.raises(BadInput) as no:
        assemble(bank, blueprint_of_table(table), 1)
    assert no.value.code == "no_difficulty"


@pytest.mark.parametrize("change", [{"choice": "some"}, {"minutes": 0}, {"minutes": 1441}, {"title": 3}])
def test_a_part_of_a_practical_blueprint_that_makes_no_sense_is_named(change):
    _, table = practical()
    table["cells"][0] |= change
    with pytest.raises(BadInput, match=next(iter(change))):
        blueprint_of_table(table)
