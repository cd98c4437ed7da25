"""The walls between hall, vault and room: separate tables, separate pages, and a vault that stays shut on a network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings
from django.test import Client

from liangcai.apps.audit.models import Entry
from liangcai.apps.custody import network
from liangcai.apps.custody.models import LedgerRow

LOOK = """
import json, django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.urls import get_resolver
call_command("migrate", verbosity=0, interactive=False)
def views(patterns):
    for one in patterns:
        yield from views(one.url_patterns) if hasattr(one, "url_patterns") else [one.callback.__module__]
found = sorted(set(views(get_resolver().url_patterns)))
print(json.dumps({"tables": connection.introspection.table_names(), "views": found}))
"""
GUARDED = [*settings.MIDDLEWARE, "liangcai.web.vault.guard.NetworkGuard"]


@cache
def looked_at(site: str) -> dict[str, list[str]]:
    """Tables and view modules of a site, set up afresh in a process of its own."""
    with TemporaryDirectory() as folder:
        environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "LIANGCAI_DEMO")}
        environment |= {"LIANGCAI_DATA": folder, "DJANGO_SETTINGS_MODULE": f"liangcai.config.settings.{site}"}
        done = subprocess.run([sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True,
                              cwd=settings.BASE_DIR)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def tables_of(site: str, *apps: str) -> list[str]:
    return [t for t in looked_at(site)["tables"] if t.startswith(tuple(f"{app}_" for app in apps))]


def test_the_hall_has_no_table_for_items_or_papers():
    assert tables_of("hall", "item_bank", "papers", "item_quality", "custody", "sittings", "marking") == []
    assert tables_of("hall", "exams")


def test_the_vault_has_items_and_nothing_of_candidates():
    assert tables_of("vault", "registrations", "exams", "results", "certificates", "sittings", "marking") == []
    assert {"item_bank_item", "papers_paper", "custody_ledgerrow"} <= set(looked_at("vault")["tables"])


def test_the_room_has_sittings_and_nothing_of_hall_or_vault():
    assert tables_of("room", "registrations", "exams", "results", "certificates", "resources", "item_bank", "papers", "item_quality",
                     "custody") == []  # fmt: skip
    assert tables_of("room", "sittings", "marking")


@pytest.mark.parametrize("site", ["hall", "vault", "room"])
def test_a_site_serves_its_own_pages_only(site):
    others = tuple(f"liangcai.web.{other}." for other in {"hall", "vault", "room"} - {site})
    assert [v for v in looked_at(site)["views"] if v.startswith(others)] == []


@pytest.fixture
def interfaces(tmp_path, monkeypatch):
    """A folder in the shape of /sys/class/net, with loopback up and a cable socket that is empty."""
    for name, state in (("lo", "unknown"), ("eth0", "down")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "operstate").write_text(state + "\n")
    monkeypatch.setattr(network, "INTERFACES", tmp_path)
    return tmp_path


@pytest.fixture
def vault(settings):
    settings.ROOT_URLCONF = "liangcai.config.urls.vault"
    settings.MIDDLEWARE = GUARDED
    settings.SITE = "vault"
    return Client()


@pytest.mark.django_db
def test_the_vault_opens_while_only_loopback_is_up(interfaces, vault):
    assert vault.get("/sign-in/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/sign-in/", "/banks/", "/no-such-page/"])
def test_every_page_of_the_vault_says_which_interface_is_up_and_why_that_matters(interfaces, vault, address):
    (interfaces / "eth0" / "operstate").write_text("up\n")
    answer = vault.get(address)
    assert answer.status_code == 503
    words = answer.content.decode()
    assert "eth0" in words and "四(二)" in words and "拔除网线" in words and "试题" in words
    assert Entry.objects.count() == 0


@pytest.mark.django_db
def test_a_cable_plugged_in_later_closes_the_vault_at_the_next_request(interfaces, vault):
    assert vault.get("/sign-in/").status_code == 200
    (interfaces / "eth0" / "operstate").write_text("up\n")
    assert vault.post("/sign-in/", {"username": "a", "password": "b"}).status_code == 503


@pytest.mark.django_db
def test_an_interface_of_unknown_state_counts_as_up(interfaces, vault):
    (interfaces / "tun0").mkdir()
    assert "tun0" in vault.get("/sign-in/").content.decode()


@pytest.mark.django_db
def test_a_computer_that_does_not_tell_its_interfaces_counts_as_connected(monkeypatch, vault, tmp_path):
    monkeypatch.setattr(network, "INTERFACES", tmp_path / "none")
    assert vault.get("/sign-in/").status_code == 503


@pytest.mark.django_db
def test_this_computers_real_interfaces_decide(vault):
    live = network.live_interfaces(Path("/sys/class/net"))
    assert vault.get("/sign-in/").status_code == (503 if live else 200)


@pytest.mark.django_db
def test_the_demonstration_switch_lets_through_and_is_logged_once_a_start(interfaces, vault, settings):
    settings.DEMONSTRATION = True
    (interfaces / "eth0" / "operstate").write_text("up\n")
    pages = [vault.get("/sign-in/") for _ in range(3)]
    assert {p.status_code for p in pages} == {200} and "演示环境" in pages[0].content.decode()
    assert Entry.objects.get().action == "start_demonstration"
    assert LedgerRow.objects.get(kind="computer").facts["interfaces"] == ["eth0"]
