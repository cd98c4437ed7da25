"""Anonymous responses for item statistics: sealed to a vault after marking, and the packages made."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.marking.actions.seal_responses import seal_responses
from liangcai.apps.marking.models import ResponsePackage
from liangcai.apps.sittings.models import Sitting
from liangcai.apps.station.signing import published_keys
from liangcai.engines.sealing.keys import X25519
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import PROCTOR, audience
from liangcai.web.shared.downloads import file_response
from liangcai.web.shared.middleware import status_of


class ResponsesForm(forms.Form):
    sitting = forms.ModelChoiceField(Sitting.objects.none(), label=gettext_lazy("考核计划（理论科目）"))
    receiver = forms.ChoiceField(label=gettext_lazy("接收方（题库工作站公钥）"))


@audience(PROCTOR)
def room_responses(request: HttpRequest) -> HttpResponse:
    keys = {k.key_id: k for k in published_keys().values() if k.suite == X25519 and k.key_id.startswith("vault-")}
    waiting = Sitting.objects.filter(subject="theory", state__in=("marked", "sealed"), response_package=None).order_by("plan_number")
    form = ResponsesForm(request.POST or None)
    form.fields["sitting"].queryset = waiting  # type: ignore[attr-defined]
    form.fields["sitting"].label_from_instance = lambda s: f"{s.plan_number} {s.title}"  # type: ignore[attr-defined]
    form.fields["receiver"].choices = [(k.key_id, f"{k.owner}（{k.key_id}）") for k in keys.values()]  # type: ignore[attr-defined]
    context = {
        "title": _("匿名作答封装"), "form": form, "waiting": waiting, "keys": keys,
        "packages": ResponsePackage.objects.select_related("sitting").order_by("-pk"),
        "breadcrumbs": [(_("答卷封装"), reverse("room_sealing"))],
    }  # fmt: skip
    if not form.is_valid():
        return render(request, "room/proctor/pages/responses.html", context, status=422 if form.errors else 200)
    given = form.cleaned_data
    try:
        seal_responses(actor=request.user, at=timezone.now(), sitting=given["sitting"], receiver_key=keys[given["receiver"]])
    except Refused as no:
        return render(request, "room/proctor/pages/responses.html", {**context, "refused": no}, status=status_of(no))
    messages.success(request, _("匿名作答已封装，只有题库工作站能打开。请刻录光盘移交。"))
    return redirect("room_responses")


@audience(PROCTOR)
def room_response_package(request: HttpRequest, public_id: str) -> HttpResponseBase:
    package = get_object_or_404(ResponsePackage.objects.select_related("sitting"), public_id=public_id)
    return file_response(package.file, f"匿名作答包-{package.sitting.plan_number}.lcp")
