"""Sealing the marks of a plan to the hall, and the packages made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.marking.actions.seal_results import seal_results
from liangcai.apps.marking.models import ResultPackage
from liangcai.apps.sittings.models import Sitting
from liangcai.apps.station.signing import published_keys
from liangcai.engines.sealing.keys import X25519, PublicKey
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import PROCTOR, audience
from liangcai.web.shared.downloads import file_response
from liangcai.web.shared.middleware import status_of


class SealForm(forms.Form):
    plan = forms.ChoiceField(label=gettext_lazy("考核计划"))
    receiver = forms.ChoiceField(label=gettext_lazy("接收方（办事大厅公钥）"))


def hall_keys() -> dict[str, PublicKey]:
    """Keys to which packages may be sealed, this room's own left out."""
    return {k.key_id: k for k in published_keys().values() if k.suite == X25519 and not k.key_id.startswith("room-")}


@audience(PROCTOR)
def room_sealing(request: HttpRequest) -> HttpResponse:
    keys = hall_keys()
    plans = dict(Sitting.objects.filter(state="marked").order_by("plan_number").values_list("plan_number", "title"))
    form = SealForm(request.POST or None)
    form.fields["plan"].choices = [(n, f"{n} {t}") for n, t in plans.items()]  # type: ignore[attr-defined]
    form.fields["receiver"].choices = [(k.key_id, f"{k.owner}（{k.key_id}）") for k in keys.values()]  # type: ignore[attr-defined]
    context: dict[str, Any] = {"title": _("成绩封装"), "form": form, "plans": plans, "keys": keys,
                               "packages": ResultPackage.objects.select_related("sitting").order_by("-pk")}  # fmt: skip
    if not form.is_valid():
        return render(request, "room/proctor/pages/sealing.html", context, status=422 if form.errors else 200)
    given = form.cleaned_data
    sittings = list(Sitting.objects.filter(plan_number=given["plan"]))
    try:
        seal_results(actor=request.user, at=timezone.now(), sittings=sittings, receiver_key=keys[given["receiver"]])
    except Refused as no:
        return render(request, "room/proctor/pages/sealing.html", {**context, "refused": no}, status=status_of(no))
    messages.success(request, _("成绩已封装，只有办事大厅能打开。请下载后送交。"))
    return redirect("room_sealing")


@audience(PROCTOR)
def room_result_package(request: HttpRequest, public_id: str) -> HttpResponseBase:
    package = get_object_or_404(ResultPackage.objects.select_related("sitting"), public_id=public_id)
    return file_response(package.file, f"成绩密封包-{package.sitting.plan_number}.lcp")
