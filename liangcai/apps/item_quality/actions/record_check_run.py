from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.item_quality.models import CheckFinding, CheckRun, Dismissal
from liangcai.engines.item_files import CHECKS, Finding


@action
def record_check_run(
    *, actor: User, at: datetime, bank: Bank, found: Sequence[tuple[Item | None, Finding]], items: int, bank_state: str,
) -> CheckRun:  # fmt: skip
    """Keep what the machine checks found in a bank; it takes the place of the run before. `found` as
    `engine_io.check_in_steps` returns it, `bank_state` the digest taken before it began. What somebody dismissed for
    this version of an item stays dismissed."""
    require_custodian(actor, at.date())
    Bank.objects.select_for_update().get(pk=bank.pk)
    dismissed = set(Dismissal.objects.filter(bank=bank).values_list("subject", "code", "version"))
    rows = [CheckFinding(item=item, subject=finding.item, version=item.version if item else 0, code=finding.code,
                         must=CHECKS[finding.code].must, words="" if item else finding.words) for item, finding in found]  # fmt: skip
    counts = Counter(row.code for row in rows if (row.subject, row.code, row.version) not in dismissed)
    CheckFinding.objects.filter(run__bank=bank).delete()
    run = CheckRun.objects.create(bank=bank, ran_at=at, ran_by=actor, items=items, bank_state=bank_state, counts=counts)
    for row in rows:
        row.run = run
    CheckFinding.objects.bulk_create(rows, batch_size=1000)
    record(actor=actor, at=at, action="record_check_run", subject=bank,
           facts={"items": items, "findings": dict(counts), "bank_state": bank_state})  # fmt: skip
    return run
