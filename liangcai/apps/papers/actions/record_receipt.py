from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.record_ledger_entry import append_row
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.papers.models import Dispatch
from liangcai.apps.station.signing import published_keys
from liangcai.engines.sealing.receipts import read_receipt
from liangcai.kernel.refusals import Refused

FIELDS = {"received": "arrival", "opened": "receipt"}


@action
def record_receipt(*, actor: User, at: datetime, dispatch: Dispatch, receipt: Mapping[str, Any]) -> Dispatch:
    """File the room's signed receipt, of the arrival or of the opening; it must name this package's digest. The
    ledger of discs hears of it (002-045). The same receipt a second time is refused."""
    require_custodian(actor, at.date())
    dispatch = Dispatch.objects.select_for_update(of=("self",)).get(pk=dispatch.pk)
    read = read_receipt(receipt, published_keys(), package_digest=dispatch.package_sha256)
    if read.state not in FIELDS:
        raise Refused("package_refused_there", f"{dispatch.receiver} 拒收：{read.note or '未写明原因'}。", hint="请查明原因，重新封装，旧光盘收回销毁。")
    field = FIELDS[read.state]
    if getattr(dispatch, field):
        raise Refused("receipt_filed", "这份回执已经归档。")
    setattr(dispatch, field, dict(receipt))
    dispatch.save(update_fields=[field])
    words = "到达回执" if read.state == "received" else "启封回执"
    append_row("disc", actor.get_username(), at, [actor.display_name], f"{words} {dispatch.slip_number} ← {dispatch.receiver}"[:200],
               {"direction": "receipt", "state": read.state, "sha256": dispatch.package_sha256})  # fmt: skip
    record(actor=actor, at=at, action="record_receipt", subject=dispatch, facts={"state": read.state, "receipt": dict(receipt)})
    return dispatch
