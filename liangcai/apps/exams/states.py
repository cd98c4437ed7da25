"""A plan: open for registration, closed, held, finished; a plan whose standard lapsed is halted."""

from liangcai.kernel.state_machine import StateMachine

PLAN = StateMachine(
    thing="考核计划",
    table={
        "open": {"close": "closed", "withdraw": "withdrawn", "halt": "halted"},
        "closed": {"hold": "held", "withdraw": "withdrawn", "halt": "halted"},
        "held": {"finish": "finished"},
        "halted": {"withdraw": "withdrawn", "resume": "open"},
        "finished": {},
        "withdrawn": {},
    },
    labels={
        "open": "报名中",
        "closed": "报名截止",
        "held": "已考核",
        "finished": "已办结",
        "halted": "已暂停（标准变化）",
        "withdrawn": "已撤回",
    },
)
STILL_TO_COME = ("open", "closed", "halted")  # planned and not yet held
