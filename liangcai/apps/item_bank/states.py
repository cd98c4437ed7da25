"""An item's life: written, reviewed blind by two, settled, proofread, used, rested, retired."""

from liangcai.apps.item_bank.enums import Verdict
from liangcai.kernel.state_machine import StateMachine

ITEM = StateMachine(
    thing="试题",
    table={
        "draft": {"revise": "draft", "submit": "in_review", "retire": "retired"},
        "in_review": {Verdict.ACCEPT.value: "settled", Verdict.REVISE.value: "draft", Verdict.REJECT.value: "retired"},
        "settled": {"proofread": "reviewed", "return": "draft"},
        "reviewed": {"use": "in_use", "revise": "draft", "retire": "retired"},
        "in_use": {"rest": "resting", "retire": "retired"},
        "resting": {"use": "in_use", "revise": "draft", "retire": "retired"},
        "retired": {},
    },
    labels={"draft": "草稿", "in_review": "审题中", "settled": "待校对", "reviewed": "已审定", "in_use": "使用中", "resting": "轮休",
            "retired": "停用"},  # fmt: skip
)
