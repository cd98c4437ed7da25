"""While a network is there, the vault shows one page and nothing else (S002 四(二), 002-042)."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from liangcai.apps.custody.actions.start_demonstration import start_demonstration
from liangcai.apps.custody.network import live_interfaces, require_no_network
from liangcai.kernel.refusals import Refused


class NetworkGuard:
    """Asks at every request: a cable may be plugged in at any time. The demonstration switch lets through; that is
    entered in the ledger once a start, every page carries a band and every print a watermark."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.logged = False
        self.lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.DEMONSTRATION:
            request.live_interfaces = live_interfaces()  # type: ignore[attr-defined]
            self.log_once(request.live_interfaces)  # type: ignore[attr-defined]
            return self.get_response(request)
        try:
            require_no_network()
        except Refused as no:
            return render(request, "vault/pages/network_up.html", {"refused": no}, status=503)
        return self.get_response(request)

    def log_once(self, interfaces: list[str]) -> None:
        with self.lock:
            if interfaces and not self.logged:
                start_demonstration(actor="system", at=timezone.now(), interfaces=interfaces)
                self.logged = True
