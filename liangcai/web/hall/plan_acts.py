"""What bodies and centres both do with a plan."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.registrations.actions.call_off_exam import call_off_exam
from liangcai.web.hall.act_panels import Act


class WithdrawalForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
                             help_text=_("会告知机构和考生"))  # fmt: skip


def run_withdraw(user: Any, at: datetime, plan: ExamPlan, given: dict[str, Any]) -> Any:
    told = call_off_exam(actor=user, at=at, plan=plan, reason=given["reason"])
    return now_in("计划已撤回，已通知 %(n)d 名有账号的考生。") % {"n": told}


WITHDRAW = Act("withdraw", _("撤回计划"), run_withdraw, lambda u, p: p.state in ("open", "closed", "halted"), WithdrawalForm,
               warning=_("撤回后不能恢复；已有的报名保留，并注明计划已撤回。"))  # fmt: skip
