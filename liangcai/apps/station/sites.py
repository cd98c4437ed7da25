"""Which site this program is right now: hall, vault or room, and where its files lie."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from django.conf import settings
from django.db import connections

SITES = ("hall", "vault", "room")
_here: ContextVar[str | None] = ContextVar("site", default=None)


def current_site() -> str:
    return _here.get() or settings.SITE


def site_folder() -> Path:
    """The folder that holds this site's database, keys and files."""
    return Path(settings.DATA_ROOT) / current_site()


@contextmanager
def at_site(site: str) -> Iterator[None]:
    """Within the block the default connection is the named site's database and nothing else can be
    reached. Only under the demonstration settings, where one process plays all three sites."""
    previous, token = connections["default"], _here.set(site)
    connections["default"] = connections[site]
    try:
        yield
    finally:
        connections["default"] = previous
        _here.reset(token)
