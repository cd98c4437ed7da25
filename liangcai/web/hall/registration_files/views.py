"""A registration's photo and evidence, for whom it concerns and nobody else."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from liangcai.apps.registrations.models import Registration
from liangcai.apps.registrations.selectors import registrations_concerning
from liangcai.web.shared.access import CANDIDATE, CENTRE, ORGANIZATION, audience
from liangcai.web.shared.downloads import file_response

CONCERNED = CANDIDATE | ORGANIZATION | CENTRE


def registration_of(request: HttpRequest, public_id: str) -> Registration:
    return get_object_or_404(registrations_concerning(request.user).select_related("candidate"), public_id=public_id)  # type: ignore[arg-type]


@audience(CONCERNED)
@never_cache
def photo(request: HttpRequest, public_id: str) -> HttpResponseBase:
    return file_response(registration_of(request, public_id).candidate.photo, "photo.jpg", inline=True)


@audience(CONCERNED)
@never_cache
def evidence(request: HttpRequest, public_id: str, evidence_id: str) -> HttpResponseBase:
    found = get_object_or_404(registration_of(request, public_id).evidence, public_id=evidence_id)
    kept_as = Path(found.file.name)  # its suffix is that of the content, whatever the sender called it
    return file_response(found.file, f"{Path(found.name).stem}{kept_as.suffix}", inline=True)
