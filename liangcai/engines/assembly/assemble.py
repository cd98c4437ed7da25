"""K parallel forms from a bank by a blueprint: bound, select, deal, certify."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from liangcai.engines.assembly.bank import Bank
from liangcai.engines.assembly.blueprint import MOST_FORMS, Blueprint
from liangcai.engines.assembly.bound import lower_bound
from liangcai.engines.assembly.certify import Figures, Form, Placement, certify, conformity
from liangcai.engines.assembly.infeasible import BankShort, Shortage, shortages
from liangcai.engines.assembly.model import Ints, Model, build_model
from liangcai.engines.assembly.nearest import Nearest, nearest
from liangcai.engines.assembly.search import Clock, search
from liangcai.kernel.refusals import BadInput, Refused


@dataclass(frozen=True)
class Assembly:
    """K certified forms. `certified_gap` = (objective - bound) / bound, the bound proven over the whole bank; costs are
    whole numbers, 100 a former use plus up to 99 for how recently. `figures` are the checker's, recomputed."""

    forms: tuple[Form, ...]
    figures: Figures
    certified_gap: float
    bound: int
    conformity: str
    seed: int
    seconds: float

    @property
    def objective(self) -> int:
        return self.figures.objective

    def as_dict(self) -> dict[str, Any]:
        """The object `liangcai assemble --json` prints."""
        figures = self.figures
        return {
            "forms": len(self.forms),
            "certified_gap": self.certified_gap,
            "bound": self.bound,
            "objective": figures.objective,
            "max_deviation": figures.max_deviation,
            "tolerance_met": True,
            "mean_difficulty": list(figures.mean_difficulty),
            "information": [list(row) for row in figures.information],
            "times_used_cost": figures.times_used_cost,
            "seconds": round(self.seconds, 4),
            "seed": self.seed,
            "checks": figures.checks,
            "conformity": self.conformity,
        }


def assemble(
    bank: Bank,
    blueprint: Blueprint,
    forms: int,
    seed: int = 0,
    time_limit_s: float = 120.0,
    elapsed: Callable[[], float] = lambda: 0.0,
) -> Assembly:
    """Assembles; the same arguments give the same forms unless the time limit ends a search. `elapsed` tells the
    seconds since the start (time is an argument; left out, it stands still).

    Refuses: BankShort with the complete list of what is missing; Refused "tolerance_unreachable" with the smallest
    deviation; Refused "out_of_time"; BadInput for a number of forms or a target that makes no sense.
    """
    if not 1 <= forms <= MOST_FORMS:
        raise BadInput("bad_forms", f"套数为 {forms}，应为 1 到 {MOST_FORMS} 的整数。", facts={"found": forms})
    clock = Clock(elapsed, time_limit_s)
    model = build_model(bank, blueprint, forms)
    bound = lower_bound(model, thinned=True)
    if bound is None:
        missing = shortages(model, blueprint, clock.left())
        if missing:
            raise BankShort(missing)
        bound = lower_bound(model, thinned=False)
    found = None if bound is None else search(model, bound, seed, clock)
    if found is None:
        raise refusal(model, blueprint, seed, clock)
    made = placements(bank, blueprint, model, found.slots)
    figures = certify(bank, blueprint, made)
    gap = (figures.objective - found.bound) / max(found.bound, 1)
    return Assembly(made, figures, gap, found.bound, conformity(blueprint, made), seed, elapsed())


def placements(bank: Bank, blueprint: Blueprint, model: Model, slots: Ints) -> tuple[Form, ...]:
    """The forms in words, in the blueprint's order of cells."""
    forms = []
    for pairs in slots:
        pairs = pairs[np.lexsort((model.item[pairs], model.cell[pairs]))]
        cells = [blueprint.cells[n] for n in model.cell[pairs]]
        forms.append(
            tuple(
                Placement(position, bank.item_ids[item], cell.name, cell.score)
                for position, (item, cell) in enumerate(zip(model.item[pairs], cells, strict=True), start=1)
            )
        )
    return tuple(forms)


def refusal(model: Model, blueprint: Blueprint, seed: int, clock: Clock) -> Refused:
    """Why there are no forms were found: items missing once forms are laid out, the tolerance, or time."""
    missing = shortages(model, blueprint, clock.left())
    if missing:
        return BankShort(missing)
    near = nearest(model, seed, clock)
    if near is not None and blueprint.difficulty:
        return out_of_reach(near, blueprint.difficulty.tolerance, model.forms)
    if clock.out():
        return Refused(
            "out_of_time", "时限内未能组出全部试卷，未交付任何试卷。", hint="请加大 --time-limit 或减少套数。"
        )
    return Refused(
        "not_found",
        f"未能找到同时满足全部要求的 {model.forms} 套试卷，未交付任何试卷。",
        hint="请减少套数、提高 max_item_use，或补充试题后再试。",
    )


def out_of_reach(near: Nearest, tolerance: float, forms: int) -> Refused:
    proven = near.proven > tolerance
    found = "经证明达不到" if proven else "未能找到都符合"
    return Refused(
        "tolerance_unreachable",
        f"{forms} 套试卷{found} ±{tolerance:.3%} 的允许偏差；可达到的最小偏差为 {near.reached:.4%}"
        f"（任何试卷都不会小于 {near.proven:.4%}）。未交付任何试卷。",
        hint="请补充难度合适的试题，调整目标或允许偏差。",
        facts={
            "tolerance": tolerance,
            "tolerance_met": False,
            "smallest_deviation": near.reached,
            "smallest_deviation_bound": near.proven,
            "proven": proven,
        },
    )


def missing_items(bank: Bank, blueprint: Blueprint, forms: int) -> list[Shortage]:
    """What the bank lacks for so many forms, complete; empty where nothing does."""
    return shortages(build_model(bank, blueprint, forms), blueprint)
