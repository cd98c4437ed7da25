"""Signing in and out, and the answer to too many wrong passwords."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse

from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import ANYONE_SIGNED_IN, PUBLIC, audience
from liangcai.web.shared.middleware import refused_page

sign_in = audience(PUBLIC)(LoginView.as_view(template_name="shared/sign_in.html", next_page="desk"))
sign_out = audience(ANYONE_SIGNED_IN)(LogoutView.as_view())


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    no = Refused("locked_out", "口令多次输入错误，账号已暂时锁定。", hint="请在 30 分钟后重试，或联系安全管理员。")
    return refused_page(request, no, status=429)
