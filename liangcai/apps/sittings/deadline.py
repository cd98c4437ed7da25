"""When a candidate's time is up. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta


def deadline(starts_at: datetime, minutes: int) -> datetime:
    """The last moment at which an answer counts; the server's clock decides, not the candidate's."""
    return starts_at + timedelta(minutes=minutes)
