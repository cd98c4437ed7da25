"""Request bodies: JSON within limits, no NaN, no repeated keys."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja.parser import Parser

from liangcai.apps.station.unread_bodies import drain
from liangcai.engines.rules.reading import LARGEST, read_json
from liangcai.kernel.refusals import BadInput


def json_body(request: HttpRequest) -> Any:
    """The document in the body; `BadInput` when it is too large or no JSON."""
    try:
        too_large = int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST
        content = b"" if too_large else request.body
    except RequestDataTooBig:
        too_large = True
    if too_large:
        drain(request)
        raise BadInput("too_large", f"请求超过 {LARGEST // 1_000_000} MB。", where="body",
                       hint="一次只提交一个人的事实。")
    return read_json(content, "body")


class StrictParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        return json_body(request)
