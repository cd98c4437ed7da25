"""Replacing one item of a certified form by another that keeps every limit: nothing else is ever offered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from liangcai.engines.assembly.assemble import Assembly
from liangcai.engines.assembly.bank import Bank
from liangcai.engines.assembly.blueprint import Blueprint
from liangcai.engines.assembly.certify import BENT, Placement, certify, conformity
from liangcai.engines.assembly.distribute import SAFETY
from liangcai.engines.assembly.model import Ints, Model, build_model
from liangcai.kernel.refusals import BadInput, Refused


def replacement_candidates(
    bank: Bank, blueprint: Blueprint, assembly: Assembly, form: int, position: int
) -> tuple[str, ...]:
    """Items that may stand in this place (form and position count from 1) with every limit kept, least used first.
    The item that stands there is not among them."""
    model = build_model(bank, blueprint, len(assembly.forms))
    there = place_of(assembly, form, position)
    slots = pairs_of(model, bank, blueprint, assembly.forms[form - 1])
    old, kept = slots[position - 1], np.delete(slots, position - 1)
    new = np.flatnonzero(model.cell == model.cell[old])
    rows = {item_id: row for row, item_id in enumerate(bank.item_ids)}
    uses = np.zeros(len(bank), np.int64)
    np.add.at(uses, [rows[place.item_id] for every in assembly.forms for place in every], 1)
    good = (uses[model.item[new]] < model.use) & ~np.isin(model.item[new], model.item[slots])
    for family in model.families:
        group = family.group[new]
        held = np.bincount(family.group[kept][family.group[kept] >= 0], minlength=family.size)
        good &= (group < 0) | (held[group] < family.cap)
    good &= model.is_x[kept].sum() + model.is_x[new] >= model.x_needed
    good &= model.is_z[kept].sum() + model.is_z[new] <= model.z_allowed
    off = np.abs(model.weight[kept].sum(0) + model.weight[new] - 1)
    good &= (off <= model.tolerance * SAFETY).all(axis=1)
    chosen = new[good]
    ordered = chosen[np.lexsort((model.item[chosen], model.cost[chosen]))]
    return tuple(bank.item_ids[item] for item in model.item[ordered] if bank.item_ids[item] != there.item_id)


def replaced(bank: Bank, blueprint: Blueprint, assembly: Assembly, form: int, position: int, item_id: str) -> Assembly:
    """The assembly with `item_id` in that place, certified anew; the bound stands, as it holds for every set of forms.
    Refused ("breaks_proof") for an item that is not among the candidates."""
    if item_id not in replacement_candidates(bank, blueprint, assembly, form, position):
        raise Refused(
            "breaks_proof",
            f"第 {form} 套第 {position} 题不能换成 {item_id}：换后试卷不再符合组卷方案。",
            citation=BENT,
            hint="请从可替换的试题中选择。",
        )
    there = place_of(assembly, form, position)
    forms = [list(every) for every in assembly.forms]
    forms[form - 1][position - 1] = Placement(position, item_id, there.cell, there.score)
    made = tuple(tuple(every) for every in forms)
    figures = certify(bank, blueprint, made)
    gap = (figures.objective - assembly.bound) / max(assembly.bound, 1)
    return replace(assembly, forms=made, figures=figures, certified_gap=gap, conformity=conformity(blueprint, made))


def place_of(assembly: Assembly, form: int, position: int) -> Placement:
    if not 1 <= form <= len(assembly.forms) or not 1 <= position <= len(assembly.forms[form - 1]):
        raise BadInput("no_such_place", f"没有第 {form} 套第 {position} 题。")
    return assembly.forms[form - 1][position - 1]


def pairs_of(model: Model, bank: Bank, blueprint: Blueprint, form: tuple[Placement, ...]) -> Ints:
    """(L,) the model's pairs of a form's places."""
    rows = {item_id: row for row, item_id in enumerate(bank.item_ids)}
    cells = {cell.name: number for number, cell in enumerate(blueprint.cells)}
    pairs = {
        (item, cell): n for n, (item, cell) in enumerate(zip(model.item.tolist(), model.cell.tolist(), strict=True))
    }
    return np.array([pairs[rows[place.item_id], cells[place.cell]] for place in form])
