"""The statutory working-day calendar: a year that isn't entered isn't guessed."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.enums import Role
from liangcai.apps.catalogue.actions.enter_calendar_year import enter_calendar_year
from liangcai.apps.catalogue.selectors import calendar_years
from liangcai.kernel.refusals import Refused
from liangcai.web.hall.act_panels import Act, act_panels
from liangcai.web.hall.administration.calendar_lines import read_days
from liangcai.web.shared.access import audience

SYSTEM_ADMIN = frozenset({Role.SYSTEM_ADMIN})


class CalendarForm(forms.Form):
    year = forms.IntegerField(label=_("年份"), min_value=2000, max_value=2100)
    source = forms.CharField(label=_("依据"), max_length=200, help_text=_("国务院办公厅放假安排的文号"))
    days = forms.CharField(label=_("与平常周不同的日子"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 10}),
                           help_text=_("每行一天：2027-02-06 放假 春节，或 2027-02-14 上班；将替换该年已录入的内容"))  # fmt: skip


def run_enter(user, at, _thing, given):
    made = enter_calendar_year(actor=user, at=at, year=given["year"], source=given["source"],
                               exceptions=read_days(given["days"]))  # fmt: skip
    return say("%(year)d 年日历已录入。") % {"year": made.year}


ACTS = (Act("enter", _("录入一年的日历"), run_enter, form=CalendarForm),)


@audience(SYSTEM_ADMIN)
def calendar(request: HttpRequest) -> HttpResponse:
    panels = act_panels(request, ACTS, None)
    if panels.done:
        return redirect(request.path)
    return render(request, "hall/administration/pages/calendar.html", {
        "title": _("工作日历"), "years": calendar_years(), "panels": panels}, status=panels.status)  # fmt: skip


@audience(SYSTEM_ADMIN)
def year(request: HttpRequest, year: int) -> HttpResponse:
    found = calendar_years().filter(year=year).first()
    if found is None:
        raise Refused("calendar_missing", f"{year} 年的法定工作日历尚未录入。")
    return render(request, "hall/administration/pages/calendar_year.html", {
        "title": say("%(year)d 年工作日历") % {"year": year}, "year": found,
        "breadcrumbs": [(_("工作日历"), reverse("administration_calendar"))]})  # fmt: skip
