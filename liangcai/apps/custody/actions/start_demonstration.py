from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.record_ledger_entry import append_row
from liangcai.apps.custody.models import LedgerRow


@action
def start_demonstration(*, actor: str, at: datetime, interfaces: Sequence[str]) -> LedgerRow:
    """The vault is let open although a network is there, because somebody started it with the demonstration switch
    (002-042). The computer's ledger says so, once a start."""
    row = append_row("computer", actor, at, ["（演示开关）"], "联网状态下以演示开关启动",
                     {"interfaces": list(interfaces)}, ended_at=at)  # fmt: skip
    record(actor=actor, at=at, action="start_demonstration", subject=f"custody.LedgerRow:computer-{row.sequence}",
           facts={"interfaces": list(interfaces), "hash": row.hash})  # fmt: skip
    return row
