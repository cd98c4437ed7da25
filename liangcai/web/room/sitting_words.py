"""How pages of the room speak of a sitting."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from liangcai.apps.sittings.models import Sitting

SUBJECTS = {"theory": _("理论知识"), "practical": _("操作技能")}
THEORY_MODES = {"sheet": _("填涂答题卡"), "screen": _("上机考试")}
PRACTICAL_MODES = {"simulation": _("仿真模拟"), "workpiece": _("工件加工"), "task": _("作业项目评定"),
                   "workplace": _("工作现场考核"), "other": _("其他（须说明理由）")}  # fmt: skip
MODES = {**THEORY_MODES, **PRACTICAL_MODES}
STATES = {"prepared": _("已准备"), "running": _("考试中"), "ended": _("已结束"), "marked": _("已评分"),
          "sealed": _("成绩已封装")}  # fmt: skip
TONES = {"prepared": "", "running": "success", "ended": "warning", "marked": "info", "sealed": "success"}
NEXT = {"prepared": _("开始考试"), "running": _("结束考试"), "ended": _("评分"), "marked": _("封装成绩"),
        "sealed": _("已完成")}  # fmt: skip
STATUSES = {"expected": _("未到"), "present": _("在场"), "absent": _("缺考")}


def subject_of(sitting: Sitting) -> Any:
    return SUBJECTS.get(sitting.subject, sitting.subject)


def mode_of(sitting: Sitting) -> Any:
    return MODES.get(sitting.mode, sitting.mode)


def state_of(sitting: Sitting) -> tuple[str, Any, str]:
    """(state, label, tone) for a badge."""
    return sitting.state, STATES[sitting.state], TONES[sitting.state]
