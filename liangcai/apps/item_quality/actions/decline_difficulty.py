from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_quality.models import DifficultyProposal
from liangcai.apps.item_quality.states import PROPOSAL
from liangcai.kernel.refusals import BadInput


@action
def decline_difficulty(*, actor: User, at: datetime, proposal: DifficultyProposal, reason: str) -> DifficultyProposal:
    """The bank's editor does not take a proposed difficulty over, with a reason; the item stays as it is."""
    require_custodian(actor, at.date())
    proposal = DifficultyProposal.objects.select_for_update().select_related("item").get(pk=proposal.pk)
    proposal.state = PROPOSAL.step(proposal.state, "decline")
    if not reason.strip():
        raise BadInput("reason", "不采纳难度建议须写明理由。", where="reason")
    proposal.reason, proposal.decided_by, proposal.decided_at = reason.strip(), actor, at
    proposal.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    record(actor=actor, at=at, action="decline_difficulty", subject=proposal,
           facts={"item": proposal.item.item_number, "proposed": proposal.proposed, "reason": reason.strip()})  # fmt: skip
    return proposal
