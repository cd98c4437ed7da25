from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_quality.enums import ProposalState
from liangcai.apps.item_quality.models import DifficultyProposal, ResponseSet
from liangcai.apps.item_quality.states import PROPOSAL
from liangcai.engines.psychometrics import ItemStatistics, difficulty_proposals
from liangcai.kernel.refusals import Refused


@action
def propose_difficulty(*, actor: User, at: datetime, response_set: ResponseSet) -> list[DifficultyProposal]:
    """Lay before the bank's editor where a sitting contradicts the difficulties held, enough candidates having
    answered. An open proposal of another sitting for the same item gives way to this one. The bank is not changed."""
    require_custodian(actor, at.date())
    response_set = ResponseSet.objects.select_for_update().get(pk=response_set.pk)
    if response_set.proposals.exists():
        raise Refused("proposed_already", "这次考试的难度建议已经提出。", hint="请在“难度建议”中逐项处理。")
    rows = {row.item.item_number: row for row in response_set.figures.select_related("item").defer("item__sealed_content")
            if row.item.version == row.item_version}  # fmt: skip
    measured = tuple(ItemStatistics(name, row.answered, row.missing, row.difficulty, row.discrimination) for name, row in rows.items())
    found = difficulty_proposals(measured, {name: row.item.difficulty for name, row in rows.items()})
    for older in DifficultyProposal.objects.select_for_update().filter(
            item__in=[rows[one.item].item for one in found], state=ProposalState.OPEN):  # fmt: skip
        older.state = PROPOSAL.step(older.state, "supersede")
        older.decided_at = at
        older.save(update_fields=["state", "decided_at"])
    made = DifficultyProposal.objects.bulk_create(
        DifficultyProposal(item=rows[one.item].item, response_set=response_set, held=one.current, proposed=one.proposed,
                           low=one.low, high=one.high, answered=one.answered) for one in found
    )  # fmt: skip
    record(actor=actor, at=at, action="propose_difficulty", subject=response_set, facts={"proposals": len(made)})
    return made
