"""Accounts and requests that tests of screens share."""

from __future__ import annotations

from django.test import Client

from liangcai.apps.accounts.models import User


def signed_in(role: str, region: str = "320000", name: str = "演示用户") -> Client:
    """A client with a fresh account of the role."""
    count = User.objects.count()
    user = User.objects.create(username=f"{role}{count}", role=role, display_name=name, region_code=region)
    client = Client()
    client.force_login(user)
    return client


def text(response) -> str:
    """The whole answer, streamed or not."""
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts).decode("utf-8-sig")
