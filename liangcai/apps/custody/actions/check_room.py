from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.models import RoomCheck
from liangcai.apps.custody.permissions import require_custodian
from liangcai.kernel.refusals import Refused

CHECKLIST = {
    "custodian": "专人专岗：管理员已指定，保密责任书有效（002-038、002-041）",
    "computer": "题库存放于专门计算机（002-041）",
    "place": "计算机摆放在符合保密要求的场所（002-041）",
    "network": "计算机未接入任何网络（002-042）",
    "media": "除光盘外未使用其他存储介质（002-043）",
    "door": "门禁系统完好（002-044）",
    "video": "视频监控系统完好（002-044）",
    "burglary": "防盗门窗完好（002-044）",
    "ledgers": "出入、计算机使用、组卷制卷台账齐全（002-045）",
}


@action
def check_room(*, actor: User, at: datetime, answers: Mapping[str, bool]) -> RoomCheck:
    """A custodian's walk through the checklist of the secure room; every line is answered (002-041 to 002-045)."""
    require_custodian(actor, at.date())
    if set(answers) != set(CHECKLIST):
        raise Refused("checklist", "检查表须逐项填写。")
    check = RoomCheck.objects.create(checked_on=at.date(), checked_by=actor, answers=dict(answers),
                                     passed=all(answers.values()))  # fmt: skip
    record(actor=actor, at=at, action="check_room", subject=f"custody.RoomCheck:{check.pk}", facts={"answers": dict(answers)})
    return check
