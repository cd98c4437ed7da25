"""What a body says is short: it goes into the drafting of the next list (000-010)."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.organizations.selectors import body_of
from liangcai.apps.resources.actions.collect_demand import collect_demand
from liangcai.apps.resources.enums import Target
from liangcai.apps.resources.selectors import demands_visible_to
from liangcai.kernel.refusals import NotPermitted
from liangcai.web.hall.act_panels import Act, act_panels
from liangcai.web.hall.occupation_input import code_field, name_field
from liangcai.web.shared.access import ORGANIZATION, audience
from liangcai.web.shared.tables import Column, Table, table_page


class DemandsTable(Table):
    name = "own-demands"
    title = _("紧缺需求")
    columns = (
        Column("year", _("年度"), sort="year"),
        Column("occupation", _("职业"), lambda d: f"{d.occupation_code} {d.occupation_name}", sort="occupation_code"),
        Column("target", _("所需资源"), "get_target_display", sort="target"),
        Column("urgency", _("紧缺程度（0—100）"), sort="urgency", numeric=True),
        Column("reason", _("理由")),
        Column("given_at", _("提出时间"), sort="given_at"),
    )
    search = ("occupation_code", "occupation_name")
    empty = _("还没有提出过需求")


class DemandForm(forms.Form):
    occupation_code = code_field()
    occupation_name = name_field()
    target = forms.ChoiceField(label=_("所需资源"), choices=Target.choices)
    urgency = forms.IntegerField(label=_("紧缺程度（0—100）"), min_value=0, max_value=100,
                                 help_text=_("文件要求分轻重缓急，未定尺度"))  # fmt: skip
    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def run_demand(user, at, body, given):
    demand = collect_demand(actor=user, at=at, year=timezone.localdate(at).year + 1, proposer=body.name,
                            region_code=body.region_code, **given)  # fmt: skip
    return say("已提交 %(year)d 年的需求：%(name)s。") % {"year": demand.year, "name": demand.occupation_name}


ACTS = (Act("demand", _("提出紧缺需求"), run_demand, form=DemandForm,
            warning=_("列入下一年度紧缺目录的编制，由省中心汇总后确定。")),)  # fmt: skip


@audience(ORGANIZATION)
def demands(request: HttpRequest) -> HttpResponseBase:
    body = body_of(request.user)
    if body is None:
        raise NotPermitted("no_body", say("您的账号尚未归属任何机构，请联系所在地中心。"))
    panels = act_panels(request, ACTS, body)
    if panels.done:
        return redirect(request.path)
    response = table_page(request, DemandsTable(demands_visible_to(request.user)), "hall/pages/table_and_acts.html",
                          {"panels": panels})  # fmt: skip
    response.status_code = panels.status
    return response
