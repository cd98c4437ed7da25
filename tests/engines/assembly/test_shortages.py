"""A short bank gives the complete list of what is missing, with the reason."""

import pytest

from liangcai.engines.assembly import BankShort, assemble, blueprint_of_table, read_bank

from .bank_factory import blueprint_table, csv_text, item, realistic_bank, realistic_cells

CELL = {"scope": "A-A", "type": "single_choice", "count": 2, "score": 1.0}


def shortages_of(rows, table, forms):
    with pytest.raises(BankShort) as short:
        assemble(read_bank(csv_text(rows).encode()), blueprint_of_table(table), forms)
    return {s.cell: (s.needed, s.available, s.short, s.because) for s in short.value.shortages}


def test_one_item_fewer_than_needed_is_short_by_one_and_the_exact_number_suffices():
    rows = [item(n) for n in range(6)]
    table = blueprint_table([CELL])
    assert shortages_of(rows[:5], table, 3) == {"A-A/single_choice": (6, 5, 1, "too few items")}
    assert len(assemble(read_bank(csv_text(rows).encode()), blueprint_of_table(table), 3).forms) == 3


def test_one_enemy_set_in_a_cell_is_named_as_the_reason():
    rows = [item(n, enemy_set="E") for n in range(9)]
    assert shortages_of(rows, blueprint_table([CELL]), 3) == {"A-A/single_choice": (6, 3, 3, "enemies")}


def test_one_point_in_a_cell_is_named_as_the_reason():
    rows = [item(n, point="A-A-001") for n in range(9)]
    assert shortages_of(rows, blueprint_table([CELL]), 3) == {"A-A/single_choice": (6, 3, 3, "points")}


def test_enough_items_for_a_form_but_not_for_so_many_reuses_names_the_use_limit():
    rows = [item(n) for n in range(4)]
    table = blueprint_table([CELL], max_item_use=2)
    assert shortages_of(rows, table, 5) == {"A-A/single_choice": (10, 8, 2, "max_item_use")}
    assert shortages_of(rows[:1], table, 5)["A-A/single_choice"][3] == "too few items"


def test_a_point_shared_by_two_cells_is_found_though_each_cell_alone_suffices():
    rows = [item(1, point="P"), item(2, point="P", type="true_false")]
    cells = [CELL | {"count": 1}, CELL | {"count": 1, "type": "true_false"}]
    short = shortages_of(rows, blueprint_table(cells), 1)
    assert [value[2:] for value in short.values()] == [(1, "points")]


def test_enemies_that_only_clash_when_forms_are_laid_out_are_found():
    pairs = [
        "ab",
        "bc",
        "ca",
    ]  # three enemy sets cannot name a triangle with one set an item: use chains over two cells
    rows = [item(n, enemy_set="E", scope="A-A" if n % 2 else "A-B") for n in range(len(pairs) + 1)]
    cells = [CELL | {"count": 1}, CELL | {"count": 1, "scope": "A-B"}]
    short = shortages_of(rows, blueprint_table(cells), 2)
    assert sum(value[2] for value in short.values()) == 2 and {v[3] for v in short.values()} == {"enemies"}


def test_missing_importance_is_listed_too():
    rows = [item(n, importance="Y" if n else "X") for n in range(4)]
    short = shortages_of(rows, blueprint_table([CELL], importance={"X_min": 0.5}), 2)
    assert short == {"importance X": (2, 1, 1, "too few items")}
    rows = [item(n, importance="Z" if n else "X") for n in range(4)]
    short = shortages_of(rows, blueprint_table([CELL], importance={"Z_max": 0.5}), 2)
    assert short == {"importance X/Y": (2, 1, 1, "too few items")}


@pytest.mark.parametrize("forms", [4, 7])
def test_all_planted_shortages_of_a_larger_bank_are_found_at_once(forms):
    rows = realistic_bank(2500, seed=3)
    table = blueprint_table(realistic_cells(), mean=0.58, importance={"X_min": 0.3})
    inside = [row for row in rows if row["scope"] == "A-1-a" and row["type"] == "single_choice"]
    false = [row for row in rows if row["scope"].startswith("A-2") and row["type"] == "true_false"]
    kept = [row for row in rows if row not in inside and row not in false]
    kept += inside[: 2 * forms - 3] + false[: 2 * forms - 1]
    for row in kept:
        if row["scope"].startswith("A-3") and row["type"] == "true_false":
            row["point"] = "A-3-only"
    short = shortages_of(kept, table, forms)
    assert {cell: value[2:] for cell, value in short.items()} == {
        "A-1-a/single_choice": (3, "too few items"),
        "A-2/true_false": (1, "too few items"),
        "A-3/true_false": (forms, "points"),
    }


def test_a_cell_nobody_wrote_for_is_short_by_all_it_needs():
    short = shortages_of([item(1)], blueprint_table([CELL | {"type": "essay"}]), 4)
    assert short == {"A-A/essay": (8, 0, 8, "too few items")}
