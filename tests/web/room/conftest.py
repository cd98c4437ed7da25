from __future__ import annotations

from datetime import datetime

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def clock(monkeypatch):
    """`clock(moment)` sets the server's clock."""
    from django.utils import timezone

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to
