from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.item_quality.enums import PairDecision
from liangcai.apps.item_quality.models import DuplicateRun, SimilarPair
from liangcai.engines.similarity import Pair

MOST_KEPT = 20_000  # the likest; nobody decides more before the next run


@action
def record_duplicate_run(
    *, actor: User, at: datetime, bank: Bank, items: Sequence[Item], pairs: Sequence[Pair], threshold: float,
    bank_state: str,
) -> DuplicateRun:  # fmt: skip
    """Keep the near-duplicate pairs of a bank, the likest 20,000. A pair that was decided for these versions of both
    items stays decided; open pairs that are no longer near go."""
    require_custodian(actor, at.date())
    Bank.objects.select_for_update().get(pk=bank.pk)
    run = DuplicateRun.objects.create(bank=bank, ran_at=at, ran_by=actor, items=len(items), pairs=len(pairs),
                                      threshold=threshold, bank_state=bank_state)  # fmt: skip
    kept = sorted(pairs, key=lambda pair: (-pair.ratio, pair.i, pair.j))[:MOST_KEPT]
    decided = _decisions_that_hold(bank)
    rows = []
    for pair in kept:
        first, second = items[pair.i], items[pair.j]
        if (first.pk, first.version, second.pk, second.version) not in decided:
            rows.append(SimilarPair(bank=bank, first=first, second=second, first_version=first.version,
                                    second_version=second.version, jaccard=pair.jaccard, ratio=pair.ratio,
                                    kind=pair.kind))  # fmt: skip
    _drop_what_is_replaced(bank, {(row.first_id, row.second_id) for row in rows})
    SimilarPair.objects.bulk_create(rows, batch_size=1000)
    record(actor=actor, at=at, action="record_duplicate_run", subject=bank,
           facts={"items": len(items), "pairs": len(pairs), "open": len(rows), "threshold": threshold})  # fmt: skip
    return run


def _decisions_that_hold(bank: Bank) -> set[tuple[int, int, int, int]]:
    rows = SimilarPair.objects.filter(bank=bank).exclude(decision=PairDecision.OPEN)
    return set(rows.values_list("first", "first_version", "second", "second_version"))


def _drop_what_is_replaced(bank: Bank, fresh: set[tuple[int, int]]) -> None:
    """Open pairs, and decided ones whose items changed so that they are open again."""
    gone = [pk for pk, first, second, decision in
            SimilarPair.objects.filter(bank=bank).values_list("pk", "first", "second", "decision")
            if decision == PairDecision.OPEN or (first, second) in fresh]  # fmt: skip
    for start in range(0, len(gone), 500):
        SimilarPair.objects.filter(pk__in=gone[start : start + 500]).delete()
