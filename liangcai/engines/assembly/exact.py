"""The whole K-form programme for small cases: settles what the decomposition leaves open."""

from __future__ import annotations

import numpy as np

from liangcai.engines.assembly.linear import Floats, Ints, Rows, Solution, solve
from liangcai.engines.assembly.model import Model

MOST_COLUMNS = 1500
NODES = 20_000
QUOTA_PRICE = 0.01  # of a missing X or surplus Z, against 1 for a missing item


def small(model: Model) -> bool:
    return model.forms * model.pairs <= MOST_COLUMNS


def settle(model: Model, goal: str, seconds: float = np.inf) -> tuple[Ints | None, Solution]:
    """Forms as (K, L) pairs, ordered by cell, and the solver's verdict. `goal`: "cost" within the tolerance,
    "deviation" = the least largest deviation whatever the cost, "shortage" = the fewest missing items (the forms then
    None; the solution's last K·(C + 2) columns say where: cells by form, X by form, Z by form)."""
    k, pairs, cells, width = model.forms, model.pairs, model.cells, model.weight.shape[1]
    columns = k * pairs
    form, pair = np.repeat(np.arange(k), pairs), np.tile(np.arange(pairs), k)
    short = goal == "shortage"
    missing = columns + np.arange(k * (cells + 2) if short else 1)  # cells by form, then X by form, then Z by form
    rows, ones = Rows(), np.ones(columns)
    at, own, value = form * cells + model.cell[pair], np.arange(columns), ones
    if short:
        at, own = np.append(at, np.arange(k * cells)), np.append(own, missing[: k * cells])
        value = np.ones(len(own))
    rows.add(at, own, value, np.tile(model.need, k), np.tile(model.need, k))
    for family in model.families:
        inside = np.flatnonzero(family.group[pair] >= 0)
        groups, local = np.unique(form[inside] * family.size + family.group[pair[inside]], return_inverse=True)
        rows.add(local, inside, np.ones(len(inside)), np.zeros(len(groups)), np.full(len(groups), float(family.cap)))
    items, local = np.unique(model.item[pair], return_inverse=True)
    rows.add(local, np.arange(columns), ones, np.zeros(len(items)), np.full(len(items), float(model.use)))
    quota_rows(rows, model, form, pair, missing[k * cells :] if short else None)
    if not short and width:
        band_rows(rows, model, form, pair, columns, goal == "deviation")
    cost = np.append(model.cost[pair] * float(goal == "cost"), np.full(len(missing), float(goal != "cost")))
    if short:
        cost[missing[k * cells :]] = QUOTA_PRICE
    upper = np.append(ones, np.full(len(missing), 0.0 if goal == "cost" else np.inf))
    whole = np.arange(columns + len(missing)) < columns
    found = solve(rows.programme(cost, upper), whole=whole, nodes=NODES, seconds=seconds)
    if short or not len(found.x):
        return None, found
    chosen = np.flatnonzero(np.round(found.x[:columns]))
    order = np.lexsort((pair[chosen], model.cell[pair[chosen]], form[chosen]))
    return pair[chosen][order].reshape(k, model.length), found


def quota_rows(rows: Rows, model: Model, form: Ints, pair: Ints, missing: Ints | None) -> None:
    """Importance in each form; `missing` X and surplus Z are bought where given (2K columns)."""
    k = model.forms
    limits = ((model.is_x, model.x_needed, np.inf, 1.0), (model.is_z, -np.inf, model.z_allowed, -1.0))
    for number, (mask, low, high, sign) in enumerate(limits):
        own = np.flatnonzero(mask[pair])
        row, value = form[own], np.ones(len(own))
        if missing is not None:
            row, value = np.append(row, np.arange(k)), np.append(value, np.full(k, sign))
            own = np.append(own, missing[number * k : (number + 1) * k])
        rows.add(row, own, value, np.full(k, low), np.full(k, high))


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
