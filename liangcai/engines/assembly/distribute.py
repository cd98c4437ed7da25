"""Dealing the selected items to K forms so that every single form keeps all limits.

Tabu search over swaps *inside a cell* between two forms: counts, types, scores and cost cannot change. Where that is
stuck, one item is exchanged for an unused one of the same cell (a pool move), preferring the cheap.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from liangcai.engines.assembly.model import Floats, Ints, Model

CONFLICT, QUOTA = 20.0, 5.0  # what a conflict and a missing quota weigh in a move, against squared excess deviation
PARTNERS = 6
PATIENCE, MOST_STEPS = 300, 8000
SAFETY = 1 - 1e-7  # stay inside the tolerance by more than rounding, so that any checker agrees
PRICE = 2.0  # what an item of average cost weighs when it comes in from the pool
FORBIDDEN = 1e9


@dataclass(frozen=True)
class Deal:
    """`slots` (K, L): the pair in each place, places ordered by cell; `trouble` 0 = every form keeps every limit."""

    slots: Ints
    trouble: float


def first_deal(model: Model, counts: Ints, rng: np.random.Generator) -> Ints:
    """Deals each cell's items round the forms, those of one point and copies of one item next to each other, so that
    they land in different forms."""
    slots = np.zeros((model.forms, model.length), np.int64)
    first = np.concatenate([[0], np.cumsum(model.need)])
    group = model.families[0].group if model.families else model.item
    pairs = np.repeat(np.arange(model.pairs), counts)
    pairs = pairs[np.lexsort((pairs, group[pairs], model.cell[pairs]))]
    for cell in range(model.cells):
        dealt = pairs[model.forms * first[cell] : model.forms * first[cell + 1]]
        turn = np.arange(len(dealt))
        shift = int(rng.integers(0, len(dealt)))
        slots[rng.permutation(model.forms)[turn % model.forms], first[cell] + turn // model.forms] = np.roll(
            dealt, shift
        )
    return slots


class Table:
    """The forms on the table during the search, with everything a move needs kept up to date."""

    def __init__(self, model: Model, slots: Ints, rng: np.random.Generator) -> None:
        self.model, self.rng, self.slots = model, rng, slots.copy()
        self.limit = model.tolerance * SAFETY if model.weight.shape[1] else 1.0
        self.x, self.z = model.is_x.astype(np.int64), model.is_z.astype(np.int64)
        self.groups = [self.local_groups(family.group) for family in model.families]
        self.caps = [family.cap for family in model.families]
        rows = np.arange(model.forms)[:, None]
        self.held = []
        for group in self.groups:
            held = np.zeros((model.forms, group.max(initial=0) + 2), np.int32)
            np.add.at(held, (rows, group[self.slots]), 1)
            held[:, -1] = -10_000  # column of the items in no group: never full
            self.held.append(held)
        self.off = model.weight[self.slots].sum(1) - 1.0
        self.held_x, self.held_z = self.x[self.slots].sum(1), self.z[self.slots].sum(1)
        self.conflicts = sum((self.over(n) for n in range(len(self.groups))), np.zeros(model.forms))
        self.tabu = np.zeros((model.forms, model.length), np.int64)
        self.uses = np.bincount(model.item[self.slots].ravel(), minlength=int(model.item.max()) + 1)
        self.step = 0
        self.place_cell = np.repeat(np.arange(model.cells), model.need)
        first = np.concatenate([[0], np.cumsum(model.need)])
        self.here = np.concatenate(
            [np.repeat(np.arange(a, b), b - a) for a, b in zip(first[:-1], first[1:], strict=True)]
        )
        self.there = np.concatenate(
            [np.tile(np.arange(a, b), b - a) for a, b in zip(first[:-1], first[1:], strict=True)]
        )
        self.pool: tuple[Ints, Ints] | None = None

    @staticmethod
    def local_groups(group: Ints) -> Ints:
        """Groups numbered densely; -1 (no group) indexes the last column."""
        named = np.unique(group[group >= 0])
        return np.where(group >= 0, np.searchsorted(named, group), -1)

    def over(self, family: int) -> Floats:
        return np.maximum(self.held[family] - self.caps[family], 0).sum(1).astype(float)

    def excess(self, off: Floats) -> Floats:
        """Squared deviation beyond 0.6 of the limit, in units of the limit: pulls forms well inside."""
        return (np.maximum(np.abs(off) / self.limit - 0.6, 0) ** 2).sum(-1)

    def shortfall(self, x: Ints, z: Ints) -> Ints:
        return np.maximum(self.model.x_needed - x, 0) + np.maximum(z - self.model.z_allowed, 0)

    def trouble(self) -> Floats:
        """(K,) 0 where a form keeps every limit."""
        deviation = np.abs(self.off).max(1, initial=0.0)
        quotas = 2.0 * self.shortfall(self.held_x, self.held_z)
        return np.maximum(deviation / self.limit - 1, 0) + 10.0 * self.conflicts + quotas

    def partners(self, form: int) -> Ints:
        """Forms whose deviations oppose this one's, and a few at random."""
        others = np.flatnonzero(np.arange(self.model.forms) != form)
        if len(others) <= PARTNERS:
            return others
        likeness = self.off @ self.off[form]
        likeness[form] = np.inf
        half = PARTNERS // 2
        drawn = self.rng.integers(0, self.model.forms, PARTNERS - half)
        chosen = np.unique(np.concatenate([np.argpartition(likeness, half)[:half], drawn]))
        return chosen[chosen != form]

    def swap(self, form: int) -> None:
        """The best swap inside a cell between `form` and its partners that is not tabu; a lone form has none."""
        model, others = self.model, self.partners(form)
        if not len(others):
            return
        mine, theirs = self.slots[form, self.here], self.slots[others][:, self.there]
        shift = model.weight[theirs] - model.weight[mine]
        rows = np.arange(len(others))[:, None]
        score = self.excess(self.off[form] + shift) + self.excess(self.off[others][:, None, :] - shift)
        score -= self.excess(self.off[others])[:, None]
        for group, held, cap in zip(self.groups, self.held, self.caps, strict=True):
            leaving, coming = group[mine], group[theirs]
            ours, their_held = held[form], held[others]
            change = (ours[coming] >= cap).astype(np.int64) - (ours[leaving] > cap)
            change += (their_held[rows, leaving] >= cap).astype(np.int64) - (their_held[rows, coming] > cap)
            score += CONFLICT * np.where(coming == leaving, 0, change)
        x, z = self.x[theirs] - self.x[mine], self.z[theirs] - self.z[mine]
        after = self.shortfall(self.held_x[form] + x, self.held_z[form] + z)
        after = after + self.shortfall(self.held_x[others][:, None] - x, self.held_z[others][:, None] - z)
        score += QUOTA * (after - self.shortfall(self.held_x[others], self.held_z[others])[:, None])
        barred = (self.tabu[form, self.here] > self.step) | (self.tabu[others][:, self.there] > self.step)
        score[barred | (mine == theirs)] = FORBIDDEN
        row, move = divmod(int(score.argmin()), len(self.here))
        if score[row, move] >= FORBIDDEN:
            return
        other, a, b = int(others[row]), int(self.here[move]), int(self.there[move])
        out, into = int(self.slots[form, a]), int(self.slots[other, b])
        self.put(form, a, out, into)
        self.put(other, b, into, out)
        until = self.step + 6 + int(self.rng.integers(0, 8))
        self.tabu[form, a] = self.tabu[other, b] = until

    def exchange(self, form: int) -> None:
        """Puts an item that still may be used in the place of one of the form, if that helps."""
        model = self.model
        place, new = self.pool_moves()
        old = self.slots[form, place]
        shift = model.weight[new] - model.weight[old]
        score = self.excess(self.off[form] + shift) - self.excess(self.off[form])
        for group, held, cap in zip(self.groups, self.held, self.caps, strict=True):
            leaving, coming, ours = group[old], group[new], held[form]
            change = (ours[coming] >= cap).astype(np.int64) - (ours[leaving] > cap)
            score = score + CONFLICT * np.where(coming == leaving, 0, change)
        after = self.shortfall(
            self.held_x[form] + self.x[new] - self.x[old], self.held_z[form] + self.z[new] - self.z[old]
        )
        score = score + QUOTA * (after - self.shortfall(self.held_x[form], self.held_z[form]))
        score = score + PRICE * (model.cost[new] - model.cost[old]) / max(float(model.cost.mean()), 1.0)
        barred = (self.uses[model.item[new]] >= model.use) | (self.tabu[form, place] > self.step)
        score[barred] = FORBIDDEN
        best = int(score.argmin())
        if score[best] >= 0:
            return
        self.uses[model.item[old[best]]] -= 1
        self.uses[model.item[new[best]]] += 1
        self.put(form, int(place[best]), int(old[best]), int(new[best]))
        self.tabu[form, place[best]] = self.step + 10

    def pool_moves(self) -> tuple[Ints, Ints]:
        """(place, pair) of every way to fill a place of a form."""
        if self.pool is None:
            order = np.argsort(self.model.cell, kind="stable")
            first = np.searchsorted(self.model.cell[order], np.arange(self.model.cells + 1))
            spans = [order[first[cell] : first[cell + 1]] for cell in self.place_cell]
            self.pool = np.repeat(np.arange(len(spans)), [len(span) for span in spans]), np.concatenate(spans)
        return self.pool

    def put(self, form: int, place: int, out: int, into: int) -> None:
        self.slots[form, place] = into
        self.off[form] += self.model.weight[into] - self.model.weight[out]
        self.held_x[form] += self.x[into] - self.x[out]
        self.held_z[form] += self.z[into] - self.z[out]
        self.conflicts[form] = 0
        for n, group in enumerate(self.groups):
            self.held[n][form, group[out]] -= 1
            self.held[n][form, group[into]] += 1
            self.conflicts[form] += np.maximum(self.held[n][form] - self.caps[n], 0).sum()


def distribute(
    model: Model, slots: Ints, rng: np.random.Generator, out_of_time: Callable[[], bool], from_pool: bool
) -> Deal:
    """Searches until no form is in trouble, patience ends or time is out; returns the best deal seen. `from_pool`:
    items may be exchanged for unused ones, which changes the cost."""
    table = Table(model, slots, rng)
    best, least, improved = table.slots.copy(), np.inf, 0
    patience = 3 * PATIENCE if from_pool else PATIENCE
    while True:
        trouble = table.trouble()
        total = float(trouble.sum())
        if total < least - 1e-12:
            best, least, improved = table.slots.copy(), total, table.step
        idle = table.step - improved
        if total <= 0 or table.step >= MOST_STEPS or idle > patience or out_of_time():
            return Deal(best, least)
        table.step += 1
        troubled = np.flatnonzero(trouble > 0)
        form = int(table.rng.choice(troubled)) if table.step % 4 == 0 else int(trouble.argmax())
        if from_pool and (model.forms == 1 or (idle > 60 and table.step % 3 == 0)):
            table.exchange(form)
        else:
            table.swap(form)
