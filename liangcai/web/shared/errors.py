"""Pages for what goes wrong before or around a view: words, never a traceback."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def failure(request: HttpRequest, status: int, message: str, hint: str) -> HttpResponse:
    return render(request, "shared/failure.html", {"message": message, "hint": hint}, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return failure(request, 404, _("没有这个页面"), _("地址可能有误，或者该内容已移走。请从首页重新进入。"))


def not_permitted(request: HttpRequest, exception: Exception) -> HttpResponse:
    return failure(request, 403, _("没有权限查看此页"), _("请以相应账号登录。"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    hint = _("内容过多或格式不完整。请返回上一页重新提交，未作任何更改。")
    return failure(request, 400, _("提交的内容无法读取"), hint)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    hint = _("请返回上一页刷新后重新提交；浏览器须允许本站使用 Cookie。")
    return failure(request, 403, _("页面已过期，提交未被接受"), hint)


def broken(request: HttpRequest) -> HttpResponse:
    """Touches neither database nor session: either may be what broke."""
    hint = "故障已记入日志，请稍后重试；仍不行请联系系统管理员，并告知时间与所作操作。"
    words = {"message": "系统出现故障", "hint": hint}
    return HttpResponse(render_to_string("shared/plain_failure.html", words), status=500)
