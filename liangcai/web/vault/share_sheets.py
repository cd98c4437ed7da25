"""Freshly made shares until they are printed: in this program's memory only, for fifteen minutes, for one session."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from liangcai.engines.typesetting.key_share_sheets import ShareSheet

KEPT = timedelta(minutes=15)
_waiting: dict[str, tuple[datetime, list[ShareSheet]]] = {}
_lock = threading.Lock()


def keep_sheets(session_key: str, sheets: Sequence[ShareSheet]) -> None:
    with _lock:
        _waiting[session_key] = (timezone.now(), list(sheets))


def sheets_of(request: HttpRequest) -> list[ShareSheet]:
    """What this session has still to print; everybody's old ones are dropped on the way."""
    now = timezone.now()
    with _lock:
        for session in [s for s, (made, _) in _waiting.items() if now - made > KEPT]:
            del _waiting[session]
        return _waiting.get(str(request.session.session_key), (now, []))[1]


def drop_sheets(request: HttpRequest) -> None:
    with _lock:
        _waiting.pop(str(request.session.session_key), None)
