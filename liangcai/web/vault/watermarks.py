"""Who looked, and when, across what they looked at."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import escape

from liangcai.engines.typesetting.compile import DEMONSTRATION


def screen_watermark(request: HttpRequest, at: datetime) -> str:
    """CSS of a faint repeated background naming the viewer and the minute."""
    words = f"{request.user.display_name} {timezone.localtime(at):%Y-%m-%d %H:%M}"  # type: ignore[union-attr]
    svg = (f'<svg xmlns="http://www.w3.org/2000/svg" width="320" height="150"><text x="10" y="110" font-size="15" '
           f'fill="#0b3a78" fill-opacity=".16" transform="rotate(-18 10 110)">{escape(words)}</text></svg>')  # fmt: skip
    return f"background-image:url('data:image/svg+xml,{quote(svg)}')"


def print_watermark() -> str:
    return DEMONSTRATION if settings.DEMONSTRATION else ""
