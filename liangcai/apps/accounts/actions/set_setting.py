from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.station.models import Setting
from liangcai.apps.station.selectors import setting_on
from liangcai.apps.station.setting_values import read_value
from liangcai.kernel.refusals import BadInput, Refused


@action
def set_setting(*, actor: User, at: datetime, name: str, value: str, from_on: date, source: str) -> Setting:
    """A value of a setting from a day on, with who says so. Refused for a day that has passed, because decisions rest
    on the value of their day, and for a day that has a value already."""
    require_role(actor, Role.SYSTEM_ADMIN)
    read = read_value(name, value)
    if not source.strip():
        raise BadInput("source_needed", "须写明依据（文件名称、文号或会议决定）。", where="source")
    if from_on < localdate(at):
        raise Refused("setting_backdated", f"起用日期 {from_on} 早于今天 {localdate(at)}；已经作出的决定不因设置而改变。",
                      hint="请填写今天或以后的日期。")  # fmt: skip
    if Setting.objects.filter(name=name, from_on=from_on).exists():
        raise Refused("setting_taken", f"{from_on} 起用的值已经登记，不能改写。", hint="请另选起用日期。")
    before = setting_on(name, from_on)
    made = Setting.objects.create(name=name, value=read, from_on=from_on, source=source.strip())
    record(actor=actor, at=at, action="set_setting", subject=made,
           facts={"name": name, "value": read, "before": before, "from_on": from_on, "source": made.source})  # fmt: skip
    return made
