"""Forms equal their blueprint, the proof is honest, and tiny banks agree with brute force."""

import csv
import io
import json

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from liangcai.engines.assembly import (
    BankShort,
    assemble,
    blueprint_of_table,
    certify,
    exposure,
    overlap_matrix,
    read_bank,
    replaced,
    replacement_candidates,
)
from liangcai.engines.assembly.bound import cheapest_pool, lower_bound
from liangcai.engines.assembly.model import build_model
from liangcai.kernel.refusals import BadInput, Refused

from .bank_factory import blueprint_table, csv_text, item, realistic_bank, realistic_cells
from .brute_force import best
from .independent_verifier import violations


def bank_of(rows):
    return read_bank(csv_text(rows).encode())


def placements_of(assembly):
    rows = [{"form": n, "position": p.position, "item_id": p.item_id, "cell": p.cell, "score": p.score}
            for n, form in enumerate(assembly.forms, start=1) for p in form]  # fmt: skip
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return list(csv.DictReader(io.StringIO(text.getvalue(), newline="")))


IMPORTANCE = {"X_min": 0.5, "Z_max": 0.15}
ROWS = realistic_bank(1200, seed=5)
TABLE = blueprint_table(realistic_cells(), mean=0.58, importance=IMPORTANCE)


@pytest.mark.parametrize(
    ("rows", "table", "forms"),
    [
        (ROWS, TABLE, 6),
        (ROWS, TABLE, 1),
        (realistic_bank(500, seed=6), blueprint_table(realistic_cells(), mean=0.58, max_item_use=6), 12),
        (realistic_bank(900, seed=7, irt=False), blueprint_table(realistic_cells(), mean=0.58, tolerance=0.003), 5),
        (realistic_bank(600, seed=8), blueprint_table(realistic_cells(), max_per_point=None), 4),
        (realistic_bank(600, seed=9), blueprint_table(realistic_cells(), max_per_point=2, importance=IMPORTANCE), 4),
    ],
    ids=["six-forms", "one-form", "heavy-reuse", "no-item-response", "no-difficulty-no-points", "two-a-point"],
)
def test_forms_keep_every_limit_in_an_independent_check_with_a_small_gap(rows, table, forms):
    assembly = assemble(bank_of(rows), blueprint_of_table(table), forms, seed=1)
    assert len(assembly.forms) == forms
    assert violations(rows, table, placements_of(assembly)) == []
    assert 0 <= assembly.certified_gap <= 0.05
    assert assembly.bound <= assembly.objective


def test_the_same_seed_gives_the_same_forms_and_another_seed_may_not():
    bank, blueprint = bank_of(ROWS), blueprint_of_table(TABLE)
    one, again, other = (assemble(bank, blueprint, 5, seed=seed) for seed in (3, 3, 4))
    assert (one.forms, one.conformity) == (again.forms, again.conformity)
    assert other.forms != one.forms


def test_the_order_of_sums_in_the_report_is_that_of_the_contract():
    report = assemble(bank_of(ROWS), blueprint_of_table(TABLE), 2, seed=0).as_dict()
    wanted = {"forms", "certified_gap", "bound", "objective", "max_deviation", "mean_difficulty", "information",
              "times_used_cost", "seconds", "seed", "checks", "conformity"}  # fmt: skip
    assert wanted <= set(report)
    assert report["checks"]["cells"] == "equal" and report["conformity"].startswith("sha256:")
    assert len(report["information"]) == 2 and len(report["information"][0]) == 3
    assert json.loads(json.dumps(report)) == report


def test_the_bound_holds_over_the_whole_bank_not_only_the_thinned_pool():
    model = build_model(bank_of(ROWS), blueprint_of_table(TABLE), 2)
    thin, whole = lower_bound(model, thinned=True), lower_bound(model, thinned=False)
    assert len(thin.pool) < model.pairs
    assert thin.value == pytest.approx(whole.value, rel=1e-6)
    bent = thin.prices.cells * 0.5  # weak duality: any prices give a bound, only a worse one
    from dataclasses import replace

    from liangcai.engines.assembly.bound import dual_value

    assert dual_value(model, replace(thin.prices, cells=bent)) <= thin.value + 1e-6


def test_the_pool_holds_the_cheapest_pairs_of_every_cell():
    model = build_model(bank_of(ROWS), blueprint_of_table(TABLE), 1)
    pool = cheapest_pool(model, model.cost.astype(float))
    for cell in range(model.cells):
        mine, kept = np.flatnonzero(model.cell == cell), pool[model.cell[pool] == cell]
        left_out = np.setdiff1d(mine, kept)
        assert not len(left_out) or model.cost[kept].max() <= model.cost[left_out].min()


def test_an_item_that_fits_two_cells_serves_where_it_is_needed():
    rows = [item(1, scope="A-A"), item(2, scope="A-B")]
    wide = {"scope": "A", "type": "single_choice", "count": 1, "score": 1.0}
    narrow = {"scope": "A-A", "type": "single_choice", "count": 1, "score": 2.0}
    assembly = assemble(bank_of(rows), blueprint_of_table(blueprint_table([wide, narrow])), 1)
    assert {p.score: p.item_id for p in assembly.forms[0]} == {1.0: "DEMO00002", 2.0: "DEMO00001"}


def test_a_scope_covers_whole_levels_only():
    rows = [item(1, scope="A-AB"), item(2, scope="A-A-B")]
    cell = {"scope": "A-A", "type": "single_choice", "count": 1, "score": 1.0}
    assembly = assemble(bank_of(rows), blueprint_of_table(blueprint_table([cell])), 1)
    assert assembly.forms[0][0].item_id == "DEMO00002"


@pytest.mark.parametrize(
    ("value", "band"), [("0.75", "easy"), ("0.7499", "medium"), ("0.55", "medium"), ("0.5499", "hard")]
)
def test_difficulty_bands_meet_at_their_thresholds(value, band):
    cells = {name: {"scope": "A", "type": "single_choice", "count": 1, "score": 1.0, "difficulty": name}
             for name in ("easy", "medium", "hard")}  # fmt: skip
    bank = bank_of([item(1, difficulty=value)])
    assert assemble(bank, blueprint_of_table(blueprint_table([cells.pop(band)])), 1).forms[0][0].item_id == "DEMO00001"
    for other in cells.values():
        with pytest.raises(BankShort):
            assemble(bank, blueprint_of_table(blueprint_table([other])), 1)


def test_least_used_items_come_first_and_among_them_the_longest_rested():
    rows = [
        item(1, times_used=1, last_used_on="2024-01-01"),
        item(2, times_used=1, last_used_on="2020-01-01"),
        item(3, times_used=2, last_used_on="2015-01-01"),
        item(4, times_used=0),
    ]
    table = blueprint_table([{"scope": "A", "type": "single_choice", "count": 2, "score": 1.0}])
    assembly = assemble(bank_of(rows), blueprint_of_table(table), 1)
    assert {p.item_id for p in assembly.forms[0]} == {"DEMO00002", "DEMO00004"}
    assert (assembly.figures.times_used_cost, assembly.objective, assembly.certified_gap) == (100, 100, 0.0)


def test_nothing_used_before_costs_nothing_and_has_no_gap():
    rows = [item(n) for n in range(4)]
    table = blueprint_table([{"scope": "A", "type": "single_choice", "count": 2, "score": 1.0}])
    assembly = assemble(bank_of(rows), blueprint_of_table(table), 2)
    assert (assembly.objective, assembly.bound, assembly.certified_gap) == (0, 0, 0.0)


def test_a_tolerance_out_of_reach_is_refused_with_the_smallest_deviation():
    rows = [item(n, difficulty=0.5) for n in range(6)]
    table = blueprint_table(
        [{"scope": "A", "type": "single_choice", "count": 2, "score": 1.0}], mean=0.8, tolerance=0.01
    )
    with pytest.raises(Refused) as no:
        assemble(bank_of(rows), blueprint_of_table(table), 2)
    assert no.value.code == "tolerance_unreachable" and no.value.facts["proven"]
    assert no.value.facts["smallest_deviation"] == pytest.approx(0.375)


def test_a_tolerance_out_of_reach_of_a_larger_bank_is_said_near_its_proven_least():
    table = blueprint_table(realistic_cells(), mean=0.9, tolerance=0.005)
    with pytest.raises(Refused) as no:
        assemble(bank_of(ROWS), blueprint_of_table(table), 5)
    facts = no.value.facts
    assert no.value.code == "tolerance_unreachable" and facts["proven"]
    assert (
        0.005
        < facts["smallest_deviation_bound"]
        <= facts["smallest_deviation"]
        <= 1.2 * facts["smallest_deviation_bound"]
    )


def test_an_information_target_without_calibrated_items_is_bad_input():
    table = blueprint_table(realistic_cells(), mean=0.58)
    table["difficulty"]["information"] = [1.0, 1.0, 1.0]
    with pytest.raises(BadInput, match="a、b、c"):
        assemble(bank_of(realistic_bank(200, 1, irt=False)), blueprint_of_table(table), 1)


@pytest.mark.parametrize("forms", [0, -1, 1001])
def test_a_senseless_number_of_forms_is_bad_input(forms):
    with pytest.raises(BadInput):
        assemble(bank_of(ROWS), blueprint_of_table(TABLE), forms)


def test_when_time_is_out_at_once_nothing_is_delivered():
    with pytest.raises(Refused) as no:
        assemble(bank_of(ROWS), blueprint_of_table(TABLE), 5, time_limit_s=1.0, elapsed=lambda: 2.0)
    assert no.value.code in ("out_of_time", "not_found")


def test_the_checker_refuses_a_form_with_one_item_exchanged():
    bank, blueprint = bank_of(ROWS), blueprint_of_table(TABLE)
    assembly = assemble(bank, blueprint, 2)
    from dataclasses import replace

    good, doubled, misplaced = assembly.forms[0][0], assembly.forms[0][1].item_id, assembly.forms[1][-1].item_id
    for change in ({"item_id": doubled}, {"item_id": misplaced}, {"score": 9.0}, {"cell": "other"}):
        bad = replace(good, **change)
        with pytest.raises(Refused):
            certify(bank, blueprint, ((bad, *assembly.forms[0][1:]), assembly.forms[1]))


def test_replacing_offers_exactly_the_items_that_keep_the_proof():
    table = TABLE | {"difficulty": {"mean": 0.58, "tolerance": 0.03}}
    bank, blueprint = bank_of(ROWS), blueprint_of_table(table)
    assembly = assemble(bank, blueprint, 3)
    offered = replacement_candidates(bank, blueprint, assembly, 2, 5)
    placements = placements_of(assembly)
    changed_row = next(row for row in placements if (row["form"], row["position"]) == ("2", "5"))
    there, keeping = changed_row["item_id"], set()
    for row in ROWS:
        changed_row["item_id"] = row["item_id"]
        if (
            row["type"] == "single_choice"
            and row["scope"].startswith("A-0-")
            and not violations(ROWS, table, placements)
        ):
            keeping.add(row["item_id"])
    assert offered and set(offered) == keeping - {there}
    changed = replaced(bank, blueprint, assembly, 2, 5, offered[0])
    assert changed.forms[1][4].item_id == offered[0]
    assert changed.bound == assembly.bound and changed.conformity != assembly.conformity
    with pytest.raises(Refused):
        replaced(bank, blueprint, assembly, 2, 5, assembly.forms[0][0].item_id)
    with pytest.raises(BadInput):
        replacement_candidates(bank, blueprint, assembly, 4, 1)


def test_exposure_and_overlap_count_the_same_uses():
    rows = realistic_bank(300, seed=6)
    bank = bank_of(rows)
    assembly = assemble(bank, blueprint_of_table(blueprint_table(realistic_cells(), max_item_use=4)), 8)
    shown, matrix = exposure(bank, assembly.forms), overlap_matrix(assembly.forms)
    assert sum(row.in_forms for row in shown) == 8 * 32 and max(row.in_forms for row in shown) <= 4
    pairs = sum(row.in_forms * (row.in_forms - 1) for row in shown)
    assert sum(map(sum, matrix)) - sum(matrix[n][n] for n in range(8)) == pairs
    assert all(matrix[n][n] == 32 for n in range(8))


tiny_items = st.lists(
    st.fixed_dictionaries(
        {
            "scope": st.sampled_from(["A-A", "A-B"]),
            "point": st.sampled_from(["", "P1", "P2", "P3"]),
            "importance": st.sampled_from(["X", "Y", "Z", ""]),
            "difficulty": st.sampled_from(["0.4", "0.6", "0.7", "0.8"]),
            "times_used": st.integers(0, 3),
            "enemy_set": st.sampled_from(["", "", "E1", "E2"]),
        }
    ),
    min_size=1,
    max_size=7,
)
tiny_tables = st.builds(
    lambda scopes, counts, mean, use, point, shares: blueprint_table(
        [{"scope": s, "type": "single_choice", "count": c, "score": float(n + 1)}
         for n, (s, c) in enumerate(zip(scopes, counts, strict=False))],
        mean=mean, tolerance=0.1, max_item_use=use, max_per_point=point, **shares),
    st.lists(st.sampled_from(["A", "A-A", "A-B"]), min_size=1, max_size=2),
    st.lists(st.integers(1, 2), min_size=2, max_size=2),
    st.sampled_from([None, 0.6]),
    st.integers(1, 2),
    st.sampled_from([None, 1, 2]),
    st.sampled_from([{}, {"importance": {"X_min": 0.5}}, {"importance": {"Z_max": 0.34}}]),
)  # fmt: skip


LONE_FORM = [  # overlapping cells of different score and one form: it has no partner to swap with
    {"scope": "A-A", "point": "", "importance": "X", "difficulty": d, "times_used": 0, "enemy_set": ""}
    for d in ("0.4", "0.4", "0.4", "0.6", "0.7", "0.7")
]  # fmt: skip
LONE_FORM_TABLE = blueprint_table(
    [{"scope": "A", "type": "single_choice", "count": c, "score": float(s)} for s, c in ((1, 1), (2, 2))],
    mean=0.6, tolerance=0.1, max_item_use=1, max_per_point=None,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@example(LONE_FORM, LONE_FORM_TABLE, 1)
@given(tiny_items, tiny_tables, st.integers(1, 3))
def test_on_tiny_banks_the_answer_is_the_one_brute_force_finds(fields, table, forms):
    rows = [item(n, **one) for n, one in enumerate(fields)]
    cost, least = best(rows, table, forms, 0.1 - 1e-9)
    try:
        assembly = assemble(bank_of(rows), blueprint_of_table(table), forms)
    except BankShort as short:
        assert least is None
        assert all(s.short == s.needed - s.available > 0 for s in short.shortages)
        mended, untargeted = (
            delivered(rows, table, short.shortages),
            {k: v for k, v in table.items() if k != "difficulty"},
        )
        assembly = assemble(bank_of(mended), blueprint_of_table(untargeted), forms)
        assert violations(mended, untargeted, placements_of(assembly)) == []
    except Refused as no:
        assert no.code == "tolerance_unreachable" and cost is None and least is not None
        assert no.facts["smallest_deviation"] == pytest.approx(least, abs=1e-6)
    else:
        assert violations(rows, table, placements_of(assembly)) == []
        assert cost is not None and assembly.bound <= cost <= assembly.objective <= cost * 1.001


def delivered(rows, table, shortages):
    """The bank after the order list was delivered: new items of no point and no enemies in the cells named."""
    cells = {cell.name: cell.scope for cell in blueprint_of_table(table).cells}
    new = []
    for shortage in shortages:
        scopes = [cells[shortage.cell]] if shortage.cell in cells else sorted(set(cells.values()))
        new += [item(100 + len(new) + n, scope=scope) for n, scope in enumerate(scopes * shortage.short)]
    return rows + new
