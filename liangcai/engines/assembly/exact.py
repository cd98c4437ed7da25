"""The whole K-form programme for small cases: settles what the decomposition leaves open."""

from __future__ import annotations

import numpy as np

from liangcai.engines.assembly.linear import Floats, Ints, Rows, Solution, solve
from liangcai.engines.assembly.model import Model

MOST_COLUMNS = 1500
NODES = 20_000


def small(model: Model) -> bool:
    return model.forms * model.pairs <= MOST_COLUMNS


def settle(model: Model, goal: str, seconds: float = np.inf) -> tuple[Ints | None, Solution]:
    """Forms as (K, L) pairs, ordered by cell, and the solver's verdict. `goal`: "cost" within the tolerance,
    "deviation" = the least largest deviation whatever the cost, "shortage" = the fewest missing items (the forms then
    None; the solution's last K·C columns say where)."""
    k, pairs, cells, width = model.forms, model.pairs, model.cells, model.weight.shape[1]
    columns = k * pairs
    form, pair = np.repeat(np.arange(k), pairs), np.tile(np.arange(pairs), k)
    rows, ones = Rows(), np.ones(columns)
    extra = columns + np.arange(k * cells if goal == "shortage" else 1)
    cell_rows, cell_columns, cell_values = form * cells + model.cell[pair], np.arange(columns), ones
    if goal == "shortage":
        cell_rows = np.concatenate([cell_rows, np.arange(k * cells)])
        cell_columns, cell_values = np.concatenate([cell_columns, extra]), np.ones(columns + len(extra))
    rows.add(cell_rows, cell_columns, cell_values, np.tile(model.need, k), np.tile(model.need, k))
    for family in model.families:
        inside = np.flatnonzero(family.group[pair] >= 0)
        groups, local = np.unique(form[inside] * family.size + family.group[pair[inside]], return_inverse=True)
        rows.add(local, inside, np.ones(len(inside)), np.zeros(len(groups)), np.full(len(groups), float(family.cap)))
    items, local = np.unique(model.item[pair], return_inverse=True)
    rows.add(local, np.arange(columns), ones, np.zeros(len(items)), np.full(len(items), float(model.use)))
    for mask, low, high in ((model.is_x, model.x_needed, model.length), (model.is_z, 0, model.z_allowed)):
        if goal != "shortage":
            chosen = np.flatnonzero(mask[pair])
            rows.add(form[chosen], chosen, np.ones(len(chosen)), np.full(k, low), np.full(k, high))
    if goal != "shortage" and width:
        band_rows(rows, model, form, pair, int(extra[0]), goal == "deviation")
    cost = np.concatenate([model.cost[pair].astype(float), np.zeros(len(extra))])
    upper = np.concatenate([ones, np.full(len(extra), 0.0 if goal == "cost" else np.inf)])
    if goal != "cost":
        cost = np.concatenate([np.zeros(columns), np.ones(len(extra))])
    whole = np.arange(columns + len(extra)) < columns
    found = solve(rows.programme(cost, upper), whole=whole, nodes=NODES, seconds=seconds)
    if goal == "shortage" or not len(found.x):
        return None, found
    chosen = np.flatnonzero(np.round(found.x[:columns]))
    order = np.lexsort((pair[chosen], model.cell[pair[chosen]], form[chosen]))
    return pair[chosen][order].reshape(k, model.length), found


def band_rows(rows: Rows, model: Model, form: Ints, pair: Ints, deviation: int, free: bool) -> None:
    """Each form's attributes within the tolerance, or within the column `deviation` where it is `free`."""
    width, k = model.weight.shape[1], model.forms
    row = (form[:, None] * width + np.arange(width)).ravel()
    column = np.repeat(np.arange(len(pair)), width)
    value: Floats = model.weight[pair].ravel()
    reach = 0.0 if free else model.tolerance * (1 - 1e-7)
    for sign in (1.0, -1.0):
        rows.add(
            np.concatenate([row, np.arange(k * width)]),
            np.concatenate([column, np.full(k * width, deviation)]),
            np.concatenate([sign * value, np.full(k * width, -1.0)]),
            np.full(k * width, -np.inf),
            np.full(k * width, sign + reach),
        )
