"""Every no of the API is one object: code, message, where, hint, and the citation where there is one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from liangcai.apps.station.rate_limit import TooManyRequests
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused

STATUS = ((NotPermitted, 403), (TooManyRequests, 429), (BadInput, 422))
SAID = {
    "missing": "缺少这一项。",
    "int_parsing": "应为整数。",
    "int_type": "应为整数。",
    "string_type": "应为文字。",
    "extra_forbidden": "未知的键。",
    "date_from_datetime_parsing": "不是日期，写作 2022-06-30。",
    "date_parsing": "不是日期，写作 2022-06-30。",
}


def status_of(no: Refused) -> int:
    return next((status for kind, status in STATUS if isinstance(no, kind)), 409)


def words_for(error: dict[str, Any]) -> BadInput:
    """The first fault that the schema found, in words."""
    where = ".".join(str(part) for part in error["loc"][1:] if part not in ("chosen", "body"))
    limits = error.get("ctx", {})
    bound = "、".join(f"{name} {value}" for name, value in limits.items() if isinstance(value, int | str))
    message = SAID.get(error["type"]) or f"值不在允许范围内{f'（{bound}）' if bound else ''}。"
    return BadInput("bad_request", message, where=where, hint="各项的含义与范围见 /api/v1/docs。")


def answer_refusals(api: NinjaAPI, token_hint: str) -> None:
    """Makes the API answer refusals and unreadable requests with words; `token_hint` says where a token is had."""

    def refuse(request: HttpRequest, no: Refused) -> HttpResponse:
        return api.create_response(request, no.as_dict(), status=status_of(no))

    def invalid(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
        return refuse(request, words_for(wrong.errors[0]))

    def unreadable(request: HttpRequest, wrong: HttpError) -> HttpResponse:
        if isinstance(wrong.__cause__, Refused):
            return refuse(request, wrong.__cause__)
        return refuse(request, BadInput("bad_request", "请求无法读取。"))

    def unknown(request: HttpRequest, wrong: Http404) -> HttpResponse:
        found = {"code": "not_found", "message": "没有这一项。", "where": request.path, "hint": ""}
        return api.create_response(request, found, status=404)

    def unsigned(request: HttpRequest, wrong: AuthenticationError) -> HttpResponse:
        found = {"code": "token_needed", "message": "缺少凭据，或凭据已失效。", "where": "Authorization",
                 "hint": token_hint}  # fmt: skip
        return api.create_response(request, found, status=401)

    api.add_exception_handler(Refused, refuse)
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(HttpError, unreadable)
    api.add_exception_handler(AuthenticationError, unsigned)
    api.add_exception_handler(Http404, unknown)
