"""One place turns a refusal into a page with words."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from liangcai.apps.station.sites import current_site
from liangcai.apps.station.unread_bodies import drain
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused
from liangcai.web.shared.rate_limit import TooManyRequests

UPLOAD_LIMIT_MB = {"hall": 20, "vault": 512, "room": 512}  # packages and scans travel to vault and room


def status_of(no: Refused) -> int:
    if isinstance(no, TooManyRequests):
        return 429
    return 403 if isinstance(no, NotPermitted) else 422 if isinstance(no, BadInput) else 409


def refused_page(request: HttpRequest, no: Refused, status: int = 0) -> HttpResponse:
    """The refusal as a page, or as a fragment where htmx asked."""
    template = "shared/refused_fragment.html" if getattr(request, "htmx", False) else "shared/refused.html"
    return render(request, template, {"refused": no, "back_url": came_from(request)}, status=status or status_of(no))


def came_from(request: HttpRequest) -> str:
    """The address of the page before this one, if it was one of ours and not this one."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        return ""
    parts = urlsplit(referer)
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    return address if request.method == "POST" or address != request.get_full_path() else ""


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size, limit = int(request.META.get("CONTENT_LENGTH") or 0), UPLOAD_LIMIT_MB[current_site()]
        if size > limit * 2**20:
            drain(request)
            words = _("文件共 %(size)d MB，超过上限 %(limit)d MB。") % {"size": size >> 20, "limit": limit}
            no = BadInput("too_large", words, hint=_("请压缩或拆分后重新上传。"))
            return refused_page(request, no, status=413)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused_page(request, exception) if isinstance(exception, Refused) else None


class IdleMiddleware:
    """Keeps a used session alive and lets an idle one end: the expiry moves on at most once in five minutes,
    so that reading pages does not write to the database each time."""

    STEP_SECONDS = 300

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            if now - request.session.get("seen_at", 0) >= self.STEP_SECONDS:
                request.session["seen_at"] = now
        return self.get_response(request)
