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
