from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.papers.models import Sealing, ShareEnvelope
from liangcai.kernel.refusals import BadInput, Refused

STEPS = ("given", "released")


@action
def release_shares(*, actor: User, at: datetime, sealing: Sealing, envelopes: Sequence[int], step: str) -> list[ShareEnvelope]:
    """Enter that envelopes were `given` to their holders, or that their holders have `released` them at the opening.
    Refused before the moment of opening: until then the province's shares are the lock."""
    require_custodian(actor, at.date())
    if step not in STEPS:
        raise BadInput("share_step", "信封只能登记为发放或放行。", where="step")
    rows = list(ShareEnvelope.objects.select_for_update(of=("self",)).filter(sealing=sealing, pk__in=envelopes))
    if not rows or len(rows) != len(set(envelopes)):
        raise BadInput("no_envelopes", "没有选择信封，或信封不属于这次封装。", where="envelopes")
    if step == "released" and at < sealing.not_before:
        raise Refused("too_early", f"未到启封时间 {sealing.not_before.isoformat(timespec='minutes')}，份额不得放行。")
    for row in rows:
        if getattr(row, f"{step}_at") is not None or (step == "released" and row.given_at is None):
            raise Refused("envelope_step", f"{row.group} 第 {row.index} 份（{row.holder}）不能登记：未发放，或已登记过。")
        setattr(row, f"{step}_at", at)
        row.save(update_fields=[f"{step}_at"])
    record(actor=actor, at=at, action="release_shares", subject=sealing,
           facts={"step": step, "envelopes": [f"{r.group} {r.index} {r.holder}" for r in rows]})  # fmt: skip
    return rows
