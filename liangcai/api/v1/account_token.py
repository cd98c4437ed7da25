"""`Authorization: Bearer <token>`: a program acts as the account that issued the token, within its jurisdiction.

    router = Router(tags=["报名"], auth=AccountToken())

    @router.get("/registrations", response=Page[RegistrationRow])
    def registration_list(request, chosen):
        rows = registrations_visible_to(request.auth)      # the account, as selectors know it
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.selectors import token_of_secret
from liangcai.apps.station.rate_limit import count_or_refuse
from liangcai.apps.station.selectors import setting_on

PER_ADDRESS = (30, 60)  # failed tries in a minute, so that nobody guesses


class AccountToken(HttpBearer):
    """Answers with the account (`request.auth`); 401 for a token that is unknown, expired or revoked, 429 beyond
    the requests a minute that the setting grants each token."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        today = timezone.localdate()
        held = token_of_secret(token, today)
        if held is None:
            count_or_refuse(f"api-token-unknown:{request.META.get('REMOTE_ADDR', '')}", *PER_ADDRESS)
            return None
        count_or_refuse(f"api-token:{held.pk}", setting_on("token_requests_per_minute", today), 60)
        return held.user
