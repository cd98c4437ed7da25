"""Tokens for programs: issued for one's own account, shown once, revoked by a click."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from liangcai.apps.accounts.actions.issue_token import issue_token
from liangcai.apps.accounts.actions.revoke_token import revoke_token
from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.selectors import tokens_of
from liangcai.apps.station.selectors import setting_on
from liangcai.kernel.refusals import NotPermitted, Refused
from liangcai.web.shared.access import CENTRE, ORGANIZATION, audience
from liangcai.web.shared.middleware import status_of

ISSUERS = CENTRE | ORGANIZATION
HOLDERS = ISSUERS | {Role.SYSTEM_ADMIN}


class IssueForm(forms.Form):
    name = forms.CharField(label=_("用途"), max_length=80, help_text=_("如“人事系统每日取报名”"))
    days = forms.IntegerField(label=_("有效天数"), min_value=1, initial=90)

    def __init__(self, most: int, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["days"].help_text = _("最长 %(most)d 天") % {"most": most}


@audience(HOLDERS)
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form, refused, secret, status = IssueForm(setting_on("token_days", today), request.POST or None), None, "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _made, secret = issue_token(actor=request.user, at=timezone.now(), **form.cleaned_data)  # type: ignore[misc, arg-type]
                status = 200
            except NotPermitted:
                raise
            except Refused as no:
                refused, status = no, status_of(no)
    return render(request, "hall/tokens/pages/tokens.html", {
        "title": _("接口凭据"), "subtitle": _("供本单位的程序读取计划、报名与成绩；权限与本账号相同，只读"),
        "form": form if request.user.role in ISSUERS else None, "refused": refused, "secret": secret, "today": today,  # type: ignore[union-attr]
        "tokens": tokens_of(request.user)[:200], "docs_url": reverse("api_docs"),  # type: ignore[arg-type]
        "address": request.build_absolute_uri("/api/v1/registrations"),
    }, status=status)  # fmt: skip


@audience(HOLDERS)
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(tokens_of(request.user), public_id=public_id)  # type: ignore[arg-type]
    if request.method != "POST":
        return render(request, "shared/confirm.html", {
            "title": _("吊销接口凭据"), "warning": _("吊销后，使用它的程序立即不能再读取数据，不能恢复。"),
            "preview": [(_("用途"), found.name), (_("账号"), found.user), (_("签发时间"), found.issued_at)],
            "label": _("吊销"), "back_url": reverse("api_tokens"), "breadcrumbs": [(_("接口凭据"), reverse("api_tokens"))],
        })  # fmt: skip
    revoke_token(actor=request.user, at=timezone.now(), token=found)  # type: ignore[arg-type]
    messages.success(request, say("凭据已吊销。"))
    return redirect("api_tokens")
