"""Opening the bank for a session: two custodians, each with a share."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from liangcai.apps.accounts.enums import Role
from liangcai.apps.custody.actions.open_bank import open_bank
from liangcai.apps.custody.actions.shut_bank import shut_bank
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import CUSTODIAN, ITEM_REVIEWER, ITEM_WRITER, audience
from liangcai.web.vault.opened_bank import forget, opened_bank, remember

HIDDEN = forms.PasswordInput(attrs={"autocomplete": "off"})


class OpeningForm(forms.Form):
    first_share = forms.CharField(label=gettext_lazy("本人密钥份额"), widget=HIDDEN, max_length=400)
    second_name = forms.CharField(label=gettext_lazy("第二名管理员账号"), max_length=150,
                                  widget=forms.TextInput(attrs={"autocomplete": "off"}))  # fmt: skip
    second_password = forms.CharField(label=gettext_lazy("第二名管理员口令"), widget=HIDDEN, max_length=200)
    second_share = forms.CharField(label=gettext_lazy("第二名管理员密钥份额"), widget=HIDDEN, max_length=400)
    purpose = forms.CharField(label=gettext_lazy("事由"), max_length=200)


class WitnessedForm(OpeningForm):
    """At a writer's or reviewer's screen both custodians sign."""

    first_name = forms.CharField(label=gettext_lazy("第一名管理员账号"), max_length=150,
                                 widget=forms.TextInput(attrs={"autocomplete": "off"}))  # fmt: skip
    first_password = forms.CharField(label=gettext_lazy("第一名管理员口令"), widget=HIDDEN, max_length=200)
    first_share = forms.CharField(label=gettext_lazy("第一名管理员密钥份额"), widget=HIDDEN, max_length=400)
    field_order = ("first_name", "first_password", "first_share", "second_name", "second_password", "second_share", "purpose")


@audience(CUSTODIAN | ITEM_WRITER | ITEM_REVIEWER)
@sensitive_post_parameters()
def vault_open(request: HttpRequest) -> HttpResponse:
    own = request.user.role == Role.CUSTODIAN  # type: ignore[union-attr]
    form = (OpeningForm if own else WitnessedForm)(request.POST if request.method == "POST" else None)
    context = {"title": _("开库"), "form": form, "opened": opened_bank(request)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "vault/pages/open.html", context, status=422 if form.errors else 200)
    given = form.cleaned_data
    second = authenticate(request, username=given["second_name"], password=given["second_password"])
    if second is None:
        form.add_error("second_password", _("账号或口令不正确。"))
        return render(request, "vault/pages/open.html", context, status=422)
    first = request.user if own else authenticate(request, username=given["first_name"], password=given["first_password"])
    if first is None:
        form.add_error("first_password", _("账号或口令不正确。"))
        return render(request, "vault/pages/open.html", context, status=422)
    try:
        key = open_bank(actor=first, at=timezone.now(), second=second, purpose=given["purpose"],
                        shares=[given["first_share"].strip(), given["second_share"].strip()],
                        demonstration=settings.DEMONSTRATION)  # fmt: skip
    except Refused as no:
        return render(request, "vault/pages/open.html", {**context, "refused": no}, status=409)
    remember(request, key, second.display_name)
    messages.success(request, _("题库已打开，15 分钟无操作自动关闭。"))
    return redirect("vault_banks" if own else "item_desk")


@audience(CUSTODIAN | ITEM_WRITER | ITEM_REVIEWER)
@require_POST
def vault_shut(request: HttpRequest) -> HttpResponse:
    if opened_bank(request):
        shut_bank(actor=request.user, at=timezone.now())
    forget(request)
    messages.success(request, _("题库已关闭，密钥已从内存清除。"))
    return redirect("home")
