"""A shortage list is published once; a project goes from application to publication, or stops on the way."""

from liangcai.kernel.state_machine import StateMachine

SHORTAGE_LIST = StateMachine(
    thing="紧缺目录",
    table={
        "draft": {"edit": "draft", "publish": "published"},
        "annexed": {"publish": "published"},
        "published": {},
    },
    labels={"draft": "编制中", "annexed": "附件已录入（发布日期待补）", "published": "已发布"},
)

DEVELOPMENT = StateMachine(
    thing="开发项目",
    table={
        "applied": {"accept": "accepted", "reject": "rejected", "stop": "stopped"},
        "accepted": {"select": "developing", "reject": "rejected", "stop": "stopped"},
        "developing": {"draft": "developing", "submit": "submitted", "stop": "stopped"},
        "submitted": {"convene": "reviewing", "stop": "stopped"},
        "reviewing": {"pass": "passed", "revise": "revising", "fail": "failed", "stop": "stopped"},
        "revising": {"draft": "revising", "submit": "submitted", "stop": "stopped"},
        "passed": {"publish": "published", "reopen": "revising"},
        "published": {},
        "failed": {},
        "rejected": {},
        "stopped": {},
    },
    labels={
        "applied": "已申请",
        "accepted": "已受理",
        "rejected": "不予受理",
        "developing": "开发中",
        "submitted": "已送审",
        "reviewing": "评审中",
        "revising": "修改中",
        "passed": "评审通过",
        "failed": "评审未通过",
        "published": "已入目录",
        "stopped": "已终止",
    },
)
OPEN_STATES = ("applied", "accepted", "developing", "submitted", "reviewing", "revising")
BUILDING_STATES = ("developing", "revising")
RESULT_STATES = ("passed", "published")

RESOURCE = StateMachine(
    thing="技术资源",
    table={
        "in_force": {"suspend": "suspended", "lapse": "lapsed", "ask_revision": "to_be_revised", "retire": "retired"},
        "suspended": {"lapse": "lapsed", "resume": "in_force", "retire": "retired"},
        "to_be_revised": {"lapse": "lapsed", "retire": "retired"},
        "lapsed": {},
        "retired": {},
    },
    labels={
        "in_force": "有效",
        "suspended": "暂停适用",
        "to_be_revised": "待修订",
        "lapsed": "自行废止",
        "retired": "停用",
    },
)
GONE = ("lapsed", "retired")
