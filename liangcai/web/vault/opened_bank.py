"""The bank key while a session has the bank open: in this program's memory only, never in database, file or cookie.

It is forgotten after fifteen idle minutes, on closing, on signing out and when the program ends."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest
from django.utils import timezone

from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import Refused

IDLE = timedelta(minutes=15)


@dataclass
class OpenedBank:
    """`pending` is an import file as understood, waiting for the custodian's yes."""

    key: bytes = field(repr=False)
    second: str
    used_at: datetime
    pending: Any = field(default=None, repr=False)


_opened: dict[str, OpenedBank] = {}
_lock = threading.Lock()


def remember(request: HttpRequest, key: bytes, second: str) -> None:
    """Opening once more goes on with the import that waits."""
    with _lock:
        before = _opened.get(str(request.session.session_key))
        _opened[str(request.session.session_key)] = OpenedBank(key, second, timezone.now(), before and before.pending)


def opened_bank(request: HttpRequest) -> OpenedBank | None:
    """What this session has open, its idle time begun anew; everybody's expired keys are dropped on the way."""
    now = timezone.now()
    with _lock:
        for session in [s for s, one in _opened.items() if now - one.used_at > IDLE]:
            del _opened[session]
        found = _opened.get(str(request.session.session_key))
        if found:
            found.used_at = now
        return found


def require_opened(request: HttpRequest) -> OpenedBank:
    found = opened_bank(request)
    if found is None:
        raise Refused("bank_shut", "题库未打开，试题内容不能解密。", citation=Citation(S002, "四(二)", "002-041"),
                      hint="请两名题库管理员到场，在“开库”页输入各自的密钥份额。")  # fmt: skip
    return found


def forget(request: HttpRequest) -> None:
    with _lock:
        _opened.pop(str(request.session.session_key), None)


def forget_all() -> None:
    """After a change of the key nobody goes on with the old one."""
    with _lock:
        _opened.clear()


user_logged_out.connect(lambda sender, request, user, **rest: forget(request), weak=False, dispatch_uid="shut the bank")
