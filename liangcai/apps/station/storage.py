"""Uploaded and printed files lie below the site's own folder."""

from __future__ import annotations

from pathlib import Path

from django.core.files.storage import FileSystemStorage

from liangcai.apps.station.sites import site_folder


class StationStorage(FileSystemStorage):
    """Never served by address: a view checks who may read a file and streams it."""

    @property
    def base_location(self) -> str:
        return str(site_folder() / "files")

    @property
    def location(self) -> str:
        return str(Path(self.base_location).resolve())

    @property
    def base_url(self) -> str | None:
        return None


def new_file(name: str) -> tuple[str, str]:
    """A name that is free below the site's files, and its full path, its folder made: for what an engine writes itself."""
    storage = StationStorage()
    free = storage.get_available_name(name)
    path = Path(storage.path(free))
    path.parent.mkdir(parents=True, exist_ok=True)
    return free, str(path)
