"""What bodies and centres both do with a plan."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.exams.states import PLAN
from liangcai.apps.organizations.models import StaffCard
from liangcai.apps.registrations.actions.call_off_exam import call_off_exam
from liangcai.apps.results.actions.settle_dispute import settle_dispute
from liangcai.web.hall.act_panels import Act
from liangcai.web.hall.exam_words import Section, moment_words


class WithdrawalForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
                             help_text=_("会告知机构和考生"))  # fmt: skip


def run_withdraw(user: Any, at: datetime, plan: ExamPlan, given: dict[str, Any]) -> Any:
    told = call_off_exam(actor=user, at=at, plan=plan, reason=given["reason"])
    return now_in("计划已撤回，已通知 %(n)d 名有账号的考生。") % {"n": told}


def ruling_form(plan: ExamPlan) -> type[forms.Form]:
    leaders = StaffCard.objects.filter(panelmember__panel__plan=plan, panelmember__is_leader=True)
    return type("RulingForm", (forms.Form,), {
        "leader": forms.ModelChoiceField(leaders, label=_("考评组长")),
        "question": forms.CharField(label=_("争议事项"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})),
        "ruling": forms.CharField(label=_("裁决"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})),
    })  # fmt: skip


def run_ruling(user: Any, at: datetime, plan: ExamPlan, given: dict[str, Any]) -> Any:
    settle_dispute(actor=user, at=at, plan=plan, **given)
    return _("裁决已登记，为最终裁决。")


def ruling_section(plan: ExamPlan) -> Section:
    rows = [(r.question, r.ruling, r.leader_number, moment_words(r.ruled_at)) for r in plan.rulings.order_by("ruled_at")]
    return Section(_("技术争议裁决"), (_("争议事项"), _("裁决"), _("组长证卡编号"), _("裁决时间")), rows, _("没有争议"))


RULING = Act("ruling", _("登记技术争议裁决"), run_ruling, lambda u, p: p.state in ("closed", "held") and hasattr(p, "panel"),
             ruling_form, warning=_("由考评组长裁决，登记后不能更改。"))  # fmt: skip
WITHDRAW = Act("withdraw", _("撤回计划"), run_withdraw, lambda u, p: PLAN.can(p.state, "withdraw"), WithdrawalForm,
               warning=_("撤回后不能恢复；已有的报名保留，并注明计划已撤回。"))  # fmt: skip
