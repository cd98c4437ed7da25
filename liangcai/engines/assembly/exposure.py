"""How often the forms use which items, and how much any two forms share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from liangcai.engines.assembly.bank import Bank
from liangcai.engines.assembly.certify import Form


@dataclass(frozen=True)
class Exposure:
    """`in_forms`: in how many of these forms; `before`: times used earlier."""

    item_id: str
    in_forms: int
    before: int


def exposure(bank: Bank, forms: Sequence[Form]) -> tuple[Exposure, ...]:
    """Every item of the forms, the most exposed first."""
    uses = Counter(place.item_id for form in forms for place in form)
    before = dict(zip(bank.item_ids, bank.times_used.tolist(), strict=True))
    rows = [Exposure(item_id, count, before[item_id]) for item_id, count in uses.items()]
    return tuple(sorted(rows, key=lambda row: (-row.in_forms - row.before, row.item_id)))


def overlap_matrix(forms: Sequence[Form]) -> tuple[tuple[int, ...], ...]:
    """(K, K) items two forms share; the diagonal is a form's length."""
    items = [{place.item_id for place in form} for form in forms]
    return tuple(tuple(len(one & other) for other in items) for one in items)
