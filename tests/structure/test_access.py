"""Every address of every site says whom it is for."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver

from liangcai.apps.accounts.enums import Role
from liangcai.config.sites import SITE_APPS


def patterns(entries, prefix: str = "") -> Iterator[tuple[str, object]]:
    for entry in entries:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry.url_patterns, address)
        elif isinstance(entry, URLPattern):
            yield address, entry.callback


def undeclared(site: str) -> list[str]:
    """Addresses outside the REST interface, which declares its own access, without an audience."""
    entries = importlib.import_module(f"liangcai.config.urls.{site}").urlpatterns
    return [a for a, view in patterns(entries) if not a.startswith("api/") and not hasattr(view, "audience")]


@pytest.mark.parametrize("site", SITE_APPS)
def test_every_view_declares_its_audience(site):
    assert undeclared(site) == []


@pytest.mark.parametrize("site", SITE_APPS)
def test_audiences_are_roles_and_only_an_empty_one_skips_the_login(site):
    for address, view in patterns(importlib.import_module(f"liangcai.config.urls.{site}").urlpatterns):
        if not address.startswith("api/"):
            assert view.audience <= set(Role.values), address
            assert getattr(view, "login_required", True) is bool(view.audience), address


def test_a_view_without_a_declaration_is_found(monkeypatch):
    from django.urls import path

    module = importlib.import_module("liangcai.config.urls.vault")
    monkeypatch.setattr(module, "urlpatterns", [path("open/", lambda request: None)])
    assert undeclared("vault") == ["open/"]
