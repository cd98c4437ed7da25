"""What a form measures at every ability: its information and its expected score share, for drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from liangcai.engines.assembly.bank import Bank
from liangcai.engines.assembly.blueprint import Blueprint
from liangcai.engines.assembly.certify import Form

ABILITIES = tuple(n / 4 for n in range(-12, 13))  # -3 … 3


@dataclass(frozen=True)
class Curves:
    """One row a form, one column an ability: Fisher `information`, and `expected` score share in (0, 1)."""

    abilities: tuple[float, ...]
    information: tuple[tuple[float, ...], ...]
    expected: tuple[tuple[float, ...], ...]


def curves(bank: Bank, blueprint: Blueprint, forms: Sequence[Form]) -> Curves | None:
    """None where an item of the forms has no a, b, c."""
    row = {item_id: n for n, item_id in enumerate(bank.item_ids)}
    information, expected = [], []
    for form in forms:
        a, b, c = (bank.irt[[row[place.item_id] for place in form]].T)[:, :, None]
        if np.isnan(a).any():
            return None
        logistic = 1 / (1 + np.exp(-blueprint.scale * a * (np.array(ABILITIES) - b)))
        right = c + (1 - c) * logistic
        each = (blueprint.scale * a * logistic) ** 2 * (1 - c) * (1 - logistic) / right
        score = np.array([place.score for place in form])
        information.append(tuple(each.sum(axis=0).tolist()))
        expected.append(tuple((score @ right / score.sum()).tolist()))
    return Curves(ABILITIES, tuple(information), tuple(expected))
