"""A clock that was set back: two custodians say why, then work goes on."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from liangcai.apps.accounts.actions.correct_clock import correct_clock
from liangcai.apps.accounts.clock import is_set_back, last_seen
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.middleware import status_of
from liangcai.web.vault.second_person import SecondPersonForm


class ClockForm(SecondPersonForm):
    reason = forms.CharField(label=gettext_lazy("原因与核对方法"), widget=forms.Textarea(attrs={"rows": 3}), max_length=400)
    field_order = ["reason"]


@audience(CUSTODIAN)
@sensitive_post_parameters("second_password")
def vault_clock(request: HttpRequest) -> HttpResponse:
    now, refused, form = timezone.now(), None, ClockForm(request.POST or None)
    if form.is_valid() and (second := form.second(request)):
        try:
            correct_clock(actor=request.user, at=now, second=second, reason=form.cleaned_data["reason"])
            messages.success(request, _("时钟更正已记入日志。"))
            return redirect("vault_home")
        except Refused as no:
            refused = no
    context = {"title": _("时钟更正"), "form": form, "refused": refused, "now": now, "seen": last_seen(), "set_back": is_set_back(now)}
    status = status_of(refused) if refused else 422 if form.errors else 200
    return render(request, "shared/clock.html", context, status=status)
