"""Results of a plan: entered by one, checked by another, published."""

from liangcai.kernel.state_machine import StateMachine

RELEASE = StateMachine(
    thing="成绩",
    table={
        "entered": {"check": "checked", "return": "returned"},
        "returned": {"enter": "entered"},
        "checked": {"publish": "published"},
        "published": {},
    },
    labels={"entered": "已录入待核对", "returned": "核对退回", "checked": "已核对待公布", "published": "已公布"},
)
