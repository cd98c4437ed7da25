"""Opening: sealed theory papers from their package, practical sessions from their criteria."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.sittings.actions.open_papers import KEY_OWNER, open_papers
from liangcai.apps.sittings.actions.open_practical import open_practical
from liangcai.kernel.refusals import Refused
from liangcai.web.room.rosters import read_roster
from liangcai.web.room.sitting_words import PRACTICAL_MODES, THEORY_MODES
from liangcai.web.shared.access import PROCTOR, audience
from liangcai.web.shared.middleware import status_of

ROSTER_HELP = gettext_lazy("CSV，表头：准考证号,姓名,证件号码后四位,座位号,卷别")


class OpeningForm(forms.Form):
    package = forms.FileField(label=gettext_lazy("试卷密封包（.lcp）"))
    roster = forms.FileField(label=gettext_lazy("考生名单"), help_text=ROSTER_HELP)
    mode = forms.ChoiceField(label=gettext_lazy("考试方式"), choices=list(THEORY_MODES.items()),
                             widget=forms.RadioSelect)  # fmt: skip


class PracticalForm(forms.Form):
    plan_number = forms.CharField(label=gettext_lazy("考核计划编号"), max_length=40)
    title = forms.CharField(label=gettext_lazy("考试名称"), max_length=120)
    minutes = forms.IntegerField(label=gettext_lazy("时长（分钟）"), min_value=1, max_value=1440)
    mode = forms.ChoiceField(label=gettext_lazy("考核方式"), choices=list(PRACTICAL_MODES.items()))
    criteria = forms.CharField(label=gettext_lazy("评分项"), widget=forms.Textarea(attrs={"rows": 5}),
                               help_text=gettext_lazy("每行一项：名称 满分，如“操作规范 40”；合计 100。"))  # fmt: skip
    roster = forms.FileField(label=gettext_lazy("考生名单"), help_text=ROSTER_HELP)

    def clean_criteria(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for n, line in enumerate(self.cleaned_data["criteria"].splitlines(), start=1):
            if not line.strip():
                continue
            name, _blank, marks = line.strip().rpartition(" ")
            if not name.strip() or name.strip() in found:
                raise forms.ValidationError(_("第 %(n)d 行应为“名称 满分”，名称不重复。") % {"n": n})
            found[name.strip()] = marks
        return found


@audience(PROCTOR)
def room_opening(request: HttpRequest) -> HttpResponse:
    form = OpeningForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"title": _("启封"), "form": form, "button": _("启封试卷"),
                               "back_url": reverse("room_home"),
                               "practical_url": reverse("room_open_practical")}  # fmt: skip
    if not form.is_valid():
        return render(request, "room/proctor/pages/form.html", context, status=422 if form.errors else 200)
    given = form.cleaned_data
    try:
        roster = read_roster(given["roster"].read())
        with TemporaryDirectory() as folder:
            package = Path(folder) / "papers.lcp"
            with package.open("wb") as out:
                out.writelines(given["package"].chunks())
            sitting, _receipt = open_papers(actor=request.user, at=timezone.now(), package=package, roster=roster,
                                            mode=given["mode"], site=KEY_OWNER)  # fmt: skip
    except Refused as no:
        return render(request, "room/proctor/pages/form.html", {**context, "refused": no}, status=status_of(no))
    messages.success(request, _("已启封，符合性证书复核通过。请下载启封回执交回题库。"))
    return redirect("room_sitting", sitting.public_id)


@audience(PROCTOR)
def room_open_practical(request: HttpRequest) -> HttpResponse:
    form = PracticalForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"title": _("建立操作技能场次"), "form": form, "button": _("建立场次"),
                               "back_url": reverse("room_home")}  # fmt: skip
    if not form.is_valid():
        return render(request, "room/proctor/pages/form.html", context, status=422 if form.errors else 200)
    given = form.cleaned_data
    try:
        given["roster"] = read_roster(given["roster"].read())
        sitting = open_practical(actor=request.user, at=timezone.now(), **given)
    except Refused as no:
        return render(request, "room/proctor/pages/form.html", {**context, "refused": no}, status=status_of(no))
    messages.success(request, _("场次已建立。"))
    return redirect("room_sitting", sitting.public_id)
