"""An item's life: written, reviewed blind by two, settled, proofread, used, rested, retired."""

from liangcai.apps.item_bank.enums import ItemState, Verdict
from liangcai.kernel.state_machine import StateMachine

ITEM = StateMachine(
    thing="试题",
    table={
        "draft": {"revise": "draft", "submit": "in_review", "retire": "retired"},
        "in_review": {Verdict.ACCEPT: "settled", Verdict.REVISE: "draft", Verdict.REJECT: "retired"},
        "settled": {"proofread": "reviewed", "return": "draft"},
        "reviewed": {"use": "in_use", "revise": "draft", "retire": "retired"},
        "in_use": {"rest": "resting", "retire": "retired"},
        "resting": {"use": "in_use", "revise": "draft", "retire": "retired"},
        "retired": {},
    },
    labels=dict(ItemState.choices),
)
