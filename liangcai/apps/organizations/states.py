"""A filing: the county takes it in and passes it on, the city centre confirms (004-017, 004-019)."""

from liangcai.kernel.state_machine import StateMachine

FILING = StateMachine(
    thing="备案申请",
    table={
        "draft": {"submit": "submitted"},
        "submitted": {"pass_on": "passed_on", "confirm": "confirmed", "return": "returned"},
        "passed_on": {"confirm": "confirmed", "return": "returned"},
        "returned": {"submit": "submitted"},
        "confirmed": {"suspend": "suspended", "withdraw": "withdrawn"},
        "suspended": {"resume": "confirmed", "withdraw": "withdrawn"},
        "withdrawn": {},
    },
    labels={
        "draft": "填写中",
        "submitted": "已提交",
        "passed_on": "县级已受理转报",
        "returned": "已退回",
        "confirmed": "已备案",
        "suspended": "已暂停",
        "withdrawn": "已撤销",
    },
)
