from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_quality.models import DifficultyProposal
from liangcai.apps.item_quality.states import PROPOSAL
from liangcai.kernel.refusals import BadInput, Refused


@action
def accept_difficulty(*, actor: User, at: datetime, proposal: DifficultyProposal, reason: str) -> DifficultyProposal:
    """The bank's editor takes a proposed difficulty over, with a reason; only this changes the bank. Refused when the
    item's difficulty is no longer what the proposal compared with."""
    require_custodian(actor, at.date())
    proposal = DifficultyProposal.objects.select_for_update().get(pk=proposal.pk)
    proposal.state = PROPOSAL.step(proposal.state, "accept")
    if not reason.strip():
        raise BadInput("reason", "采纳难度建议须写明理由。", where="reason")
    item = Item.objects.select_for_update().defer("sealed_content").get(pk=proposal.item_id)
    if item.difficulty != proposal.held:
        raise Refused("difficulty_changed", f"试题难度已由 {proposal.held} 改为 {item.difficulty}，建议不再适用。",
                      hint="请待下次考试后重新提出。", facts={"found": item.difficulty, "needed": proposal.held})  # fmt: skip
    item.difficulty = proposal.proposed
    item.save(update_fields=["difficulty"])
    proposal.reason, proposal.decided_by, proposal.decided_at = reason.strip(), actor, at
    proposal.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    record(actor=actor, at=at, action="accept_difficulty", subject=proposal,
           facts={"item": item.item_number, "from": proposal.held, "to": proposal.proposed, "reason": reason.strip()})  # fmt: skip
    return proposal
