"""One place turns a refusal into a page with words."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liangcai.kernel.refusals import BadInput, NotPermitted, Refused


def status_of(no: Refused) -> int:
    return 403 if isinstance(no, NotPermitted) else 422 if isinstance(no, BadInput) else 409


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        template = "shared/refused_fragment.html" if getattr(request, "htmx", False) else "shared/refused.html"
        return render(request, template, {"refused": exception}, status=status_of(exception))
