"""The signed files with which a certificate is checked without asking this server."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest

from liangcai.apps.station.sites import site_folder
from liangcai.web.shared.access import PUBLIC, audience
from liangcai.web.shared.downloads import JSON, bytes_response


def published(name: str) -> FileResponse:
    file = site_folder() / "public" / name
    if not file.is_file():
        raise Http404(name)
    return bytes_response(file.read_bytes(), name, JSON)


@audience(PUBLIC)
def keys(request: HttpRequest) -> FileResponse:
    return published("KEYS.json")


@audience(PUBLIC)
def status(request: HttpRequest) -> FileResponse:
    return published("STATUS.json")
