"""Two custodians at the keyboard: accounts and passwords, asked for and never echoed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from liangcai.kernel.refusals import NotPermitted

if TYPE_CHECKING:
    from liangcai.apps.accounts.models import User


def signed_in(username: str, password: str | None = None) -> User:
    """The account, after its password was typed or given. Wrong ones are counted as at the screen, and lock the account."""
    from django.contrib.auth import authenticate
    from django.http import HttpRequest

    from liangcai.apps.accounts.models import User

    if password is None:
        password = click.prompt(f"{username} 的口令", hide_input=True, err=True)
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    found = authenticate(request, username=username, password=password)
    if not isinstance(found, User):
        raise NotPermitted("sign_in", f"账号 {username} 或口令不正确。")
    return found


def shares_typed(shares: tuple[str, ...], count: int = 2) -> list[str]:
    """The shares given as options, or typed one by one without echo."""
    return list(shares) or [click.prompt(f"第 {n} 份密钥份额", hide_input=True, err=True) for n in range(1, count + 1)]
