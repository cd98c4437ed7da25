"""Dated settings of this site: what the texts leave open, with who decided it and from which day it holds."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.actions.set_setting import set_setting
from liangcai.apps.accounts.enums import Role
from liangcai.apps.station.selectors import dated_settings, settings_here, settings_on
from liangcai.kernel.refusals import NotPermitted, Refused
from liangcai.web.shared.access import audience
from liangcai.web.shared.middleware import status_of
from liangcai.web.shared.words import words

LABELS = {
    "theory_minutes": _("理论考试时长（分钟）"),
    "practical_minutes": _("实操考核时长（分钟）"),
    "theory_room_seats": _("理论考场座位数"),
    "candidates_per_invigilator": _("每名监考员对应考生数"),
    "invigilators_per_room": _("每考场最少监考员数"),
    "score_review_days": _("成绩复核答复期限（工作日）"),
    "result_publication_days": _("成绩公布期限（日）"),
    "filing_validity_months": _("备案有效期（月）"),
    "filing_expiry_warning_days": _("备案到期提醒（天）"),
    "card_expiry_warning_days": _("证卡到期提醒（天）"),
    "assessor_rotation_times": _("考评人员派往同一机构次数上限（0 为不限）"),
    "assessor_rotation_months": _("考评人员轮换期（月）"),
    "report_period_months": _("定期报告周期（月）"),
    "report_grace_days": _("报告宽限（天）"),
    "archive_paper_years": _("纸质档案保存年限"),
    "archive_electronic_years": _("电子档案保存年限"),
    "makeup_months": _("单科合格成绩保留（月）"),
    "outlier_least_present": _("通过率异常判定的最少参考人数"),
    "review_panel_least": _("综合评审委员最少人数"),
    "review_panel_odd": _("综合评审委员须为单数"),
    "inspection_share": _("抽查比例"),
    "items_per_point": _("每个鉴定点试题数"),
    "importance_x_least": _("X 类试题比例下限"),
    "importance_y_most": _("Y 类试题比例上限"),
    "importance_z_most": _("Z 类试题比例上限"),
    "responses_least": _("匿名作答最少人数"),
    "rasch_least": _("Rasch 标定最少人数"),
    "two_parameter_least": _("双参数标定最少人数"),
    "statistics_months": _("试题统计有效月数"),
    "green_channel_waives_appraisal": _("绿色通道是否免除评估"),
    "pledge_warning_days": _("责任书到期前提醒天数"),
    "receipt_days": _("考试后收回启封回执的天数"),
    "review_experts_least": _("评审专家最少人数"),
    "photo_most_kilobytes": _("照片文件大小上限（KB）"),
    "photo_least_height": _("照片最小高度（像素）"),
    "photo_narrowest": _("照片宽高比下限"),
    "photo_widest": _("照片宽高比上限"),
    "token_days": _("接口凭据最长有效期（日）"),
    "token_requests_per_minute": _("每个接口凭据每分钟请求数"),
    "review_pass_share": _("评审结论须超过的票数比例"),
    "practical_panel_least": _("操作技能考评员最少人数"),
    "practical_panel_odd": _("操作技能考评员须为单数"),
    "paper_pass_share": _("卷面及格线（占满分的比例）"),
    "enterprise_norm_text_public": _("企业评价规范是否公开全文"),
}


def label_of(name: str) -> str:
    return str(LABELS.get(name, name))


class SettingForm(forms.Form):
    name = forms.ChoiceField(label=_("设置"))
    value = forms.CharField(label=_("值"), max_length=40, help_text=_("整数、比例（0.1 或 1/2）或 是/否，与现值同类"))
    from_on = forms.DateField(label=_("起用日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    source = forms.CharField(label=_("依据"), max_length=200)

    def __init__(self, given: QueryDict | None) -> None:
        super().__init__(given)
        self.fields["name"].choices = [(name, LABELS[name]) for name in settings_here()]  # type: ignore[attr-defined]


@audience(frozenset({Role.SYSTEM_ADMIN}))
def settings(request: HttpRequest) -> HttpResponse:
    form, refused, status = SettingForm(request.POST if request.method == "POST" else None), None, 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                made = set_setting(actor=request.user, at=timezone.now(), **form.cleaned_data)  # type: ignore[misc, arg-type]
                messages.success(request, say("%(name)s自 %(day)s 起为 %(value)s。") % {
                    "name": label_of(made.name), "day": made.from_on, "value": words(made.value)})  # fmt: skip
                return redirect(request.path)
            except NotPermitted:
                raise
            except Refused as no:
                refused, status = no, status_of(no)
    in_force = [(label_of(name), words(value), source, from_on)
                for name, value, source, from_on in settings_on(timezone.localdate())]  # fmt: skip
    dated = [(label_of(row.name), words(row.value), row.source, row.from_on) for row in dated_settings()]
    return render(request, "shared/settings.html", {
        "title": _("设置"), "in_force": in_force, "dated": dated, "form": form, "refused": refused}, status=status)  # fmt: skip
