"""An application: checked by the organisation, decided by the authority; a void basis opens it again (X-07)."""

from liangcai.kernel.state_machine import StateMachine

APPLICATION = StateMachine(
    thing="申请",
    table={
        "submitted": {"check": "checked", "return": "returned", "withdraw": "withdrawn"},
        "checked": {"return": "returned", "grant": "granted", "refuse": "refused", "withdraw": "withdrawn",
                    "reopen": "submitted"},
        "returned": {"resubmit": "submitted", "withdraw": "withdrawn"},
        "granted": {"void": "void", "reopen": "reopened"},
        "reopened": {"check": "checked", "void": "void"},
        "refused": {},
        "withdrawn": {},
        "void": {},
    },
    labels={
        "submitted": "待核验",
        "checked": "待决定",
        "returned": "已退回补正",
        "granted": "已同意",
        "refused": "不同意",
        "reopened": "重新核查",
        "withdrawn": "已撤回",
        "void": "已作废",
    },
)  # fmt: skip
OPEN = ("submitted", "checked", "returned", "reopened")
USING_EVIDENCE = (*OPEN, "granted")
