from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.papers.models import Dispatch
from liangcai.apps.station.signing import published_keys
from liangcai.engines.sealing.receipts import read_receipt


@action
def record_receipt(*, actor: User, at: datetime, dispatch: Dispatch, receipt: Mapping[str, Any]) -> Dispatch:
    """File the room's signed receipt; it must name this package's digest."""
    require_custodian(actor, at.date())
    dispatch = Dispatch.objects.select_for_update().get(pk=dispatch.pk)
    read_receipt(receipt, published_keys(), package_digest=dispatch.package_sha256)
    dispatch.receipt = dict(receipt)
    dispatch.save(update_fields=["receipt"])
    record(actor=actor, at=at, action="record_receipt", subject=dispatch, facts={"receipt": dict(receipt)})
    return dispatch
