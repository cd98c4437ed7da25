from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.close_ledger_entry import closing_row, open_rows


@action
def shut_bank(*, actor: User, at: datetime) -> None:
    """The bank is shut: the use of the computer that its opening began is closed in the ledger (002-045)."""
    mine = [row for row in open_rows("computer") if row.facts.get("actor") == actor.get_username()]
    if mine:
        closing_row(mine[-1], actor.get_username(), at)
    record(actor=actor, at=at, action="shut_bank", subject="custody.BankKey",
           facts={"ledger_row": mine[-1].sequence if mine else None})  # fmt: skip
