"""Opening: sealed theory papers from their package, practical sessions from their criteria."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from liangcai.apps.accounts.clock import is_set_back
from liangcai.apps.sittings.actions.open_papers import open_papers
from liangcai.apps.sittings.actions.open_practical import open_practical
from liangcai.apps.sittings.actions.receive_package import receive_package
from liangcai.apps.sittings.models import ArrivedPackage
from liangcai.kernel.refusals import Refused
from liangcai.web.room.rosters import read_roster
from liangcai.web.room.sitting_words import PRACTICAL_MODES, THEORY_MODES
from liangcai.web.shared.access import PROCTOR, audience
from liangcai.web.shared.downloads import JSON, bytes_response
from liangcai.web.shared.middleware import status_of

ROSTER_HELP = gettext_lazy("CSV，表头：准考证号,姓名,证件号码后四位,座位号,卷别")
SHARES_HELP = gettext_lazy("每行一份，共 16 组、每组 4 个字符；从保管人的信封上抄录，不区分大小写")
SHARES = forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"})


class ArrivalForm(forms.Form):
    package = forms.FileField(label=gettext_lazy("试卷密封包（.lcp）"), help_text=gettext_lazy("从光盘选择；登记到达后仍保持密封。"))


class OpeningForm(forms.Form):
    roster = forms.FileField(label=gettext_lazy("考生名单"), help_text=ROSTER_HELP)
    mode = forms.ChoiceField(label=gettext_lazy("考试方式"), choices=list(THEORY_MODES.items()),
                             widget=forms.RadioSelect)  # fmt: skip
    first_shares = forms.CharField(label=gettext_lazy("本人录入的份额"), help_text=SHARES_HELP, widget=SHARES, max_length=2000)
    second_name = forms.CharField(label=gettext_lazy("第二名监考员账号"), max_length=150,
                                  widget=forms.TextInput(attrs={"autocomplete": "off"}))  # fmt: skip
    second_password = forms.CharField(label=gettext_lazy("第二名监考员口令"), max_length=200,
                                      widget=forms.PasswordInput(attrs={"autocomplete": "off"}))  # fmt: skip
    second_shares = forms.CharField(label=gettext_lazy("第二名监考员录入的份额"), help_text=SHARES_HELP, widget=SHARES, max_length=2000)


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
    """What has arrived, shut or opened; a package that comes in is registered here."""
    form, refused = ArrivalForm(request.POST or None, request.FILES or None), None
    if form.is_valid():
        try:
            with TemporaryDirectory() as folder:
                package = Path(folder) / "papers.lcp"
                with package.open("wb") as out:
                    out.writelines(form.cleaned_data["package"].chunks())
                arrived = receive_package(actor=request.user, at=timezone.now(), package=package)
            messages.success(request, _("已登记到达，仍保持密封。请把到达回执交回题库。"))
            return redirect("room_package", arrived.public_id)
        except Refused as no:
            refused = no
    context = {"title": _("启封"), "form": form, "refused": refused, "now": timezone.now(),
               "packages": ArrivedPackage.objects.select_related("sitting")}  # fmt: skip
    status = status_of(refused) if refused else 422 if form.errors else 200
    return render(request, "room/proctor/pages/arrivals.html", context, status=status)


@audience(PROCTOR)
@sensitive_post_parameters()
def room_package(request: HttpRequest, public_id: str) -> HttpResponse:
    """One package: who can open it and when; opening it by two persons."""
    arrived, refused, now = get_object_or_404(ArrivedPackage, public_id=public_id), None, timezone.now()
    form = OpeningForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (second := second_person(request, form)):
        given = form.cleaned_data
        try:
            sitting, _receipt = open_papers(
                actor=request.user, at=now, arrived=arrived, second=second, mode=given["mode"],
                shares=[lines(given["first_shares"]), lines(given["second_shares"])],
                roster=read_roster(given["roster"].read()),
            )  # fmt: skip
            messages.success(request, _("已启封，符合性证书复核通过。请下载启封回执交回题库。"))
            return redirect("room_sitting", sitting.public_id)
        except Refused as no:
            refused = no
    context = {"title": _("密封包"), "subtitle": arrived.plan_number, "arrived": arrived, "form": form, "refused": refused,
               "too_early": arrived.not_before and now < arrived.not_before, "set_back": is_set_back(now),
               "breadcrumbs": [(_("启封"), reverse("room_opening"))]}  # fmt: skip
    status = status_of(refused) if refused else 422 if form.errors else 200
    response = render(request, "room/proctor/pages/package.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def second_person(request: HttpRequest, form: forms.Form) -> Any:
    """The account of whoever stands beside, or None with the form saying so."""
    given = form.cleaned_data
    second = authenticate(request, username=given["second_name"], password=given["second_password"])
    if second is None:
        form.add_error("second_password", _("账号或口令不正确。"))
    return second


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@audience(PROCTOR)
def room_arrival_receipt(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The signed receipt of the arrival, to be carried back to the vault."""
    arrived = get_object_or_404(ArrivedPackage, public_id=public_id)
    content = json.dumps(arrived.receipt, ensure_ascii=False, indent=1).encode()
    return bytes_response(content, f"到达回执-{arrived.plan_number}.json", JSON)


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
