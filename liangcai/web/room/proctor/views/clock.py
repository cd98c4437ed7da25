"""A clock that was set back: two persons say why, then work goes on."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from liangcai.apps.accounts.actions.correct_clock import correct_clock
from liangcai.apps.accounts.clock import is_set_back, last_seen
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import PROCTOR, audience
from liangcai.web.shared.middleware import status_of


class ClockForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("原因与核对方法"), widget=forms.Textarea(attrs={"rows": 3}), max_length=400)
    second_name = forms.CharField(label=gettext_lazy("第二人账号"), max_length=150)
    second_password = forms.CharField(label=gettext_lazy("第二人口令"), max_length=200,
                                      widget=forms.PasswordInput(attrs={"autocomplete": "off"}))  # fmt: skip


@audience(PROCTOR)
@sensitive_post_parameters()
def room_clock(request: HttpRequest) -> HttpResponse:
    now, refused = timezone.now(), None
    form = ClockForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        second = authenticate(request, username=given["second_name"], password=given["second_password"])
        if second is None:
            form.add_error("second_password", _("账号或口令不正确。"))
        else:
            try:
                correct_clock(actor=request.user, at=now, second=second, reason=given["reason"])
                messages.success(request, _("时钟更正已记入日志。"))
                return redirect("room_opening")
            except Refused as no:
                refused = no
    context = {"title": _("时钟更正"), "form": form, "refused": refused, "now": now, "seen": last_seen(),
               "set_back": is_set_back(now), "breadcrumbs": [(_("启封"), reverse("room_opening"))]}  # fmt: skip
    status = status_of(refused) if refused else 422 if form.errors else 200
    return render(request, "shared/clock.html", context, status=status)
