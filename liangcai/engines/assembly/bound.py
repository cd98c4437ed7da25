"""A proven lower bound on the cost of any set of K forms, over the whole bank.

Let z be in how many forms a pair stands. The forms are interchangeable, so the linear relaxation of the K-form
programme has the same value as this one-form programme in z. It is solved over the cheap part of the bank; with its
dual prices every pair of the bank is priced and those that could lower the cost are added, until none can. The bound
is then computed from the prices by weak duality over all pairs: it holds whatever the solver did.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from liangcai.engines.assembly.linear import OPTIMAL, Floats, Ints, Programme, Rows, Solution, solve
from liangcai.engines.assembly.model import Model

MARGIN, EXTRA = 1.6, 30  # pairs kept a cell: times the need, and more
ROUNDS = 12
REDUCED_COST_NOISE = 1e-7


GroupRows = tuple[Ints, range]  # the groups that could exceed their limit, and their rows


@dataclass(frozen=True)
class Prices:
    """Dual prices of the aggregated programme: (C,) cells, X quota, Z quota, (A,) attributes, one array a family, (N,)
    items' uses."""

    cells: Floats
    x: float
    z: float
    attributes: Floats
    families: tuple[Floats, ...]
    uses: Floats


@dataclass(frozen=True)
class Bound:
    """`value`: proven lower bound; `pool`: the pairs that mattered; `prices`: the proof; `z`: the relaxation's optimum
    on the pool."""

    value: float
    pool: Ints
    prices: Prices


@dataclass(frozen=True)
class Aggregate:
    """The one-form programme of a (restricted) model, and which rows are which."""

    programme: Programme
    x: range
    z: range
    attributes: range
    families: tuple[GroupRows, ...]
    uses: GroupRows


def aggregate(model: Model, tolerance: float) -> Aggregate:
    """The programme in z, each form's limits times K, attributes within ±`tolerance`."""
    rows, k, pairs = Rows(), model.forms, np.arange(model.pairs)
    x, z, families, uses = limit_rows(rows, model)
    width = model.weight.shape[1]
    attributes = rows.add(
        np.tile(np.arange(width), model.pairs),
        np.repeat(pairs, width),
        model.weight.ravel(),
        np.full(width, k * (1 - tolerance)),
        np.full(width, k * (1 + tolerance)),
    )
    programme = rows.programme(model.cost.astype(float), np.full(model.pairs, float(model.use)))
    return Aggregate(programme, x, z, attributes, families, uses)


def limit_rows(rows: Rows, model: Model) -> tuple[range, range, tuple[GroupRows, ...], GroupRows]:
    """Everything but the attributes: cells first, then importance, families and uses."""
    k, pairs = model.forms, np.arange(model.pairs)
    rows.add(model.cell, pairs, np.ones(model.pairs), k * model.need, k * model.need)
    x, z = range(0), range(0)
    if model.x_needed > 0:
        x = one_row(rows, np.flatnonzero(model.is_x), k * model.x_needed, np.inf)
    if model.z_allowed < model.length:
        z = one_row(rows, np.flatnonzero(model.is_z), -np.inf, k * model.z_allowed)
    upper = np.full(model.pairs, model.use)
    families = tuple(group_rows(rows, f.group, f.size, k * f.cap, upper) for f in model.families)
    uses = group_rows(rows, model.item, int(model.item.max(initial=-1)) + 1, model.use, upper)
    return x, z, families, uses


def one_row(rows: Rows, columns: Ints, low: float, high: float) -> range:
    return rows.add(np.zeros(len(columns), np.int64), columns, np.ones(len(columns)), [low], [high])


def group_rows(rows: Rows, group: Ints, size: int, cap: int, upper: Ints) -> GroupRows:
    """One row ≤ cap for each group that could exceed it; returns those groups and their rows."""
    inside = np.flatnonzero(group >= 0)
    reach = np.bincount(group[inside], upper[inside], size)
    tight = np.flatnonzero(reach > cap)
    place = np.full(size, -1)
    place[tight] = np.arange(len(tight))
    members = inside[place[group[inside]] >= 0]
    added = rows.add(
        place[group[members]],
        members,
        np.ones(len(members)),
        np.full(len(tight), -np.inf),
        np.full(len(tight), float(cap)),
    )
    return tight, added


def prices(model: Model, built: Aggregate, solution: Solution) -> Prices:
    """The solution's dual prices with their signs made right, so that weak duality needs no trust in the solver."""
    dual = solution.dual
    by_family = []
    for family, (groups, rows) in zip(model.families, built.families, strict=True):
        price = np.zeros(family.size)
        price[groups] = np.minimum(dual[rows.start : rows.stop], 0)
        by_family.append(price)
    uses = np.zeros(int(model.item.max(initial=-1)) + 1)
    uses[built.uses[0]] = np.minimum(dual[built.uses[1].start : built.uses[1].stop], 0)
    return Prices(
        cells=dual[: model.cells],
        x=max(float(dual[built.x].sum()), 0.0),
        z=min(float(dual[built.z].sum()), 0.0),
        attributes=dual[built.attributes.start : built.attributes.stop],
        families=tuple(by_family),
        uses=uses,
    )


def reduced_costs(model: Model, price: Prices) -> Floats:
    """(P,) cost of a pair beyond what the prices pay for it."""
    uses = np.zeros(max(len(price.uses), int(model.item.max(initial=-1)) + 1))
    uses[: len(price.uses)] = price.uses
    rest = model.cost - price.cells[model.cell] - price.x * model.is_x - price.z * model.is_z
    rest = rest - model.weight @ price.attributes - uses[model.item]
    for family, by_group in zip(model.families, price.families, strict=True):
        inside = family.group >= 0
        rest[inside] -= by_group[family.group[inside]]
    return rest


def dual_value(model: Model, price: Prices) -> float:
    """Weak duality: no set of forms from the model's pairs costs less than this, whatever the prices (of right
    sign)."""
    k, tau = model.forms, model.tolerance
    value = k * float(model.need @ price.cells) + k * model.x_needed * price.x + k * model.z_allowed * price.z
    attribute = price.attributes
    value += k * float(np.where(attribute > 0, (1 - tau) * attribute, (1 + tau) * attribute).sum())
    value += sum(k * family.cap * float(by.sum()) for family, by in zip(model.families, price.families, strict=True))
    value += model.use * float(price.uses.sum())
    return value + model.use * float(np.minimum(reduced_costs(model, price), 0).sum())


def cheapest_pool(model: Model, price: Floats) -> Ints:
    """The pairs of each cell with the lowest `price`, somewhat more than K forms need."""
    order = np.lexsort((price, model.cell))
    first = np.searchsorted(model.cell[order], np.arange(model.cells + 1))
    wanted = np.ceil(MARGIN * np.ceil(model.forms * model.need / model.use)).astype(int) + EXTRA
    taken = [order[a : min(a + w, b)] for a, b, w in zip(first[:-1], first[1:], wanted, strict=True)]
    return np.sort(np.concatenate(taken))


def lower_bound(model: Model, *, thinned: bool) -> Bound | None:
    """The bound over all pairs of the model; None where the relaxation has no solution, on the cheapest pairs to begin
    with (`thinned`, a hundred times faster) or on all of them."""
    pool = cheapest_pool(model, model.cost.astype(float)) if thinned else np.arange(model.pairs)
    for _ in range(ROUNDS):
        part = model.restricted(pool)
        built = aggregate(part, model.tolerance)
        solution = solve(built.programme)
        if solution.state != OPTIMAL:
            return None
        price = prices(part, built, solution)
        rest = reduced_costs(model, price)
        inside = np.zeros(model.pairs, bool)
        inside[pool] = True
        useful = np.flatnonzero(~inside & (rest < -REDUCED_COST_NOISE))
        if not len(useful):
            break
        if len(useful) > len(pool):  # the worst first: the others may not be needed at better prices
            useful = np.sort(useful[np.argsort(rest[useful], kind="stable")[: len(pool)]])
        pool = np.sort(np.concatenate([pool, useful]))
    if not thinned:  # keep what the prices favour, and the optimum itself
        pool = np.union1d(cheapest_pool(model, rest), pool[solution.x > 0])
    return Bound(dual_value(model, price), pool, price)
