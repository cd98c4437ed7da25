"""A sitting in the room: papers opened, started, ended, results sealed."""

from liangcai.kernel.state_machine import StateMachine

SITTING = StateMachine(
    thing="场次",
    table={
        "prepared": {"start": "running"},
        "running": {"end": "ended"},
        "ended": {"mark": "marked"},
        "marked": {"mark": "marked", "seal": "sealed"},
        "sealed": {},
    },
    labels={"prepared": "已准备", "running": "考试中", "ended": "已结束", "marked": "已评分", "sealed": "成绩已封装"},
)
