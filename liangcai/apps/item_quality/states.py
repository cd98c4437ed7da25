"""What may follow what: a pair is decided once a version, a proposal once."""

from liangcai.apps.item_quality.enums import PairDecision, ProposalState
from liangcai.kernel.state_machine import StateMachine

PAIR = StateMachine(
    "近似题对",
    {PairDecision.OPEN: {decision: decision for decision in (PairDecision.DUPLICATE, PairDecision.ENEMY, PairDecision.DIFFERENT)}},
    {state: str(label) for state, label in PairDecision.choices},
)
PROPOSAL = StateMachine(
    "难度建议",
    {ProposalState.OPEN: {"accept": ProposalState.ACCEPTED, "decline": ProposalState.DECLINED, "supersede": ProposalState.SUPERSEDED}},
    {state: str(label) for state, label in ProposalState.choices},
)
