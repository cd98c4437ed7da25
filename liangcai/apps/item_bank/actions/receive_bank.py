from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.models import Bank
from liangcai.kernel.refusals import Refused


@action
def receive_bank(
    *, actor: User, at: datetime, hall_id: UUID, occupation_code: str, occupation_name: str, level: str,
    scope_table: Mapping[str, Any] | None = None, version: int = 1,
) -> Bank:  # fmt: skip
    """Set up a bank that the hall has handed over, with its scope table."""
    require_custodian(actor, at.date())
    if Bank.objects.filter(occupation_name=occupation_name, level=level, version=version).exists():
        raise Refused("bank_there", f"{occupation_name}{level} 第 {version} 版题库已接收。")
    bank = Bank.objects.create(hall_id=hall_id, occupation_code=occupation_code, occupation_name=occupation_name,
                               level=level, version=version, scope_table=dict(scope_table or {}))  # fmt: skip
    record(actor=actor, at=at, action="receive_bank", subject=bank,
           facts={"hall_id": hall_id, "occupation": occupation_name, "level": level})  # fmt: skip
    return bank
