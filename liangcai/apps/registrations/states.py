"""A registration and the batch it came in: reviewed within ten working days, answered once (004-021, 004-022)."""

from liangcai.kernel.state_machine import StateMachine

REGISTRATION = StateMachine(
    thing="报名",
    table={
        "draft": {"submit": "submitted", "withdraw": "withdrawn"},
        "submitted": {"accept": "accepted", "reject": "rejected", "withdraw": "withdrawn"},
        "accepted": {"withdraw": "withdrawn"},
        "rejected": {"accept_late": "accepted"},
        "withdrawn": {},
    },
    labels={"draft": "填写中", "submitted": "待审核", "accepted": "审核通过", "rejected": "未通过", "withdrawn": "已撤回"},
)
STANDING = ("draft", "submitted", "accepted")  # neither turned down nor withdrawn
BATCH = StateMachine(
    thing="报名批次",
    table={
        "draft": {"submit": "submitted"},
        "submitted": {"review": "reviewed"},
        "reviewed": {"feed_back": "answered"},
        "answered": {},
    },
    labels={"draft": "填写中", "submitted": "待审核", "reviewed": "已审核待反馈", "answered": "已反馈"},
)
