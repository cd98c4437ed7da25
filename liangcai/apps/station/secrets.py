"""Keys that never enter the database: made on first use, readable by the owner only."""

from __future__ import annotations

import os
import secrets

from liangcai.apps.station.sites import site_folder


def station_secret(name: str, length: int = 32) -> bytes:
    """`length` random bytes kept in `<site folder>/keys/<name>.key`."""
    file = site_folder() / "keys" / f"{name}.key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return file.read_bytes()
        with os.fdopen(descriptor, "wb") as out:
            out.write(secrets.token_bytes(length))
    return file.read_bytes()
